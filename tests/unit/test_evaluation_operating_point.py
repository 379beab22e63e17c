import numpy as np
import pytest

from evaluation.figures.matching import Scene, match
from evaluation.figures.operating_point import count, curve, operating_figures
from tests.evaluation_builders import found, truth

ONCE = np.ones((1, 3))
SCENES = (
    Scene(  # found one of two, one false alarm
        found=(found(0, 0, 10, 10, confidence=0.8), found(70, 70, 80, 80, confidence=0.5)),
        truth=(truth(0, 0, 10, 10), truth(30, 30, 40, 40)),
    ),
    Scene(found=(found(5, 5, 9, 9, confidence=0.6),), truth=()),
    Scene(found=(), truth=()),
)


def test_figures_at_a_threshold() -> None:
    figures = operating_figures(count(match(SCENES), 0.5, 0.3), ONCE)
    values = {name: figure.value for name, figure in figures.items()}
    assert values["recall"] == pytest.approx(1 / 2)
    assert values["precision"] == pytest.approx(1 / 3)
    assert values["f1"] == pytest.approx(2 / 5)
    assert values["false_per_photo"] == pytest.approx(2 / 3)
    assert values["false_per_empty_photo"] == pytest.approx(1 / 2)
    assert values["empty_photos_with_false"] == pytest.approx(1 / 2)


def test_a_prediction_at_the_threshold_counts() -> None:
    assert count(match(SCENES), 0.5, 0.8).right.sum() == 1
    assert count(match(SCENES), 0.5, 0.81).right.sum() == 0


def test_no_predictions_leave_precision_undefined() -> None:
    figure = operating_figures(count(match(SCENES), 0.5, 1.0), ONCE)["precision"]
    assert figure.value is None
    assert figure.estimate().low is None


def test_a_prediction_inside_a_crowd_region_is_no_false_alarm() -> None:
    scene = Scene(found=(found(2, 2, 6, 6),), truth=(truth(0, 0, 50, 50, crowd=True),))
    counts = count(match([scene]), 0.5, 0.0)
    assert (counts.right.sum(), counts.false.sum(), counts.cameras.sum()) == (0, 0, 0)


def test_the_curve_runs_from_strict_to_lax() -> None:
    points = curve(match(SCENES), 0.5)
    assert [point.confidence for point in points] == [0.8, 0.6, 0.5]
    assert [point.recall for point in points] == [0.5, 0.5, 0.5]
    assert [point.precision for point in points] == pytest.approx([1, 1 / 2, 1 / 3])
    assert points[-1].false_per_photo == pytest.approx(2 / 3)


def test_predictions_of_equal_confidence_are_one_point() -> None:
    scene = Scene(found=(found(0, 0, 1, 1), found(5, 5, 6, 6)), truth=(truth(0, 0, 1, 1),))
    assert len(curve(match([scene]), 0.5)) == 1


def test_a_long_curve_keeps_its_ends_and_is_dense_where_predictions_are_sure() -> None:
    scenes = [
        Scene(
            found=tuple(found(5, 5, 6, 6, confidence=step / 1800) for step in range(at, at + 3)),
            truth=(),
        )
        for at in range(1, 1800, 3)
    ]
    confidences = [point.confidence for point in curve(match(scenes), 0.5)]
    assert len(confidences) <= 200
    assert confidences[:20] == [step / 1800 for step in range(1800, 1780, -1)]
    assert confidences[-1] == 1 / 1800
