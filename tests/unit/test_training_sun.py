"""The sun against an almanac."""

from datetime import UTC, datetime

import pytest

from training.sun import sun_position


def test_noon_of_the_solstices_in_belgrade() -> None:
    # Highest stand: 90 - latitude +- obliquity. True noon there is near 10:40 UTC in summer.
    azimuth, elevation = sun_position(datetime(2026, 6, 21, 10, 40, tzinfo=UTC), 44.81, 20.46)
    assert elevation == pytest.approx(90 - 44.81 + 23.44, abs=0.2)
    assert azimuth == pytest.approx(180, abs=2)
    _, low = sun_position(datetime(2026, 12, 21, 10, 36, tzinfo=UTC), 44.81, 20.46)
    assert low == pytest.approx(90 - 44.81 - 23.44, abs=0.2)


def test_the_sun_rises_in_the_east_and_sets_in_the_west() -> None:
    morning, _ = sun_position(datetime(2026, 3, 20, 5, 0, tzinfo=UTC), 44.81, 20.46)
    evening, _ = sun_position(datetime(2026, 3, 20, 16, 30, tzinfo=UTC), 44.81, 20.46)
    assert morning == pytest.approx(90, abs=6)
    assert evening == pytest.approx(270, abs=6)
