"""The scan record: what is known of one photo after a scan, and its JSON Lines form.

Records are plain values, validated once when they are made or parsed, so that everything
behind that border may rely on them.

    ScanRecord
    ├── Location      where the photographer stood and which way the lens looked
    ├── Detection*    one camera housing each
    └── Problem       why the location, or the whole photo, could not be used
"""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self, TextIO

from detection import fields
from detection.fields import JsonObject, RecordError

__all__ = [
    "Box",
    "Detection",
    "HeadingReference",
    "Housing",
    "Location",
    "Problem",
    "RecordError",
    "ScanRecord",
    "read_records",
    "record_line",
    "write_record",
]


Box = tuple[float, float, float, float]
"""Corners `(x1, y1, x2, y2)` in pixels of the upright photo, origin top left."""


class Housing(StrEnum):
    """The shape of a camera's housing. It says nothing about what the camera can do."""

    BULLET = "bullet"
    BOX = "box"
    DOME = "dome"
    TURRET = "turret"
    PTZ = "ptz"
    ALPR = "alpr"
    UNKNOWN = "unknown"


class HeadingReference(StrEnum):
    """Which north a heading counts from."""

    TRUE = "true"
    MAGNETIC = "magnetic"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Why something could not be used: a stable code for programs, a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """Where the photographer stood (WGS 84) and how the lens was set; unknown values are None."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None
    altitude_m: float | None = None
    heading_deg: float | None = None
    heading_reference: HeadingReference | None = None
    focal_length_35mm: float | None = None

    def __post_init__(self) -> None:
        fields.require(abs(self.latitude) <= 90, "location.latitude", self.latitude, "-90 to 90")
        fields.require(
            abs(self.longitude) <= 180, "location.longitude", self.longitude, "-180 to 180"
        )
        fields.require_positive(self.accuracy_m, "location.accuracy_m")
        fields.require_positive(self.focal_length_35mm, "location.focal_length_35mm")
        if self.altitude_m is not None:
            fields.require(
                math.isfinite(self.altitude_m), "location.altitude_m", self.altitude_m, "finite"
            )
        if self.heading_deg is not None:
            fields.require(
                0 <= self.heading_deg < 360, "location.heading_deg", self.heading_deg, "0 to 360"
            )

    @classmethod
    def from_json(cls, value: JsonObject) -> Self:
        """Parse the `location` object of a scan record; raises RecordError."""
        value = fields.json_object(value, "location")
        reference = value.get("heading_reference")
        return cls(
            latitude=fields.number(value, "latitude", "location"),
            longitude=fields.number(value, "longitude", "location"),
            accuracy_m=fields.optional_number(value, "accuracy_m", "location"),
            altitude_m=fields.optional_number(value, "altitude_m", "location"),
            heading_deg=fields.optional_number(value, "heading_deg", "location"),
            heading_reference=None
            if reference is None
            else fields.member(HeadingReference, reference, "location.heading_reference"),
            focal_length_35mm=fields.optional_number(value, "focal_length_35mm", "location"),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Detection:
    """One camera housing in a photo.

    `confidence` is the certainty that there is a camera, `housing_confidence` the certainty
    of its type given that there is one; both run from 0 to 1.
    """

    housing: Housing
    housing_confidence: float
    confidence: float
    box: Box

    def __post_init__(self) -> None:
        for name, value in (
            ("confidence", self.confidence),
            ("housing_confidence", self.housing_confidence),
        ):
            fields.require(0 <= value <= 1, f"detection.{name}", value, "0 to 1")
        x1, y1, x2, y2 = self.box
        ordered = all(map(math.isfinite, self.box)) and x1 < x2 and y1 < y2
        fields.require(ordered, "detection.box", self.box, "x1 < x2 and y1 < y2")

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Parse one entry of `detections`; raises RecordError."""
        value = fields.json_object(value, "detections")
        box = value.get("box")
        if not isinstance(box, list | tuple) or len(box) != 4:
            raise RecordError(f"detection.box: expected four numbers, got {box!r}")
        x1, y1, x2, y2 = (fields.finite(side, "detection.box") for side in box)
        return cls(
            housing=fields.member(Housing, value.get("housing"), "detection.housing"),
            housing_confidence=fields.number(value, "housing_confidence", "detection"),
            confidence=fields.number(value, "confidence", "detection"),
            box=(x1, y1, x2, y2),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ScanRecord:
    """What a scan found out about one photo.

    `width` and `height` are those of the upright photo, None where it could not be opened.
    A failed photo has `error` set, no detections, and whatever could still be read; `sha256`
    is None where not even the bytes were. `notes` are remarks that stop nothing.
    """

    photo: str
    sha256: str | None
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    location: Location | None = None
    location_problem: Problem | None = None
    detections: tuple[Detection, ...] = ()
    error: Problem | None = None
    notes: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        if self.error is not None and self.detections:
            raise RecordError("detections: a photo with an error has none")

    def to_json(self) -> dict[str, Any]:
        """Give the record as a JSON object, keys in the documented order."""
        value = asdict(self)
        value["taken_at"] = self.taken_at.isoformat() if self.taken_at else None
        value["detections"] = [
            {
                "housing": found.housing.value,
                "housing_confidence": round(found.housing_confidence, 4),
                "confidence": round(found.confidence, 4),
                "box": [round(side, 1) for side in found.box],
            }
            for found in self.detections
        ]
        return value

    @classmethod
    def from_json(cls, value: JsonObject) -> Self:
        """Parse a JSON object made by `to_json`, ignoring keys of later versions.

        Raises RecordError with the name of the field that is missing or impossible.
        """
        location = value.get("location")
        taken_at = value.get("taken_at")
        return cls(
            photo=fields.text(value, "photo"),
            sha256=None if value.get("sha256") is None else fields.text(value, "sha256"),
            width=fields.optional_size(value, "width"),
            height=fields.optional_size(value, "height"),
            taken_at=None if taken_at is None else fields.moment(taken_at, "taken_at"),
            location=None if location is None else Location.from_json(location),
            location_problem=_problem(value.get("location_problem"), "location_problem"),
            detections=tuple(map(Detection.from_json, fields.entries(value, "detections"))),
            error=_problem(value.get("error"), "error"),
            notes=tuple(_expect_problem(note, "notes") for note in fields.entries(value, "notes")),
        )


def read_records(lines: Iterable[str]) -> Iterator[ScanRecord]:
    """Parse JSON Lines one by one; raises RecordError with the number of the bad line."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if not isinstance(value, dict):
                raise RecordError(f"expected an object, got {type(value).__name__}")
            yield ScanRecord.from_json(value)
        except (ValueError, RecursionError) as error:  # RecordError is a ValueError, too
            raise RecordError(f"line {number}: {error}") from error


def record_line(record: ScanRecord) -> str:
    """Give a record as the line that stands for it in JSON Lines."""
    return json.dumps(record.to_json(), ensure_ascii=False, allow_nan=False) + "\n"


def write_record(record: ScanRecord, stream: TextIO) -> None:
    """Write one record as a line and flush it, so that a killed scan keeps what it had."""
    stream.write(record_line(record))
    stream.flush()


def _problem(problem: object, name: str) -> Problem | None:
    return None if problem is None else _expect_problem(problem, name)


def _expect_problem(problem: object, name: str) -> Problem:
    if not isinstance(problem, dict) or {"code", "message"} - problem.keys():
        raise RecordError(f"{name}: expected code and message, got {problem!r}")
    return Problem(code=str(problem["code"]), message=str(problem["message"]))
