import numpy as np
import pytest

from evaluation.figures.resampling import Figure, draw_weights, ratio


def test_each_draw_holds_as_many_photos_as_there_are() -> None:
    weights = draw_weights(7, draws=50)
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()
    assert (weights == draw_weights(7, draws=50)).all()
    assert (weights != draw_weights(7, draws=50, seed=1)).any()


def test_a_ratio_is_of_sums_not_of_photos() -> None:
    figure = ratio(np.array([1.0, 0.0]), np.array([1.0, 3.0]), np.array([[1.0, 1.0], [2.0, 0.0]]))
    assert figure.value == 1 / 4
    assert figure.draws.tolist() == [1 / 4, 1.0]


def test_a_ratio_over_nothing_is_undefined() -> None:
    nothing = np.zeros(2)
    estimate = ratio(nothing, nothing, draw_weights(2, draws=5)).estimate()
    assert (estimate.value, estimate.low, estimate.high) == (None, None, None)


def test_the_interval_of_a_mean_is_that_of_the_normal_law() -> None:
    values = np.random.default_rng(0).normal(10.0, 2.0, 400)
    estimate = ratio(values, np.ones(400), draw_weights(400, draws=4000)).estimate()
    reach = 1.96 * values.std() / 20
    assert estimate.low == pytest.approx(values.mean() - reach, abs=0.03)
    assert estimate.high == pytest.approx(values.mean() + reach, abs=0.03)


def test_four_of_four_is_no_certainty() -> None:
    everything = np.ones(4)
    estimate = ratio(everything, everything, draw_weights(4)).estimate()
    assert estimate.value == estimate.high == 1.0
    assert estimate.low == pytest.approx(4 / (4 + 1.96**2), abs=1e-3)


def test_few_photos_make_a_wider_interval() -> None:
    draws = np.random.default_rng(0).normal(0.0, 1.0, 5000)
    few, many = (Figure(value=0.0, draws=draws, photos=count).estimate() for count in (5, 5000))
    assert few.low is not None
    assert many.low is not None
    assert few.low < many.low == pytest.approx(-1.96, abs=0.1)


def test_differences_are_taken_draw_by_draw() -> None:
    wild = np.random.default_rng(0).normal(0.5, 0.3, 1000)
    first = Figure(value=0.5, draws=wild)
    second = Figure(value=0.6, draws=wild + 0.1)
    estimate = second.minus(first).estimate()
    assert estimate.low == pytest.approx(0.1)
    assert estimate.high == pytest.approx(0.1)


def test_two_photos_give_no_interval() -> None:
    estimate = ratio(np.array([1.0, 0.0]), np.ones(2), draw_weights(2)).estimate()
    assert (estimate.value, estimate.low, estimate.high) == (0.5, None, None)


@pytest.mark.parametrize("rare", [0.02, 0.98])
def test_the_interval_holds_the_figure_however_skewed_the_draws(rare: float) -> None:
    generator = np.random.default_rng(0)
    draws = np.where(generator.random(1000) < rare, generator.random(1000), 0.015)
    estimate = Figure(value=0.3, draws=draws, photos=3).estimate()
    assert estimate.low is not None
    assert estimate.high is not None
    assert 0.0 <= estimate.low <= 0.3 <= estimate.high <= 1.0
    assert estimate.low < estimate.high
