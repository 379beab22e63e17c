"""What one photo says about where a camera stands: the pinhole geometry and its errors.

With the focal length f in pixels, the box centre (dx, dy) pixels from the middle of the photo
and the camera's size S in metres, seen as s pixels:

    f        = f35 * diagonal_px / 43.27     CIPA DCG-001: 35 mm film is 36 x 24 mm
    bearing  = heading + atan(dx / f)        from true north, see `declination`
    range    = S f / (s cos^1.5(off-axis))   an image enlarges areas by 1 / cos^3 off its axis
    distance = sqrt(range^2 - above^2)       `above` is the camera's height above the eye

EXIF orientation needs no thought here: a record's box, width and height are those of the
upright photo, so dx runs along the horizon whichever way the phone was held.
Sources, defaults and limits: docs/positions.md.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detection.record import Detection, Location, ScanRecord
from mapping.geometry.declination import TrueHeading, true_heading
from mapping.geometry.size import SizePrior, apparent_size_px, housing_probabilities, size_prior

__all__ = ["ERROR_COUNT", "HEADING_SIGMA_DEG", "Sighting", "sight"]

Array = npt.NDArray[np.float64]

FILM_DIAGONAL_MM = math.hypot(36, 24)

HEADING_SIGMA_DEG = (5.0, 25.0)
"""A phone's compass errs by this much (1 sigma), evenly spread: no phone says how much."""

DEFAULT_ACCURACY_M = 10.0
"""For a photo without GPSHPositioningError: a phone among houses."""

_LEAST_ACCURACY_M = 2.0
"""No phone knows its place better, whatever it claims."""

_ACCURACY_IN_SIGMAS = math.sqrt(-2 * math.log(1 - 0.68))
"""GPSHPositioningError is read as the radius that holds 68%, as Android defines it; in
sigmas of one axis. Apple's is a root mean square of both axes, which holds 63%."""

_FOCAL_35MM_DEFAULT = 26.0
_FOCAL_LOG_SIGMA_DEFAULT = 0.40
"""Phones' main lenses lie between 23 and 28 mm; ultra-wide (13) and zoom (52, 77) stretch it."""

_FOCAL_LOG_SIGMA = 0.03
"""A stated focal length is rounded to a millimetre and taken from the lens, not the crop."""

ABOVE_EYE_M = (2.7, 1.0)
_LEAST_ABOVE_EYE_M = 0.3
"""Cameras hang at about 3 to 6 m, phones are held at about 1.6 m (mean and sigma)."""

_LEAST_DISTANCE_OF_RANGE = 0.35
"""Nobody photographs a camera from right below: at most 70 degrees upwards."""

