"""Size priors."""

import math

import pytest

from detection.record import Detection, Housing
from mapping.geometry.size import apparent_size_px, housing_probabilities, size_prior

BOX = (0.0, 0.0, 60.0, 60.0)


def seen(housing: Housing, confidence: float = 0.9) -> Detection:
    return Detection(housing=housing, housing_confidence=confidence, confidence=0.9, box=BOX)


def sizes(*detections: Detection) -> tuple[float, float]:
    prior = size_prior(housing_probabilities(detections), BOX)
    return math.exp(prior.log_mean), prior.log_sigma


def test_the_apparent_size_is_the_geometric_mean_of_the_sides() -> None:
    assert apparent_size_px((10, 10, 40, 22.0)) == pytest.approx(math.sqrt(30 * 12))


def test_types_have_the_probability_that_the_detection_gives() -> None:
    chances = housing_probabilities([seen(Housing.DOME, 0.7)])

    assert chances[Housing.DOME] == pytest.approx(0.7)
    assert chances[Housing.PTZ] == pytest.approx(0.06)
    assert sum(chances.values()) == pytest.approx(1)


def test_an_unknown_type_may_be_any() -> None:
    chances = housing_probabilities([seen(Housing.UNKNOWN, 0.9)])

    assert list(chances.values()) == pytest.approx([1 / 6] * 6)


def test_two_photos_of_one_type_are_surer_than_one() -> None:
    once = housing_probabilities([seen(Housing.DOME, 0.7)])
    twice = housing_probabilities([seen(Housing.DOME, 0.7), seen(Housing.DOME, 0.7)])

    assert twice[Housing.DOME] > 0.95 > once[Housing.DOME]


def test_even_a_certain_detection_can_be_outvoted() -> None:
    chances = housing_probabilities(
        [seen(Housing.DOME, 1.0), seen(Housing.PTZ, 0.95), seen(Housing.PTZ, 0.95)]
    )

    assert chances[Housing.PTZ] > 0.5


def test_the_less_certain_the_type_the_wider_the_prior() -> None:
    widths = [sizes(seen(Housing.PTZ, certain))[1] for certain in (0.99, 0.8, 0.5)]

    assert widths == sorted(widths)
    assert widths[0] < sizes(seen(Housing.UNKNOWN))[1]


def test_housings_have_the_sizes_of_their_data_sheets() -> None:
    """Geometric means lie between the shortest and the longest side of the named models."""
    for housing, least, most in (
        (Housing.BULLET, 0.066, 0.295),
        (Housing.DOME, 0.085, 0.155),
        (Housing.TURRET, 0.080, 0.130),
        (Housing.PTZ, 0.160, 0.360),
    ):
        median_m, _ = sizes(seen(housing, 0.99))
        assert least < median_m < most


def test_a_box_of_few_pixels_is_a_poor_ruler() -> None:
    chances = housing_probabilities([seen(Housing.DOME, 0.99)])
    large, small = (size_prior(chances, (0.0, 0.0, side, side)) for side in (100.0, 5.0))

    assert small.log_sigma > large.log_sigma + 0.1
