"""The simulations, small."""

from evaluation.simulation.matching_simulation import simulate
from evaluation.simulation.position_simulation import (
    simulate_one_view,
    simulate_views,
    summarize,
    without_focal_length,
    without_heading,
)


def test_ellipses_hold_the_truth_and_beat_the_photo_point() -> None:
    outcomes = simulate_one_view(600, seed=1)

    everywhere, beyond = summarize(outcomes, 3, 60), summarize(outcomes, 15, 60)
    assert everywhere.draws == 600
    assert 0.93 <= everywhere.coverage <= 0.985
    assert beyond.ratio < 0.5


def test_a_ring_holds_the_truth() -> None:
    outcomes = simulate_one_view(300, seed=2, change=without_heading)

    assert 0.92 <= summarize(outcomes, 3, 60).coverage <= 0.995


def test_without_a_focal_length_the_ellipse_still_holds_the_truth() -> None:
    outcomes = simulate_one_view(300, seed=3, change=without_focal_length)

    assert summarize(outcomes, 3, 60).coverage >= 0.9


def test_three_views_are_better_than_one() -> None:
    outcomes = simulate_views(120, seed=4)

    everywhere = summarize(outcomes, 3, 60)
    assert everywhere.coverage >= 0.9
    assert everywhere.ratio < 0.65


def test_matching_by_likelihood_beats_fixed_radii() -> None:
    done = simulate(cameras=800, observations=500, seed=5)

    by_rule = {score.rule: score for score in done.scores}
    ours, fixed = by_rule["by likelihood"], by_rule["25 m of estimate"]
    assert ours.same_precision > fixed.same_precision
    assert by_rule["decided"].same_recall > fixed.same_recall
    assert done.likelihoods.precision_of_same(done.truths, fixed.same_recall) > (
        fixed.same_precision + 0.05
    )
    assert done.likelihoods.precision_of_new(done.truths, fixed.new_recall) > (
        fixed.new_precision + 0.05
    )