ERROR_COUNT = 7
"""GPS east and north, heading spread and heading, size, height above the eye, focal length."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """One camera seen from one photo point, with what is uncertain about it.

    `dx_px` and `dy_px` lead from the middle of the upright photo to the middle of the box,
    right and down. `gps_sigma_m` is that of one axis. `heading` is None where unknown.
    """

    latitude: float
    longitude: float
    gps_sigma_m: float
    heading: TrueHeading | None
    focal_px: float
    focal_log_sigma: float
    dx_px: float
    dy_px: float
    detection: Detection
    size_px: float
    size: SizePrior

    @property
    def bearing_deg(self) -> float | None:
        """Bearing of the camera from the photo point, from true north, 0 up to 360 degrees."""
        if self.heading is None:
            return None
        offset_deg = math.degrees(math.atan2(self.dx_px, self.focal_px))
        return (self.heading.heading_deg + offset_deg) % 360

    def places(self, uniform: Array, normal: Array) -> Array:
        """Give the camera's place relative to the stated photo point for each drawn error.

        `uniform` (0 to 1) and `normal` (standard) hold the same quantiles, shape
        (ERROR_COUNT, n). Gives metres east and north, shape (n, 2); without a heading the
        camera lies north of where the photographer stood.
        """
        distance_m = self.distances_m(normal)
        offset = np.arctan2(self.dx_px, self.focal_px * np.exp(self.focal_log_sigma * normal[6]))
        bearing = np.zeros_like(distance_m)
        if self.heading is not None:
            low, high = HEADING_SIGMA_DEG
            sigma_deg = np.hypot(low + (high - low) * uniform[2], self.heading.reference_sigma_deg)
            bearing = offset + np.radians(self.heading.heading_deg + sigma_deg * normal[3])
        east_m = self.gps_sigma_m * normal[0] + distance_m * np.sin(bearing)
        north_m = self.gps_sigma_m * normal[1] + distance_m * np.cos(bearing)
        return np.stack([east_m, north_m], axis=1)

    def distances_m(self, normal: Array) -> Array:
        """Give the horizontal distance in metres for each drawn error; shape (n,)."""
        focal_px = self.focal_px * np.exp(self.focal_log_sigma * normal[6])
        size_m = np.exp(self.size.log_mean + self.size.log_sigma * normal[4])
        cosine = focal_px / np.sqrt(focal_px**2 + self.dx_px**2 + self.dy_px**2)
        range_m = size_m * focal_px / (self.size_px * cosine**1.5)
        mean, sigma = ABOVE_EYE_M
        above_m = np.maximum(mean + sigma * normal[5], _LEAST_ABOVE_EYE_M)
        level = np.sqrt(np.maximum(range_m**2 - above_m**2, 0))
        result: Array = np.maximum(level, _LEAST_DISTANCE_OF_RANGE * range_m)
        return result

    @property
    def range_log_variance(self) -> float:
        """Variance of the logarithm of `range_m`."""
        return self.size.log_sigma**2 + self.focal_log_sigma**2

    @property
    def range_m(self) -> float:
        """Distance along the line of sight in metres, for a housing of median size."""
        size_m = math.exp(self.size.log_mean)
        off_axis = math.hypot(self.dx_px, self.dy_px) / self.focal_px
        stretch: float = (1 + off_axis**2) ** 0.75
        return size_m * self.focal_px / self.size_px * stretch

    @property
    def distance_m(self) -> float:
        """Horizontal distance in metres with every error at its median."""
        return float(self.distances_m(np.zeros((ERROR_COUNT, 1)))[0])


def sight(record: ScanRecord, detection: Detection) -> Sighting | None:
    """Read what a photo says about one detection; None without a location or a photo size."""
    location = record.location
    if location is None or record.width is None or record.height is None:
        return None
    stated = location.focal_length_35mm
    x1, y1, x2, y2 = detection.box
    diagonal_px = math.hypot(record.width, record.height)
    return Sighting(
        latitude=location.latitude,
        longitude=location.longitude,
        gps_sigma_m=_gps_sigma_m(location),
        heading=_heading(record, location),
        focal_px=(stated or _FOCAL_35MM_DEFAULT) * diagonal_px / FILM_DIAGONAL_MM,
        focal_log_sigma=_FOCAL_LOG_SIGMA if stated else _FOCAL_LOG_SIGMA_DEFAULT,
        dx_px=(x1 + x2 - record.width) / 2,
        dy_px=(y1 + y2 - record.height) / 2,
        detection=detection,
        size_px=apparent_size_px(detection.box),
        size=size_prior(housing_probabilities([detection]), detection.box),
    )


def _gps_sigma_m(location: Location) -> float:
    accuracy_m = location.accuracy_m or DEFAULT_ACCURACY_M
    return max(accuracy_m, _LEAST_ACCURACY_M) / _ACCURACY_IN_SIGMAS


def _heading(record: ScanRecord, location: Location) -> TrueHeading | None:
    if location.heading_deg is None:
        return None
    return true_heading(
        location.heading_deg,
        location.heading_reference,
        latitude=location.latitude,
        longitude=location.longitude,
        taken_at=record.taken_at,
    )
