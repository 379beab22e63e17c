"""GeoJSON (RFC 7946): point features; their properties become the tags."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from languages.kept import kept
from mapping.importing.identity import place_id
from mapping.importing.reading import Reading, RowError, UnreadableSource, collect, coordinates
from mapping.matching.known import KnownCamera

__all__ = ["read"]

_ID_KEYS = ("@id", "id", "osm_id", "ref")


def read(path: Path, *, source: str, error_m: float) -> Reading:
    """Read cameras; rows count the features from 1. Raises UnreadableSource."""
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableSource(
            kept("{name} is no GeoJSON: {reason}", name=path.name, reason=error)
        ) from error
    features = value.get("features") if isinstance(value, dict) else None
    if not isinstance(features, list):
        raise UnreadableSource(
            kept("{name} is no GeoJSON: expected a FeatureCollection.", name=path.name)
        )
    return collect(_rows(features, source, error_m))


def _rows(
    features: list[Any], source: str, error_m: float
) -> Iterator[tuple[int, KnownCamera | RowError]]:
    for row, feature in enumerate(features, start=1):
        try:
            yield row, _camera(feature, source, error_m)
        except RowError as error:
            yield row, error


def _camera(feature: Any, source: str, error_m: float) -> KnownCamera:  # noqa: ANN401 - JSON
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        raise RowError(kept("Location field empty."))
    if geometry.get("type") != "Point":
        raise RowError(kept("Not a point: {kind}.", kind=geometry.get("type")))
    place = geometry.get("coordinates")
    if not isinstance(place, list) or len(place) < 2:
        raise RowError(kept("Location field incomplete."))
    latitude, longitude = coordinates(place[1], place[0])
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise RowError(kept("The properties are no object."))
    tags = {
        str(key): str(value)
        for key, value in properties.items()
        if isinstance(value, str | int | float) and key not in _ID_KEYS
    }
    found = [feature.get("id"), *(properties.get(key) for key in _ID_KEYS)]
    own = next((str(value) for value in found if value not in (None, "")), None)
    return KnownCamera(
        source=source,
        source_id=own or place_id(latitude, longitude, tags),
        latitude=latitude,
        longitude=longitude,
        error_m=error_m,
        tags=tags,
    )
