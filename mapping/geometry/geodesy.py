"""Steps on the WGS 84 ellipsoid, by GeographicLib's algorithms in pyproj (Karney 2013).

Around a point the module speaks of east and north metres in the azimuthal equidistant sense:
the direction and length of the geodesic from that point. So nothing here is flat-earth
arithmetic, and the antimeridian and the poles need no special case. At a pole, where every
direction is north or south, bearings count from the meridian of the given longitude.
"""

import math

from pyproj import Geod

__all__ = ["move", "move_by", "offset_m", "track"]

_GEOD = Geod(ellps="WGS84")


def move(
    latitude: float, longitude: float, *, bearing_deg: float, distance_m: float
) -> tuple[float, float]:
    """Give latitude and longitude at the end of a geodesic that starts with this bearing."""
    east, north, _ = _GEOD.fwd(longitude, latitude, bearing_deg, distance_m)
    return float(north), float(east)


def move_by(
    latitude: float, longitude: float, *, east_m: float, north_m: float
) -> tuple[float, float]:
    """Give latitude and longitude of the point that lies this far east and north."""
    bearing_deg = math.degrees(math.atan2(east_m, north_m))
    distance_m = math.hypot(east_m, north_m)
    return move(latitude, longitude, bearing_deg=bearing_deg, distance_m=distance_m)


def track(origin: tuple[float, float], target: tuple[float, float]) -> tuple[float, float]:
    """Give bearing (0 to 360 degrees) and distance (m) between two (latitude, longitude)."""
    bearing_deg, _, distance_m = _GEOD.inv(origin[1], origin[0], target[1], target[0])
    return float(bearing_deg) % 360, float(distance_m)


def offset_m(origin: tuple[float, float], target: tuple[float, float]) -> tuple[float, float]:
    """Give how many metres east and north the target lies of the origin; inverse of `move_by`."""
    bearing_deg, distance_m = track(origin, target)
    bearing = math.radians(bearing_deg)
    return distance_m * math.sin(bearing), distance_m * math.cos(bearing)
