"""The street's metres against degrees, and the pinhole lens."""

import math

import numpy as np
import pytest
from pyproj import Geod

from training.ground import BELGRADE_STREET, FULL_FRAME_DIAGONAL_MM, Ground, Lens, Standpoint

_NORTHWARD = Ground(latitude=44.81, longitude=20.46, axis_bearing_deg=0)


@pytest.mark.parametrize(("x_m", "y_m"), [(0, 0), (50, 0), (0, 6.5), (96, -6.5), (-20, 3)])
def test_position_agrees_with_the_ellipsoid(x_m: float, y_m: float) -> None:
    latitude, longitude = BELGRADE_STREET.position(x_m, y_m)
    bearing, _, distance = Geod(ellps="WGS84").inv(
        BELGRADE_STREET.longitude, BELGRADE_STREET.latitude, longitude, latitude
    )
    assert distance == pytest.approx(math.hypot(x_m, y_m), abs=0.002)
    if distance > 1:
        assert bearing % 360 == pytest.approx(BELGRADE_STREET.bearing_deg(x_m, y_m), abs=0.01)


def test_left_of_a_northward_street_is_west() -> None:
    _, longitude = _NORTHWARD.position(0, 10)
    assert longitude < _NORTHWARD.longitude
    assert _NORTHWARD.bearing_deg(0, 10) == pytest.approx(270)


def test_street_angle_undoes_the_bearing() -> None:
    angle = BELGRADE_STREET.street_angle_rad(200)
    assert BELGRADE_STREET.bearing_deg(math.cos(angle), math.sin(angle)) == pytest.approx(200)


def test_equivalent_focal_length_refers_to_the_diagonal() -> None:
    lens = Lens(width=2400, height=1800, focal_length_35mm=FULL_FRAME_DIAGONAL_MM)
    assert lens.focal_px == pytest.approx(3000)


def test_the_target_is_in_the_middle_and_up_is_up() -> None:
    lens = Lens(width=2000, height=1500, focal_length_35mm=26)
    standpoint = Standpoint(eye=(3, -2, 1.6), target=(8, 6, 4))
    above = standpoint.project(np.array([[8, 6, 4], [8, 6, 4.5], [9, 6, 4]]), lens)
    assert above[0, :2] == pytest.approx([1000, 750])
    assert above[1, 1] < 750
    assert above[2, 0] > 1000  # looking to +y, +x is on the right
    assert above[0, 2] == pytest.approx(math.dist((3, -2, 1.6), (8, 6, 4)))


def test_bearing_of_a_pixel_follows_the_pinhole_model() -> None:
    lens = Lens(width=2000, height=1500, focal_length_35mm=26)
    standpoint = Standpoint(eye=(0, 0, 2), target=(0, 10, 2))
    pixel = standpoint.project(np.array([[3.0, 10.0, 2.0]]), lens)[0]
    angle = math.atan((pixel[0] - 1000) / lens.focal_px)
    assert angle == pytest.approx(math.atan2(3, 10))


def test_a_positive_roll_turns_the_picture_the_same_way_everywhere() -> None:
    lens = Lens(width=2000, height=1500, focal_length_35mm=26)
    rolled = Standpoint(eye=(0, 0, 2), target=(0, 10, 2), roll_deg=10)
    left, right = rolled.project(np.array([[-2.0, 10, 2], [2.0, 10, 2]]), lens)
    assert right[1] - left[1] == pytest.approx((right[0] - left[0]) * math.tan(math.radians(10)))
