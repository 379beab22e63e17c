"""Error ellipses."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.geometry.ellipse import CHI_SQUARE_95, from_covariance, from_samples, to_covariance


@given(major=st.floats(1, 100), share=st.floats(0.05, 0.9), orientation=st.floats(0, 179.9))
def test_axes_survive_the_way_through_a_covariance(
    major: float, share: float, orientation: float
) -> None:
    found = from_covariance(to_covariance(major, major * share, orientation))

    assert found.semi_major_m == pytest.approx(major)
    assert found.semi_minor_m == pytest.approx(major * share)
    turned = math.radians(2 * (found.orientation_deg - orientation))
    assert math.cos(turned) == pytest.approx(1)


@pytest.mark.parametrize(
    ("east", "north", "cross", "orientation"),
    [(4.0, 1.0, 0.0, 90.0), (1.0, 4.0, 0.0, 0.0), (2.0, 2.0, 1.0, 45.0), (2.0, 2.0, -1.0, 135.0)],
)
def test_the_orientation_is_the_bearing_of_the_major_axis(
    east: float, north: float, cross: float, orientation: float
) -> None:
    found = from_covariance(np.array([[east, cross], [cross, north]]))

    assert found.orientation_deg == pytest.approx(orientation)


def test_a_normal_cloud_has_the_ellipse_of_its_covariance() -> None:
    points = np.random.default_rng(1).normal(0, 1, (200_000, 2)) * np.array([1.0, 3.0])

    mean, found = from_samples(points)

    assert np.hypot(*mean) < 0.05
    assert found.semi_major_m == pytest.approx(3 * math.sqrt(CHI_SQUARE_95), rel=0.01)
    assert found.semi_minor_m == pytest.approx(math.sqrt(CHI_SQUARE_95), rel=0.01)
    assert min(found.orientation_deg, 180 - found.orientation_deg) < 1


def test_a_skewed_cloud_still_has_95_percent_inside() -> None:
    rng = np.random.default_rng(2)
    points = np.stack([rng.lognormal(2, 0.8, 50_000), rng.normal(0, 1, 50_000)], axis=1)

    mean, found = from_samples(points)

    gap = points - mean
    shape = to_covariance(found.semi_major_m, found.semi_minor_m, found.orientation_deg)
    squares = (gap.T * np.linalg.solve(shape, gap.T)).sum(axis=0)
    assert (squares <= CHI_SQUARE_95).mean() == pytest.approx(0.95, abs=0.001)


def test_weights_count_as_repetitions() -> None:
    points = np.random.default_rng(3).normal(0, 1, (500, 2))
    repeated = np.repeat(points, 2, axis=0)
    weights = np.full(500, 1 / 500)

    mean, weighted = from_samples(points, weights)
    repeated_mean, plain = from_samples(repeated)

    assert mean == pytest.approx(repeated_mean)
    assert weighted.semi_major_m == pytest.approx(plain.semi_major_m, rel=0.01)
