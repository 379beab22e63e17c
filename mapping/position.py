"""Where a camera stands: the photo point with a wide circle, until the estimator replaces it.

A first estimate only. It knows neither bearing nor distance, so it says that the camera is
somewhere in sight of the photographer.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from detection.record import Detection, Location, RecordError, ScanRecord

__all__ = ["Position", "estimate"]

_SIGHT_M = 60.0
"""How far away a camera housing can be and still be found in a photo (assumed)."""

_GPS_ERROR_M = 10.0
"""Error of a phone's position in a street when the phone states none (assumed)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """A point (WGS 84) with the ellipse that holds the camera with 95 % probability.

    `orientation_deg` is the bearing of the major axis; `bearing_deg` and `distance_m` lead
    from the photographer to the camera. A ring around the photo point has no bearing; a place
    set by a person has neither.
    """

    latitude: float
    longitude: float
    semi_major_m: float
    semi_minor_m: float
    orientation_deg: float
    bearing_deg: float | None
    distance_m: float | None

    def __post_init__(self) -> None:
        Location(latitude=self.latitude, longitude=self.longitude)  # checks the ranges
        if not math.inf > self.semi_major_m >= self.semi_minor_m >= 0:
            raise RecordError("position: expected semi_major_m >= semi_minor_m >= 0")

    @property
    def is_ring(self) -> bool:
        """Whether the camera lies somewhere around the photo point, in an unknown direction."""
        return self.bearing_deg is None and self.distance_m is not None

    def to_json(self) -> dict[str, Any]:
        """Give the position as the JSON object of the `locate` format."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Parse what `to_json` made; raises RecordError."""
        try:
            return cls(**{name: value[name] for name in cls.__dataclass_fields__})
        except (KeyError, TypeError) as error:
            raise RecordError(f"position: {error}") from error


def estimate(record: ScanRecord, detection: Detection) -> Position | None:  # noqa: ARG001
    """Give the photo point with a circle as wide as sight; None where the photo has no place."""
    if record.location is None:
        return None
    radius = math.hypot(_SIGHT_M, record.location.accuracy_m or _GPS_ERROR_M)
    return Position(
        latitude=record.location.latitude,
        longitude=record.location.longitude,
        semi_major_m=radius,
        semi_minor_m=radius,
        orientation_deg=0.0,
        bearing_deg=None,
        distance_m=_SIGHT_M / 2,
    )
