"""One camera in several photos."""

import pytest

from detection.record import Housing
from mapping.geometry.combination import combine, disagreement
from mapping.geometry.geodesy import move, track
from mapping.geometry.position import locate
from tests.unit.place_builders import seen, sighting

CAMERA = (44.81, 20.46)


def error_m(place: tuple[float, float]) -> float:
    return track(CAMERA, place)[1]


def test_one_photo_gives_its_own_estimate() -> None:
    view = sighting(CAMERA, bearing_deg=30, distance_m=20)

    found = combine([view])

    assert found.position == locate(view)
    assert found.used == (0,)
    assert found.agree


def test_no_photo_gives_an_error() -> None:
    with pytest.raises(ValueError, match="at least one sighting"):
        combine([])


def test_three_faultless_views_find_the_camera_better_than_one() -> None:
    views = [sighting(CAMERA, bearing_deg=turn, distance_m=25) for turn in (0, 70, 290)]
    alone = locate(views[0])

    found = combine(views)

    assert found.used == (0, 1, 2)
    assert found.outliers == ()
    assert error_m((found.position.latitude, found.position.longitude)) < 1.5
    assert found.position.semi_major_m < 0.6 * alone.semi_major_m
    assert found.position.bearing_deg is None
    assert not found.position.is_ring


def test_the_order_of_the_photos_does_not_matter() -> None:
    views = [sighting(CAMERA, bearing_deg=turn, distance_m=25) for turn in (0, 70, 290)]

    one, other = combine(views).position, combine(views[::-1]).position

    _, apart_m = track((one.latitude, one.longitude), (other.latitude, other.longitude))
    assert apart_m < 0.1
    assert one.semi_major_m == pytest.approx(other.semi_major_m, rel=0.02)


def test_an_unusual_size_is_learnt_from_views_that_cross() -> None:
    """A bullet camera of twice the usual size looks half as far away in each photo."""
    views = [
        sighting(CAMERA, bearing_deg=turn, distance_m=20, found=seen(side_px=2 * 26.5))
        for turn in (0, 90)
    ]

    single = locate(views[0])
    found = combine(views)

    assert error_m((single.latitude, single.longitude)) > 8
    assert error_m((found.position.latitude, found.position.longitude)) < 7


def test_a_photo_of_something_else_is_named_and_left_out() -> None:
    views = [sighting(CAMERA, bearing_deg=turn, distance_m=12) for turn in (0, 70, 290)]
    elsewhere = move(*CAMERA, bearing_deg=45, distance_m=120)
    stray = sighting(elsewhere, bearing_deg=10, distance_m=12)

    found = combine([views[0], stray, *views[1:]])

    assert [outlier.index for outlier in found.outliers] == [1]
    assert found.outliers[0].distance_m == pytest.approx(120, abs=8)
    assert found.used == (0, 2, 3)
    without = combine(views).position
    assert found.position.latitude == pytest.approx(without.latitude, abs=1e-6)
    assert found.position.longitude == pytest.approx(without.longitude, abs=1e-6)


def test_a_turned_compass_is_an_outlier_even_at_the_right_place() -> None:
    views = [
        sighting(CAMERA, bearing_deg=turn, distance_m=40, accuracy_m=3.0)
        for turn in (0, 40, 80, 320)
    ]
    turned = sighting(CAMERA, bearing_deg=20, distance_m=40, accuracy_m=3.0, heading_deg=180.0)

    found = combine([*views, turned])

    assert [outlier.index for outlier in found.outliers] == [4]


def test_two_photos_that_contradict_each_other_are_both_kept_and_marked() -> None:
    one = sighting(CAMERA, bearing_deg=0, distance_m=12)
    other = sighting(move(*CAMERA, bearing_deg=45, distance_m=150), bearing_deg=0, distance_m=12)

    found = combine([one, other])

    assert found.used == (0, 1)
    assert not found.agree


def test_rings_alone_find_the_camera_where_they_cross() -> None:
    """Three photos without a compass, from three sides."""
    views = [
        sighting(
            CAMERA,
            bearing_deg=turn,
            distance_m=25,
            heading_deg=None,
            heading_reference=None,
            accuracy_m=3.0,
        )
        for turn in (0, 80, 200)
    ]

    found = combine(views)

    assert error_m((found.position.latitude, found.position.longitude)) < 5
    assert found.position.semi_major_m < 25


def test_two_rings_that_cross_twice_give_an_ellipse_around_both_crossings() -> None:
    views = [
        sighting(CAMERA, bearing_deg=turn, distance_m=30, heading_deg=None, heading_reference=None)
        for turn in (50, 310)
    ]

    found = combine(views)

    gap_m, square = disagreement(
        found.position, locate(sighting(CAMERA, bearing_deg=0, distance_m=30))
    )
    assert found.position.semi_major_m > 15
    assert square < 6
    assert gap_m < found.position.semi_major_m


def test_photos_that_disagree_on_the_type_share_what_they_know() -> None:
    """Two of three see a bullet: the third takes its size from them."""
    views = [sighting(CAMERA, bearing_deg=turn, distance_m=25) for turn in (0, 70)]
    side_px = views[0].size_px
    third = sighting(
        CAMERA,
        bearing_deg=290,
        distance_m=25,
        found=seen(side_px=side_px, housing=Housing.PTZ, housing_confidence=0.6),
    )

    alone = locate(third)
    found = combine([*views, third])

    assert error_m((alone.latitude, alone.longitude)) > 4
    assert error_m((found.position.latitude, found.position.longitude)) < 2
