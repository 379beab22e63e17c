"""Where a camera stands: a point with its 95% error ellipse.

Three things are kept apart: the photo point (where the photographer stood), the bearing ray
from it, and the estimated camera. `sighting` holds the geometry and the errors.

The result is neither linear nor normal in those errors: a compass error bends the cloud of
possible places into an arc, a log-normal size stretches it outwards. So nothing is linearised.
A fixed quasi-random sample of all errors goes through the geometry; its mean is the estimate,
and the ellipse holds 95% of it. See docs/decisions/error-ellipse.md.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from detection import fields
from detection.record import Detection, ScanRecord
from mapping.geometry.ellipse import from_samples
from mapping.geometry.geodesy import move_by
from mapping.geometry.sighting import ERROR_COUNT, Sighting, sight

__all__ = ["Position", "estimate", "locate"]

_SAMPLE_COUNT = 1024
_SAMPLE_SEED = 20260501


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """A camera's place (WGS 84) and its 95% error ellipse.

    `orientation_deg` is the bearing of the major axis, from 0 up to 180. `bearing_deg` and
    `distance_m` lead from the photo point to the camera. A ring, where the heading is unknown,
    has the photo point as its place, equal axes, no bearing, and the camera somewhere at
    about `distance_m`. A place set by a person, or made of several photos, has neither.
    """

    latitude: float
    longitude: float
    semi_major_m: float
    semi_minor_m: float
    orientation_deg: float
    bearing_deg: float | None
    distance_m: float | None

    def __post_init__(self) -> None:
        fields.require(abs(self.latitude) <= 90, "position.latitude", self.latitude, "-90 to 90")
        fields.require(
            abs(self.longitude) <= 180, "position.longitude", self.longitude, "-180 to 180"
        )
        axes = (self.semi_major_m, self.semi_minor_m)
        ordered = 0 < self.semi_minor_m <= self.semi_major_m < math.inf
        fields.require(ordered, "position.semi_major_m, semi_minor_m", axes, "0 < minor <= major")
        turn = self.orientation_deg
        fields.require(0 <= turn < 180, "position.orientation_deg", turn, "0 up to 180")
        if self.bearing_deg is not None:
            fields.require(
                0 <= self.bearing_deg < 360, "position.bearing_deg", self.bearing_deg, "0 up to 360"
            )
        if self.distance_m is not None:
            fields.require(
                0 <= self.distance_m < math.inf, "position.distance_m", self.distance_m, "0 or more"
            )

    @property
    def is_ring(self) -> bool:
        """Whether the heading is unknown, so that the camera lies around the photo point."""
        return self.bearing_deg is None and self.distance_m is not None

    def to_json(self) -> dict[str, float | None]:
        """Give the `position` object of `locate`: centimetres, and degrees to match."""
        return {
            "latitude": round(self.latitude, 7),
            "longitude": round(self.longitude, 7),
            "semi_major_m": round(self.semi_major_m, 2),
            "semi_minor_m": round(self.semi_minor_m, 2),
            "orientation_deg": round(self.orientation_deg, 2) % 180,
            "bearing_deg": None if self.bearing_deg is None else round(self.bearing_deg, 2) % 360,
            "distance_m": None if self.distance_m is None else round(self.distance_m, 2),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Parse an object made by `to_json`; raises RecordError with the name of the field."""
        return cls(
            latitude=fields.number(value, "latitude", "position"),
            longitude=fields.number(value, "longitude", "position"),
            semi_major_m=fields.number(value, "semi_major_m", "position"),
            semi_minor_m=fields.number(value, "semi_minor_m", "position"),
            orientation_deg=fields.number(value, "orientation_deg", "position"),
            bearing_deg=fields.optional_number(value, "bearing_deg", "position"),
            distance_m=fields.optional_number(value, "distance_m", "position"),
        )


def estimate(record: ScanRecord, detection: Detection) -> Position | None:
    """Estimate where a detected camera stands; None where the photo has no location."""
    sighting = sight(record, detection)
    return None if sighting is None else locate(sighting)


def locate(sighting: Sighting) -> Position:
    """Turn one sighting into a position; the same sighting always gives the same one."""
    uniform, normal = _quantiles()
    places = sighting.places(uniform, normal)
    if sighting.bearing_deg is None:
        return _ring(sighting, places)
    (east_m, north_m), ellipse = from_samples(places)
    latitude, longitude = move_by(
        sighting.latitude, sighting.longitude, east_m=float(east_m), north_m=float(north_m)
    )
    return Position(
        latitude=latitude,
        longitude=longitude,
        semi_major_m=ellipse.semi_major_m,
        semi_minor_m=ellipse.semi_minor_m,
        orientation_deg=ellipse.orientation_deg,
        bearing_deg=sighting.bearing_deg,
        distance_m=float(np.hypot(east_m, north_m)),
    )


def _ring(sighting: Sighting, places: npt.NDArray[np.float64]) -> Position:
    """Give the disc around the photo point that holds a camera in an unknown direction."""
    radius_m = float(np.quantile(np.hypot(places[:, 0], places[:, 1]), 0.95))
    return Position(
        latitude=sighting.latitude,
        longitude=sighting.longitude,
        semi_major_m=radius_m,
        semi_minor_m=radius_m,
        orientation_deg=0.0,
        bearing_deg=None,
        distance_m=sighting.distance_m,
    )


@lru_cache
def _quantiles() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Scrambled Sobol points, shape (ERROR_COUNT, n), as uniform and as normal quantiles."""
    from scipy.special import ndtri  # noqa: PLC0415 - half a second that --help need not wait for
    from scipy.stats import qmc  # noqa: PLC0415

    sobol = qmc.Sobol(ERROR_COUNT, rng=np.random.default_rng(_SAMPLE_SEED))
    uniform = np.ascontiguousarray(sobol.random(_SAMPLE_COUNT).T)
    return uniform, ndtri(uniform)
