"""From magnetic to true north."""

from datetime import UTC, date, datetime

import pytest

from detection.record import HeadingReference
from mapping.geometry.declination import declination_deg, true_heading

# All declinations of the two tables of twelve that NOAA NCEI publishes as WMM2025_TEST_VALUES.txt
# and WMM2020testvalues.pdf (altitude in km, latitude, longitude, degrees east): facts of the public
# domain, read here from copies in public repositories that test other ports of the model with them
# (of WMM2020: boxpet/pygeomag, test/test_values/WMM2020testvalues.txt).
WMM2025_START = [
    (0, 80, 0, 1.28),
    (0, 0, 120, -0.16),
    (0, -80, 240, 68.78),
    (100, 80, 0, 0.85),
    (100, 0, 120, -0.15),
    (100, -80, 240, 68.21),
]
WMM2025_MIDDLE = [
    (0, 80, 0, 2.59),
    (0, 0, 120, -0.24),
    (0, -80, 240, 68.49),
    (100, 80, 0, 2.16),
    (100, 0, 120, -0.23),
    (100, -80, 240, 67.93),
]
WMM2020_START = [
    (0, 80, 0, -1.28),
    (0, 0, 120, 0.16),
    (0, -80, 240, 69.36),
    (100, 80, 0, -1.70),
    (100, 0, 120, 0.16),
    (100, -80, 240, 68.78),
]
WMM2020_MIDDLE = [
    (0, 80, 0, 0.01),
    (0, 0, 120, -0.06),
    (0, -80, 240, 69.13),
    (100, 80, 0, -0.41),
    (100, 0, 120, -0.05),
    (100, -80, 240, 68.55),
]
OFFICIAL = [
    *((date(2025, 1, 1), *row) for row in WMM2025_START),
    *((date(2027, 7, 2), *row) for row in WMM2025_MIDDLE),
    *((date(2020, 1, 1), *row) for row in WMM2020_START),
    *((date(2022, 7, 2), *row) for row in WMM2020_MIDDLE),
]
BELGRADE = (44.81, 20.46)


@pytest.mark.parametrize(("day", "altitude_km", "latitude", "longitude", "expected"), OFFICIAL)
def test_declination_agrees_with_the_official_test_values(
    day: date, altitude_km: float, latitude: float, longitude: float, expected: float
) -> None:
    found = declination_deg(latitude, longitude, day, altitude_km=altitude_km)

    assert found == pytest.approx(expected, abs=0.01)


def test_each_photo_is_corrected_with_the_model_of_its_time() -> None:
    days = [date(2012, 7, 1), date(2017, 7, 1), date(2022, 7, 1), date(2027, 7, 1)]
    found = [declination_deg(*BELGRADE, day) for day in days]

    assert found == sorted(found)
    assert found[-1] - found[0] == pytest.approx(1.6, abs=0.3)


@pytest.mark.parametrize(
    ("day", "nearest"),
    [(date(1999, 1, 1), date(2010, 1, 1)), (date(2035, 6, 1), date(2029, 12, 31))],
)
def test_a_day_outside_all_models_takes_the_nearest_that_one_covers(
    day: date, nearest: date
) -> None:
    expected = declination_deg(*BELGRADE, nearest)

    assert declination_deg(*BELGRADE, day) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("latitude", [90.0, -90.0])
def test_the_poles_have_a_declination(latitude: float) -> None:
    assert -180 <= declination_deg(latitude, 0.0, date(2026, 1, 1)) <= 180


def corrected(
    heading: float, reference: HeadingReference | None, taken_at: datetime | None = None
) -> tuple[float, float]:
    found = true_heading(heading, reference, latitude=44.81, longitude=20.46, taken_at=taken_at)
    assert found is not None
    return found.heading_deg, found.reference_sigma_deg


def test_a_true_heading_stays_as_it_is() -> None:
    assert corrected(359.0, HeadingReference.TRUE) == (359.0, 0.0)


def test_a_magnetic_heading_gains_the_declination_and_wraps() -> None:
    heading, sigma = corrected(
        359.0, HeadingReference.MAGNETIC, datetime(2026, 5, 1, 23, tzinfo=UTC)
    )

    assert heading == pytest.approx(4.60, abs=0.02)
    assert sigma == 0


def test_a_photo_without_a_date_is_still_corrected() -> None:
    heading, _ = corrected(10.0, HeadingReference.MAGNETIC)

    assert heading == pytest.approx(15.6, abs=0.1)


def test_an_unknown_reference_is_a_doubt_of_the_size_of_the_declination() -> None:
    heading, sigma = corrected(10.0, None)

    assert heading == 10.0
    assert sigma == pytest.approx(5.6, abs=0.1)


def test_a_magnetic_compass_says_nothing_at_the_magnetic_pole() -> None:
    lost = true_heading(
        10.0, HeadingReference.MAGNETIC, latitude=86.0, longitude=140.0, taken_at=None
    )

    assert lost is None
