"""Average precision: the figures that a report prints come from faster-coco-eval.

Truth and predictions are handed over as COCO objects; precision is read at 101 recalls as COCO
does. AP30 is the same figure at IoU .3, AP50-95 the mean over .50, .55, … .95.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from faster_coco_eval import COCO, COCOeval_faster  # type: ignore[import-untyped]

from evaluation.figures.matching import IOU_THRESHOLDS, MAX_FOUND, Scene

__all__ = ["SIZE_EDGES_PX", "AveragePrecision", "average_precision"]

SIZE_EDGES_PX: tuple[float, ...] = (0.0, 16.0, 32.0, 64.0, 1e5)
"""Borders between small, tiny and large cameras: the side of the square of the box's area."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AveragePrecision:
    """Average precision of one set of predictions; None where there is nothing to find."""

    by_iou: tuple[float | None, ...]

    def at(self, iou: float) -> float | None:
        """Give the average precision at one of IOU_THRESHOLDS."""
        return self.by_iou[IOU_THRESHOLDS.index(iou)]

    @property
    def ap50_95(self) -> float | None:
        """The mean over IoU .50 to .95, COCO's primary figure."""
        values = [value for value in self.by_iou[1:] if value is not None]
        return sum(values) / len(values) if values else None


def average_precision(
    scenes: Sequence[Scene], *, by_size: bool = True
) -> tuple[AveragePrecision, ...]:
    """Give the average precision over boxes of all sizes, then of each size range if asked to.

    For a size range, truths outside of it count as crowd regions and predictions outside of
    it that found nothing are left out, as COCO does for small, medium and large.
    """
    truth, found = _coco_truth(scenes), _coco_found(scenes)
    evaluator = COCOeval_faster(truth, truth.loadRes(found), iouType="bbox", print_function=_quiet)
    evaluator.params.iouThrs = np.array(IOU_THRESHOLDS)
    evaluator.params.maxDets = [MAX_FOUND]
    evaluator.params.useCats = 0
    edges = [edge**2 for edge in SIZE_EDGES_PX]
    ranges = map(list, pairwise(edges)) if by_size else ()
    evaluator.params.areaRng = [[0.0, edges[-1]], *ranges]
    evaluator.params.areaRngLbl = [str(area) for area in evaluator.params.areaRng]
    evaluator.evaluate()
    evaluator.accumulate()
    precision = evaluator.eval["precision"][:, :, 0, :, 0]  # [IoU, recall, size]
    return tuple(
        AveragePrecision(
            by_iou=tuple(_mean(precision[row, :, size]) for row in range(len(precision)))
        )
        for size in range(precision.shape[2])
    )


def _mean(precision: npt.NDArray[np.float64]) -> float | None:
    # COCO marks "nothing to find" with -1 at every recall.
    return float(precision.mean()) if precision.min() > -1 else None


def _coco_truth(scenes: Sequence[Scene]) -> COCO:
    annotations = [
        {
            "image_id": index,
            "category_id": 1,
            "iscrowd": int(one.crowd),
            **_coco_box(one.box),
        }
        for index, scene in enumerate(scenes, start=1)
        for one in scene.truth
    ]
    for number, annotation in enumerate(annotations, start=1):
        annotation["id"] = number
    return COCO(
        {
            "images": [{"id": index} for index in range(1, len(scenes) + 1)],
            "categories": [{"id": 1, "name": "camera"}],
            "annotations": annotations,
        }
    )


def _coco_found(scenes: Sequence[Scene]) -> list[dict[str, Any]]:
    return [
        {"image_id": index, "category_id": 1, "score": one.confidence, **_coco_box(one.box)}
        for index, scene in enumerate(scenes, start=1)
        for one in scene.found
    ]


def _coco_box(box: Sequence[float]) -> dict[str, Any]:
    x1, y1, x2, y2 = box
    width, height = x2 - x1, y2 - y1
    return {"bbox": [x1, y1, width, height], "area": width * height}


def _quiet(*_: object) -> None:
    """Drop the library's progress messages."""
