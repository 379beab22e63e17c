"""From the metres of the street to degrees on the globe, and from a lens to pixels.

The street frame: x runs along the street, y to its left, z up, metres. `Ground` says where its
origin lies and to which bearing the x axis points. Over the few hundred metres of a street the
globe is taken as flat, with the radii of curvature of the WGS 84 ellipsoid at the origin (error
below a millimetre).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.pose import Pose

__all__ = ["BELGRADE_STREET", "FULL_FRAME_DIAGONAL_MM", "Ground", "Lens", "Standpoint"]

FULL_FRAME_DIAGONAL_MM = 43.2666
"""Diagonal of a 36 x 24 mm frame, to which equivalent focal lengths refer."""

_EQUATOR_RADIUS_M = 6_378_137.0
_ECCENTRICITY_SQUARED = 6.694379990e-3


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """Where a street lies: WGS 84 origin, and the bearing of its x axis in degrees."""

    latitude: float
    longitude: float
    axis_bearing_deg: float

    def position(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Give latitude and longitude of a point of the street."""
        bearing = math.radians(self.axis_bearing_deg)
        east = x_m * math.sin(bearing) - y_m * math.cos(bearing)
        north = x_m * math.cos(bearing) + y_m * math.sin(bearing)
        return self.offset(east, north)

    def offset(self, east_m: float, north_m: float) -> tuple[float, float]:
        """Give latitude and longitude so many metres east and north of the origin."""
        sine = math.sin(math.radians(self.latitude))
        shape = 1 - _ECCENTRICITY_SQUARED * sine * sine
        along_meridian = _EQUATOR_RADIUS_M * (1 - _ECCENTRICITY_SQUARED) / shape**1.5
        along_parallel = (
            _EQUATOR_RADIUS_M / math.sqrt(shape) * math.cos(math.radians(self.latitude))
        )
        return (
            self.latitude + math.degrees(north_m / along_meridian),
            self.longitude + math.degrees(east_m / along_parallel),
        )

    def bearing_deg(self, dx_m: float, dy_m: float) -> float:
        """Give the compass bearing of a direction of the street, 0 to 360 from true north."""
        return (self.axis_bearing_deg - math.degrees(math.atan2(dy_m, dx_m))) % 360

    def street_angle_rad(self, bearing_deg: float) -> float:
        """Give the angle of a bearing from the x axis, counterclockwise."""
        return math.radians(self.axis_bearing_deg - bearing_deg)


BELGRADE_STREET = Ground(latitude=44.8103, longitude=20.4619, axis_bearing_deg=75.0)
"""A street that does not exist, laid over Belgrade."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lens:
    """A pinhole lens on a picture of `width` x `height` pixels."""

    width: int
    height: int
    focal_length_35mm: float

    @property
    def focal_px(self) -> float:
        """Focal length in pixels; the equivalent in mm refers to the diagonal."""
        return math.hypot(self.width, self.height) * self.focal_length_35mm / FULL_FRAME_DIAGONAL_MM


@dataclass(frozen=True, kw_only=True, slots=True)
class Standpoint:
    """Where the photographer stands and what point of the street the lens looks at."""

    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    roll_deg: float = 0.0

    def axes(self) -> NDArray[np.float64]:
        """Give the rows right, up and forward as unit vectors of the street, shape (3, 3)."""
        forward = np.subtract(self.target, self.eye)
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, (0.0, 0.0, 1.0))
        right = right / np.linalg.norm(right)
        up = np.cross(right, forward)
        roll = math.radians(self.roll_deg)
        turned = math.cos(roll) * right + math.sin(roll) * up
        return np.stack([turned, np.cross(turned, forward), forward])

    def project(self, points: Pose, lens: Lens) -> NDArray[np.float64]:
        """Give pixels and depth in metres, shape (n, 3), of points of shape (n, 3)."""
        seen = (np.asarray(points) - np.array(self.eye)) @ self.axes().T
        depth = seen[:, 2]
        safe = np.where(np.abs(depth) < 1e-6, 1e-6, depth)
        x = lens.width / 2 + lens.focal_px * seen[:, 0] / safe
        y = lens.height / 2 - lens.focal_px * seen[:, 1] / safe
        return np.stack([x, y, depth], axis=1)
