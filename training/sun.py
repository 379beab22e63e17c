"""Where the sun stands, so that light, place and clock of a rendered photo agree."""

import math
from datetime import UTC, datetime

__all__ = ["sun_position"]


def sun_position(moment: datetime, latitude: float, longitude: float) -> tuple[float, float]:
    """Give azimuth (degrees from true north) and elevation (degrees) of the sun.

    Low-precision formulas of the Astronomical Almanac, good to about 0.1 degrees; the moment
    must know its time zone.
    """
    days = (moment.astimezone(UTC) - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400
    mean_longitude = math.radians((280.460 + 0.9856474 * days) % 360)
    anomaly = math.radians((357.528 + 0.9856003 * days) % 360)
    ecliptic = mean_longitude + math.radians(
        1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly)
    )
    obliquity = math.radians(23.439 - 4e-7 * days)
    ascension = math.atan2(math.cos(obliquity) * math.sin(ecliptic), math.cos(ecliptic))
    declination = math.asin(math.sin(obliquity) * math.sin(ecliptic))
    sidereal = math.radians((280.46062 + 360.985647 * days + longitude) % 360)
    hour_angle = sidereal - ascension
    place = math.radians(latitude)
    elevation = math.asin(
        math.sin(place) * math.sin(declination)
        + math.cos(place) * math.cos(declination) * math.cos(hour_angle)
    )
    azimuth = math.atan2(
        -math.sin(hour_angle),
        math.tan(declination) * math.cos(place) - math.sin(place) * math.cos(hour_angle),
    )
    return math.degrees(azimuth) % 360, math.degrees(elevation)
