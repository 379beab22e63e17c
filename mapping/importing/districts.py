"""Reads districts: GeoJSON with a polygon and a name for each (RFC 7946, WGS 84)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from languages.kept import kept
from mapping.matching.district import District, Districts

__all__ = ["DistrictError", "read_districts"]

NAME_KEYS = ("name", "naziv", "ime", "назив", "име", "name:en", "name:sr", "id")
MAX_BYTES = 50_000_000
_POLYGONS = ("Polygon", "MultiPolygon")


class DistrictError(ValueError):
    """A file that holds no districts; the message is for the person who chose it."""


def read_districts(path: Path) -> Districts:
    """Read a FeatureCollection; raises DistrictError, naming the feature that is wrong.

    Borders that cross themselves are mended; features of other shapes are passed over.
    """
    found = []
    for number, feature in enumerate(_features(path), start=1):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(geometry, dict) or geometry.get("type") not in _POLYGONS:
            continue
        name = _name(feature.get("properties"))
        if name is None:
            raise DistrictError(
                kept("Area {number} has no name: give it a property called name.", number=number)
            )
        found.append(District(name=name, shape=_shape(geometry, name)))
    if not found:
        raise DistrictError(kept("The file holds no areas: expected polygons with a name."))
    return Districts(found)


def _features(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DistrictError(
                kept("The file is larger than {megabytes} MB.", megabytes=MAX_BYTES // 1_000_000)
            )
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DistrictError(
            kept("Cannot read the file: {reason}.", reason=error.strerror)
        ) from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, DistrictError):
            raise
        raise DistrictError(kept("The file is not GeoJSON: it cannot be read as JSON.")) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise DistrictError(kept("The file is not GeoJSON: expected a FeatureCollection."))
    return features


def _name(properties: object) -> str | None:
    if isinstance(properties, dict):
        named = {str(key).lower(): value for key, value in properties.items()}
        for key in NAME_KEYS:
            value = named.get(key)
            if isinstance(value, str | int) and str(value).strip():
                return " ".join(str(value).split())[:200]
    return None


def _shape(geometry: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - shapely has no types
    try:
        with np.errstate(all="ignore"):  # numbers without end are refused below
            area = shapely.make_valid(shape(geometry))
    except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise DistrictError(kept("The border of {name} cannot be read.", name=name)) from error
    except shapely.errors.ShapelyError as error:
        raise DistrictError(kept("The border of {name} cannot be read.", name=name)) from error
    west, south, east, north = area.bounds if not area.is_empty else (999.0,) * 4
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise DistrictError(
            kept("The border of {name} is not in degrees of longitude and latitude.", name=name)
        )
    return area
