from pathlib import Path

import numpy as np
import pytest

from detection.record import Housing
from evaluation.datasets.truth import LabelledPhoto
from evaluation.figures.comparison import compare
from evaluation.figures.matching import Scene
from evaluation.figures.measurement import Measurement, measure
from evaluation.figures.resampling import draw_weights
from tests.evaluation_builders import found, truth

DOME, PTZ, UNKNOWN = Housing.DOME, Housing.PTZ, Housing.UNKNOWN


def _measure(*scenes: Scene, confidence: float = 0.3) -> Measurement:
    photos = [
        LabelledPhoto(
            name=str(index), path=Path(str(index)), sha256=str(index), width=400, height=100
        )
        for index in range(len(scenes))
    ]
    weights = draw_weights(len(scenes), draws=200)
    return measure(photos, scenes, weights=weights, confidence=confidence)


def test_a_wrong_type_counts_as_found_but_not_as_that_type() -> None:
    scene = Scene(found=(found(0, 0, 10, 10, housing=DOME),), truth=(truth(0, 0, 10, 10),))
    measured = _measure(scene)
    assert measured.figures["ap50"].value == pytest.approx(1.0)
    assert measured.by_housing[Housing.BULLET]["ap50"].value == 0.0
    assert DOME not in measured.by_housing
    assert measured.confusion.counts[Housing.BULLET][DOME] == 1
    assert measured.confusion.right.value == 0.0


def test_a_camera_of_unknown_type_counts_for_no_type() -> None:
    scene = Scene(
        found=(found(0, 0, 10, 10, housing=DOME), found(50, 50, 60, 60, housing=DOME)),
        truth=(truth(0, 0, 10, 10, housing=UNKNOWN), truth(50, 50, 60, 60, housing=DOME)),
    )
    measured = _measure(scene)
    assert measured.figures["recall_iou50"].value == 1.0
    assert measured.by_housing[DOME]["precision_iou50"].value == 1.0
    assert measured.confusion.right.value == 1.0
    assert UNKNOWN not in measured.confusion.counts


def test_an_undecided_type_is_neither_right_nor_wrong() -> None:
    scene = Scene(
        found=(found(0, 0, 10, 10, housing=UNKNOWN), found(50, 50, 60, 60, housing=PTZ)),
        truth=(truth(0, 0, 10, 10, housing=PTZ), truth(50, 50, 60, 60, housing=PTZ)),
    )
    confusion = _measure(scene).confusion
    assert confusion.right.value == 0.5
    assert confusion.decided.value == 0.5
    assert confusion.right_if_decided.value == 1.0


def test_recall_by_size() -> None:
    scene = Scene(
        found=(found(0, 0, 10, 10), found(100, 0, 200, 90)),
        truth=(truth(0, 0, 10, 10), truth(30, 0, 40, 10), truth(100, 0, 200, 90)),
    )
    measured = _measure(scene)
    tiny, small, medium, large = measured.by_size_px
    assert (tiny.cameras, tiny.recall.value) == (2, 0.5)
    assert (small.cameras, medium.cameras) == (0, 0)
    assert (large.cameras, large.recall.value) == (1, 1.0)
    assert large.precision is not None
    assert large.precision.at(0.5) == pytest.approx(1.0)
    # The photo's size is 200 px, so 10 px are 5%.
    assert [one.cameras for one in measured.by_relative_size] == [0, 0, 0, 0, 3]


def test_localisation_of_found_cameras() -> None:
    scene = Scene(found=(found(2, 0, 12, 10),), truth=(truth(0, 0, 10, 10),))
    values = {name: one.value for name, one in _measure(scene).localisation.items()}
    assert values["iou"] == pytest.approx(80 / 120)
    assert values["centre_error_px"] == pytest.approx(2.0)
    assert values["centre_error_of_size"] == pytest.approx(0.2)
    assert values["size_ratio"] == pytest.approx(1.0)


def test_calibration_error_is_the_mean_distance_of_stated_and_right() -> None:
    scene = Scene(
        found=(
            found(0, 0, 10, 10, confidence=0.85),
            found(50, 0, 60, 10, confidence=0.85),
            found(80, 0, 90, 10, confidence=0.25),
            found(95, 0, 99, 10, confidence=0.01),  # below the floor
        ),
        truth=(truth(0, 0, 10, 10),),
    )
    calibration = _measure(scene).calibration
    assert calibration.error.value == pytest.approx((2 * 0.35 + 0.25) / 3)
    filled = {one.low: one for one in calibration.bins if one.count}
    assert [round(low, 1) for low in filled] == [0.2, 0.8]
    assert filled[0.8].right.value == 0.5


def test_a_confidence_of_one_is_in_the_last_bin() -> None:
    scene = Scene(found=(found(0, 0, 9, 9, confidence=1.0),), truth=(truth(0, 0, 9, 9),))
    assert _measure(scene).calibration.bins[-1].count == 1


def test_photos_without_any_camera_give_false_alarms_only() -> None:
    measured = _measure(Scene(found=(found(0, 0, 9, 9),), truth=()))
    assert measured.figures["ap50"].value is None
    assert measured.figures["recall_iou30"].value is None
    assert measured.figures["false_per_empty_photo_iou30"].value == 1.0
    assert not measured.by_housing


def test_a_better_model_is_told_from_a_worse_one() -> None:
    generator = np.random.default_rng(0)

    def scenes(share: float) -> list[Scene]:
        seen = generator.random(120) < share
        box = (0.0, 0.0, 20.0, 20.0)
        return [Scene(found=(found(*box),) if one else (), truth=(truth(*box),)) for one in seen]

    results = {"worse": _measure(*scenes(0.4)), "better": _measure(*scenes(0.8))}
    difference = next(one for one in compare(results) if one.figure == "recall_iou30")
    estimate = difference.difference.estimate()
    assert (difference.first, difference.second) == ("worse", "better")
    assert estimate.low is not None
    assert estimate.low > 0
    assert difference.higher == 1.0


def test_the_same_model_does_not_differ_from_itself() -> None:
    scene = Scene(found=(found(0, 0, 9, 9),), truth=(truth(0, 0, 9, 9),))
    same = _measure(scene, scene)
    for difference in compare({"a": same, "b": same}):
        assert difference.difference.value == 0.0
        assert difference.higher == 0.5
