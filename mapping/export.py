"""Exports: cameras as GeoJSON (RFC 7946) and CSV, streamed, in the order they are given.

Only the camera leaves: never where and when the photographer stood, never who reviewed. The
bearing and the distance of an estimate would lead back to the photographer, so of its error
only a radius is told. Proposals whose own place is unknown have no coordinates.

In GeoJSON the properties are exactly the OpenStreetMap tags, so that map editors take them
as they are; what Osmatrač adds stands in the feature's member `osmatrac`.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mapping.osm import TAG_KEYS
from mapping.proposal import Proposal

__all__ = ["FORMATS", "Format", "Licence", "csv_lines", "geojson"]

_COORDINATE_DIGITS = 7  # about a centimetre
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_PROVENANCE = (
    "Found in street photos by Osmatrač, a program that proposes."
    " Those with the status accepted were decided on by a person, one by one."
)

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
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """Under which terms the data is given away: an SPDX identifier, and whom to name."""

    identifier: str = "ODbL-1.0"
    attribution: str = "Osmatrač contributors"


def geojson(cameras: Iterable[Proposal], licence: Licence | None = None) -> Iterator[str]:
    """Write a FeatureCollection piece by piece, a feature a line."""
    terms = licence or Licence()
    head = {
        "licence": terms.identifier,
        "attribution": terms.attribution,
        "provenance": _PROVENANCE,
    }
    members = ", ".join(f"{_json(key)}: {_json(value)}" for key, value in head.items())
    yield f'{{"type": "FeatureCollection", {members}, "features": ['
    separator = "\n"
    for camera in cameras:
        yield separator + _json(_feature(camera))
        separator = ",\n"
    yield "\n]}\n"


def csv_lines(cameras: Iterable[Proposal], licence: Licence | None = None) -> Iterator[str]:
    """Write comma-separated values (RFC 4180, UTF-8) line by line, the column names first.

    Text that a spreadsheet would run as a formula gets an apostrophe; numbers stay numbers.
    """
    terms = licence or Licence()
    yield _csv_line(CSV_COLUMNS)
    for camera in cameras:
        own = _own(camera)
        point = camera.standing.camera_position
        cells: dict[str, object] = {
            **own,
            **camera.tags,
            "id": camera.id,
            "latitude": _fixed(point.latitude) if point else None,
            "longitude": _fixed(point.longitude) if point else None,
            "evidence": "; ".join(f"{kind}={value}" for kind, value in own["evidence"].items()),
            "licence": terms.identifier,
            "attribution": terms.attribution,
            "provenance": _PROVENANCE,
        }
        yield _csv_line([_guarded(cells.get(column)) for column in CSV_COLUMNS])


class Format(StrEnum):
    """The formats by the names that the command line knows."""

    GEOJSON = "geojson"
    CSV = "csv"


FORMATS: dict[Format, Callable[[Iterable[Proposal], Licence | None], Iterator[str]]] = {
    Format.GEOJSON: geojson,
    Format.CSV: csv_lines,
}
"""The writer of each format."""


def _feature(camera: Proposal) -> dict[str, Any]:
    point = camera.standing.camera_position
    geometry = point and {
        "type": "Point",
        "coordinates": [
            round(point.longitude, _COORDINATE_DIGITS),
            round(point.latitude, _COORDINATE_DIGITS),
        ],
    }
    return {
        "type": "Feature",
        "id": camera.id,
        "geometry": geometry,
        "properties": camera.tags,
        "osmatrac": _own(camera),
    }


def _own(camera: Proposal) -> dict[str, Any]:
    point = camera.standing.camera_position
    return {
        "status": camera.state.value,
        "housing": camera.housing.value,
        "accuracy_m": round(point.semi_major_m, 1) if point else None,
        "evidence": {claim.kind.value: claim.evidence.value for claim in camera.claims},
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _fixed(degrees: float) -> "_Number":
    return _Number(f"{degrees:.{_COORDINATE_DIGITS}f}")


class _Number(str):
    """Digits that we wrote ourselves: a leading minus is a sign, not a formula."""

    __slots__ = ()


def _guarded(cell: object) -> object:
    if isinstance(cell, str) and not isinstance(cell, _Number) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
