"""From magnetic to true north with the World Magnetic Model of the photo's date.

The model (NOAA NCEI and British Geological Survey) is issued every five years; WMM2025 holds
until the end of 2029. pygeomag evaluates it and carries the models since 2010, so an old photo
is corrected with the model of its time. See docs/decisions/magnetic-declination.md.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from pygeomag import GeoMag, GeoMagResult

from detection.record import HeadingReference

__all__ = ["TrueHeading", "declination_deg", "true_heading"]

_FIRST_YEAR, _LAST_YEAR = 2010.0, 2030.0
_UNDATED = date(2026, 1, 1)
"""For a photo without a date: Belgrade's declination moves by 0.1 degrees a year."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueHeading:
    """A heading from true north, and how much the doubt about its reference adds (1 sigma)."""

    heading_deg: float
    reference_sigma_deg: float


def true_heading(
    heading_deg: float,
    reference: HeadingReference | None,
    *,
    latitude: float,
    longitude: float,
    taken_at: datetime | None,
) -> TrueHeading | None:
    """Turn a photo's heading into one from true north.

    An unknown reference leaves the heading as it is and adds the declination as a doubt.
    Gives None for a compass in a blackout zone, where the horizontal field is below 2,000 nT
    and a needle points anywhere (WMM2025 report): at the magnetic poles.
    """
    if reference is HeadingReference.TRUE:
        return TrueHeading(heading_deg=heading_deg % 360, reference_sigma_deg=0)
    field = _field(latitude, longitude, taken_at.astimezone(UTC).date() if taken_at else _UNDATED)
    if field.in_blackout_zone:
        return None
    if reference is HeadingReference.MAGNETIC:
        return TrueHeading(heading_deg=(heading_deg + field.d) % 360, reference_sigma_deg=0)
    return TrueHeading(heading_deg=heading_deg % 360, reference_sigma_deg=abs(field.d))


def declination_deg(
    latitude: float, longitude: float, day: date, *, altitude_km: float = 0.0
) -> float:
    """Give how far magnetic north lies east of true north, in degrees.

    Altitude counts from the ellipsoid. A day before 2010 or after 2029 takes the nearest day
    that a model covers: the field drifts by tenths of a degree a year, a phone's compass errs
    by ten degrees.
    """
    return float(_field(latitude, longitude, day, altitude_km).d)


@lru_cache(maxsize=4096)
def _field(latitude: float, longitude: float, day: date, altitude_km: float = 0.0) -> GeoMagResult:
    start = date(day.year, 1, 1)
    days_in_year = (date(day.year + 1, 1, 1) - start).days
    year = day.year + (day - start).days / days_in_year
    year = min(max(year, _FIRST_YEAR), _LAST_YEAR - 1e-6)
    result: GeoMagResult = _model(int(year) // 5 * 5).calculate(
        glat=latitude, glon=longitude, alt=altitude_km, time=year
    )
    return result


@lru_cache
def _model(epoch: int) -> GeoMag:
    return GeoMag(coefficients_file=f"wmm/WMM_{'2015v2' if epoch == 2015 else epoch}.COF")
