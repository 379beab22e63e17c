"""The street: what is planned stands where it is said to stand."""

import math

import numpy as np
import pytest

from training.ground import BELGRADE_STREET, Lens, Standpoint
from training.lens import develop, film_curve
from training.meshes import corners
from training.samples import PLANNED_CAMERAS, PLANNED_PHOTOS
from training.sky import sky_panorama
from training.street import HOUSE_WIDTH_M, Post, Street, Wall, build_street


@pytest.fixture(scope="module")
def street() -> Street:
    return build_street(11, [camera.spot for camera in PLANNED_CAMERAS])


def test_walls_face_the_street(street: Street) -> None:
    for row, towards in (("north", -1), ("south", 1)):
        frame = street.frame(Wall(row=row, house=1, pier=2, height_m=3))
        out = frame @ np.array([0, -1, 0, 0])
        assert out[1] == pytest.approx(towards)
        assert frame[2, 3] == 3
        assert HOUSE_WIDTH_M < frame[0, 3] < 2 * HOUSE_WIDTH_M


def test_a_post_faces_its_angle(street: Street) -> None:
    spot = Post(x_m=30, y_m=4, height_m=5, facing_deg=-120)
    out = street.frame(spot) @ np.array([0, -1, 0, 0])
    assert math.degrees(math.atan2(out[1], out[0])) == pytest.approx(-120)


def test_the_same_seed_builds_the_same_street(street: Street) -> None:
    again = build_street(11, [camera.spot for camera in PLANNED_CAMERAS])
    assert len(again.solids) == len(street.solids)
    np.testing.assert_array_equal(corners(again.solids[-50:]), corners(street.solids[-50:]))


def test_nothing_planned_shares_a_name() -> None:
    assert len({camera.name for camera in PLANNED_CAMERAS}) == len(PLANNED_CAMERAS)
    assert len({photo.name for photo in PLANNED_PHOTOS}) == len(PLANNED_PHOTOS)


def test_every_photo_but_one_looks_at_a_camera(street: Street) -> None:
    blind = []
    for photo in PLANNED_PHOTOS:
        sides = (1800, 2400) if photo.portrait else (2400, 1800)
        lens = Lens(width=sides[0], height=sides[1], focal_length_35mm=photo.focal_length_35mm)
        standpoint = Standpoint(eye=(*photo.eye, 1.62), target=photo.target)
        places = np.array([street.frame(camera.spot)[:3, 3] for camera in PLANNED_CAMERAS])
        x, y, depth = standpoint.project(places, lens).T
        inside = (depth > 0) & (depth < 15) & (x > 0) & (x < sides[0]) & (y > 0) & (y < sides[1])
        if not inside.any():
            blind.append(photo.name)
    assert blind == ["street-12.jpg"]


def test_the_sky_is_brightest_near_the_sun() -> None:
    angle, elevation = math.radians(90), math.radians(40)
    sky = sky_panorama(angle, elevation, cloudy=False, width=256).mean(axis=2)
    row, column = np.unravel_index(int(sky.argmax()), sky.shape)
    assert 90 - (row + 0.5) / 128 * 180 == pytest.approx(40, abs=12)
    assert 180 - (column + 0.5) / 256 * 360 == pytest.approx(90, abs=15)


def test_development_keeps_order_and_range() -> None:
    ramp = np.linspace(0, 4, 64, dtype=np.float32)
    shown = film_curve(ramp)
    assert (np.diff(shown) > 0).all()
    assert 0 <= shown.min() <= shown.max() <= 1
    light = np.tile(ramp[None, :, None], (48, 1, 3))
    photo = develop(light, seed=1)
    assert photo.dtype == np.uint8
    assert photo.shape == (48, 64, 3)
    assert photo[:, -8:].mean() > photo[:, :8].mean() + 60
    np.testing.assert_array_equal(photo, develop(light, seed=1))


def test_ground_origin_is_in_belgrade() -> None:
    assert BELGRADE_STREET.latitude == pytest.approx(44.8, abs=0.1)
    assert BELGRADE_STREET.longitude == pytest.approx(20.4, abs=0.1)
