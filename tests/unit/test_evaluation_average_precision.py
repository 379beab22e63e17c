import contextlib
import io
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from pycocotools.coco import COCO  # type: ignore[import-untyped]
from pycocotools.cocoeval import COCOeval  # type: ignore[import-untyped]

from evaluation.figures.average_precision import SIZE_EDGES_PX, average_precision
from evaluation.figures.matching import IOU_THRESHOLDS, MAX_FOUND, Scene, match
from evaluation.figures.resampled_precision import resample_average_precision
from evaluation.housings import KNOWN_HOUSINGS, only
from tests.evaluation_builders import any_scenes, found, truth

_AREAS = [[0.0, SIZE_EDGES_PX[-1] ** 2]] + [
    [low**2, high**2] for low, high in pairwise(SIZE_EDGES_PX)
]


def _annotation(index: int, box: Sequence[float], **more: Any) -> dict[str, Any]:
    x1, y1, x2, y2 = box
    size = {"bbox": [x1, y1, x2 - x1, y2 - y1], "area": (x2 - x1) * (y2 - y1)}
    return {"image_id": index, "category_id": 1, **size, **more}


def _reference(scenes: Sequence[Scene]) -> Any:
    """Give pycocotools' precision [IoU, size], NaN where there is nothing to find."""
    annotations = [
        _annotation(index, one.box, iscrowd=int(one.crowd))
        for index, scene in enumerate(scenes)
        for one in scene.truth
    ]
    results = [
        _annotation(index, one.box, score=one.confidence)
        for index, scene in enumerate(scenes)
        for one in scene.found
    ]
    for number, annotation in enumerate(annotations, start=1):
        annotation["id"] = number
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {
            "images": [{"id": index} for index in range(len(scenes))],
            "categories": [{"id": 1}],
            "annotations": annotations,
        }
        coco.createIndex()
        answers = coco.loadRes(results) if results else _no_results(coco)
        evaluator = COCOeval(coco, answers, "bbox")
        evaluator.params.iouThrs = np.array(IOU_THRESHOLDS)
        evaluator.params.maxDets = [MAX_FOUND]
        evaluator.params.areaRng = _AREAS
        evaluator.params.areaRngLbl = [str(area) for area in _AREAS]
        evaluator.params.useCats = 0
        evaluator.evaluate()
        evaluator.accumulate()
    precision = evaluator.eval["precision"][:, :, 0, :, 0].mean(axis=1)
    return np.where(precision < 0, np.nan, precision)


def _no_results(coco: Any) -> Any:
    empty = COCO()
    empty.dataset = {**coco.dataset, "annotations": []}
    empty.createIndex()
    return empty


def _ours(scenes: Sequence[Scene]) -> Any:
    return np.array([one.by_iou for one in average_precision(scenes)], dtype=float).T


@settings(max_examples=300, deadline=None)
@given(any_scenes)
def test_average_precision_is_that_of_pycocotools(scenes: list[Scene]) -> None:
    np.testing.assert_allclose(_ours(scenes), _reference(scenes), atol=1e-6, rtol=0)


@settings(max_examples=100, deadline=None)
@given(any_scenes)
def test_it_is_so_for_each_housing(scenes: list[Scene]) -> None:
    for housing in KNOWN_HOUSINGS:
        one = only(scenes, housing)
        np.testing.assert_allclose(_ours(one), _reference(one), atol=1e-6, rtol=0)


@settings(max_examples=300, deadline=None)
@given(any_scenes)
def test_a_draw_of_every_photo_once_gives_the_figure_itself(scenes: list[Scene]) -> None:
    drawn = resample_average_precision(match(scenes), np.ones((1, len(scenes))))
    np.testing.assert_allclose(drawn[:, 0], _ours(scenes)[:, 0], atol=1e-6, rtol=0)


@settings(max_examples=100, deadline=None)
@given(any_scenes)
def test_a_photo_drawn_twice_is_a_photo_that_is_there_twice(scenes: list[Scene]) -> None:
    scenes = _without_ties(scenes)
    weights = np.array([[index % 3 for index in range(len(scenes))]], dtype=float)
    repeated = [scene for index, scene in enumerate(scenes) for _ in range(index % 3)]
    drawn = resample_average_precision(match(scenes), weights)[:, 0]
    expected = _ours(repeated)[:, 0] if repeated else np.full(len(IOU_THRESHOLDS), np.nan)
    np.testing.assert_allclose(drawn, expected, atol=1e-6, rtol=0)


def _without_ties(scenes: list[Scene]) -> list[Scene]:
    """Make all confidences differ: COCO leaves the order of equals to that of the photos."""
    steps = iter(range(1000))
    return [
        replace(
            scene,
            found=tuple(
                replace(one, confidence=(one.confidence + next(steps) * 1e-5) / 2)
                for one in scene.found
            ),
        )
        for scene in scenes
    ]


def test_only_the_hundred_most_confident_predictions_of_a_photo_count() -> None:
    wrong = [found(50, 50, 60, 60, confidence=0.9) for _ in range(MAX_FOUND)]
    late = found(0, 0, 10, 10, confidence=0.1)
    scene = Scene(found=(*wrong, late), truth=(truth(0, 0, 10, 10),))
    assert average_precision([scene])[0].at(0.5) == 0.0
    fewer = Scene(found=(*wrong[1:], late), truth=scene.truth)
    assert average_precision([fewer])[0].at(0.5) == pytest.approx(0.01)


def test_nothing_to_find_has_no_average_precision() -> None:
    scene = Scene(found=(found(0, 0, 10, 10),), truth=())
    assert average_precision([scene])[0].ap50_95 is None


def test_unsure_predictions_count_in_average_precision() -> None:
    scene = Scene(found=(found(0, 0, 10, 10, confidence=0.001),), truth=(truth(0, 0, 10, 10),))
    assert average_precision([scene])[0].at(0.95) == pytest.approx(1.0)
