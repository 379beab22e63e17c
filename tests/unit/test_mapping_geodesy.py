"""Steps on the ellipsoid."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.geometry.geodesy import move, move_by, offset_m, track

LATITUDES = st.floats(-89.99, 89.99)
LONGITUDES = st.floats(-180, 180)
METRES = st.floats(-500, 500)


def vincenty_inverse(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """Bearing (degrees) and distance (m) by Vincenty's formulas (1975), an independent method."""
    a, f = 6378137.0, 1 / 298.257223563
    b = a * (1 - f)
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(lat))) for lat in (lat1, lat2))
    difference = lam = math.radians(lon2 - lon1)
    for _ in range(100):
        along = math.cos(u2) * math.sin(lam)
        across = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam)
        sin_s = math.hypot(along, across)
        cos_s = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        s = math.atan2(sin_s, cos_s)
        sin_a = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_s
        cos2_a = 1 - sin_a**2
        cos_2m = cos_s - 2 * math.sin(u1) * math.sin(u2) / cos2_a
        c = f / 16 * cos2_a * (4 + f * (4 - 3 * cos2_a))
        inner = cos_2m + c * cos_s * (2 * cos_2m**2 - 1)
        previous, lam = lam, difference + (1 - c) * f * sin_a * (s + c * sin_s * inner)
        if abs(lam - previous) < 1e-14:
            break
    k = cos2_a * (a**2 - b**2) / b**2
    big_a = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    big_b = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    last = big_b / 6 * cos_2m * (4 * sin_s**2 - 3) * (4 * cos_2m**2 - 3)
    ds = big_b * sin_s * (cos_2m + big_b / 4 * (cos_s * (2 * cos_2m**2 - 1) - last))
    return math.degrees(math.atan2(along, across)) % 360, b * big_a * (s - ds)


@pytest.mark.parametrize("bearing", [0.5, 45.0, 123.4, 200.0, 359.0])
@pytest.mark.parametrize("distance", [3.0, 60.0, 1000.0])
def test_bearings_and_distances_agree_with_vincenty(bearing: float, distance: float) -> None:
    latitude, longitude = move(44.81, 20.46, bearing_deg=bearing, distance_m=distance)

    found_bearing, found_distance = vincenty_inverse(44.81, 20.46, latitude, longitude)
    assert found_bearing == pytest.approx(bearing, abs=0.01)
    assert found_distance == pytest.approx(distance, abs=0.001)


@given(latitude=LATITUDES, longitude=LONGITUDES, east=METRES, north=METRES)
def test_an_offset_leads_back(latitude: float, longitude: float, east: float, north: float) -> None:
    moved = move_by(latitude, longitude, east_m=east, north_m=north)

    assert offset_m((latitude, longitude), moved) == pytest.approx((east, north), abs=1e-3)


def test_across_the_antimeridian_the_way_is_short() -> None:
    bearing, distance = track((-17.0, 179.9999), (-17.0, -179.9999))

    assert bearing == pytest.approx(90, abs=0.01)
    assert distance == pytest.approx(21.3, abs=0.1)


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_from_a_pole_every_way_leads_away_from_it(pole: float) -> None:
    latitude, _ = move(pole, 0.0, bearing_deg=77.0, distance_m=100.0)

    assert abs(latitude) == pytest.approx(90 - 100 / 111_694, abs=1e-6)
