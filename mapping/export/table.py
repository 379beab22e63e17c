"""CSV: comma-separated values (RFC 4180, UTF-8) for programs."""

from collections.abc import Iterable, Iterator

from mapping.export.camera import ExportedCamera, released
from mapping.export.cells import Number, guarded, line
from mapping.export.geojson import json_text, terms_of
from mapping.export.licence import Licence
from mapping.review.osm import TAG_KEYS
from mapping.review.proposal import Proposal

__all__ = ["CSV_COLUMNS", "csv_lines", "other_tags"]

CSV_COLUMNS = (
    "id",
    "status",
    "housing",
    "latitude",
    "longitude",
    "accuracy_m",
    *TAG_KEYS,
    "evidence",
    "licence",
    "attribution",
    "provenance",
    "other_tags",
    "documented",
)
"""`other_tags` is a JSON object, `documented` a JSON array; both are empty where there is none."""


def csv_lines(cameras: Iterable[Proposal], licence: Licence | None = None) -> Iterator[str]:
    """Write line by line, the column names first; no text runs as a formula (see `cells`)."""
    terms = terms_of(licence)
    yield line(CSV_COLUMNS)
    for camera in released(cameras):
        cells = _cells(camera) | terms
        yield line(guarded(cells.get(column)) for column in CSV_COLUMNS)


def other_tags(camera: ExportedCamera) -> dict[str, str]:
    """Give the tags that have no column of their own."""
    return {key: value for key, value in camera.tags.items() if key not in TAG_KEYS}


def _cells(camera: ExportedCamera) -> dict[str, object]:
    place, others = camera.place, other_tags(camera)
    documented = [claim.to_json() for claim in camera.documented]
    return {
        **camera.tags,
        "id": camera.id,
        "status": camera.status.value,
        "housing": camera.housing.value,
        "latitude": Number(place.latitude_text) if place else None,
        "longitude": Number(place.longitude_text) if place else None,
        "accuracy_m": place.accuracy_m if place else None,
        "evidence": "; ".join(f"{kind}={value}" for kind, value in camera.evidence.items()),
        "other_tags": json_text(others) if others else None,
        "documented": json_text(documented) if documented else None,
    }
