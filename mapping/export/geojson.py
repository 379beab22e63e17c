"""GeoJSON (RFC 7946).

The properties of a feature are exactly the OpenStreetMap tags, so that map editors take them
as they are; what Osmatrač adds stands in the feature's member `osmatrac`.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from mapping.export.camera import ExportedCamera, Place, released
from mapping.export.licence import PROVENANCE, Licence
from mapping.review.proposal import Proposal

__all__ = ["feature", "geojson", "json_text", "terms_of"]


def geojson(cameras: Iterable[Proposal], licence: Licence | None = None) -> Iterator[str]:
    """Write a FeatureCollection piece by piece, a feature a line."""
    members = ", ".join(
        f"{json_text(key)}: {json_text(value)}" for key, value in terms_of(licence).items()
    )
    yield f'{{"type": "FeatureCollection", {members}, "features": ['
    separator = "\n"
    for camera in released(cameras):
        yield separator + json_text(feature(camera))
        separator = ",\n"
    yield "\n]}\n"


def terms_of(licence: Licence | None) -> dict[str, str]:
    """Give licence, attribution and provenance as members of a JSON object."""
    terms = licence or Licence()
    return {
        "licence": terms.identifier,
        "attribution": terms.attribution,
        "provenance": PROVENANCE,
    }


def feature(camera: ExportedCamera) -> dict[str, Any]:
    """Give one camera as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": camera.id,
        "geometry": _point(camera.place),
        "properties": camera.tags,
        "osmatrac": _own(camera),
    }


def json_text(value: object) -> str:
    """Write a value on one line; raises ValueError for a number that JSON does not have."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _point(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"type": "Point", "coordinates": [place.longitude, place.latitude]}


def _own(camera: ExportedCamera) -> dict[str, Any]:
    own: dict[str, Any] = {
        "status": camera.status.value,
        "housing": camera.housing.value,
        "accuracy_m": camera.place.accuracy_m if camera.place else None,
        "evidence": {about: evidence.value for about, evidence in camera.evidence.items()},
    }
    if camera.documented:
        own["documented"] = [claim.to_json() for claim in camera.documented]
    return own
