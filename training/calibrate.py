"""Measure what the scores of a model mean, on photos that it was not trained on.

The records come from `training.folds`, or from a scan of other photos kept back, with all boxes
down to low confidence and without calibration. A box is right where it overlaps a camera, of
whatever type, by `FOUND_IOU`, the surest box first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from detection.boxes import iou
from detection.calibration import Calibration
from detection.record import Detection, Housing, ScanRecord, read_records
from training.dataset import LabelledPhoto

__all__ = [
    "FLOOR",
    "FOUND_IOU",
    "Guess",
    "OperatingPoint",
    "fit",
    "guesses",
    "operating_points",
    "recall_within",
    "report",
]

FOUND_IOU = 0.3
FLOOR = 0.01
"""Scores below are left out: there are so many that they alone would shape the curve."""

_FALSE_BOXES = (0.1, 0.2, 0.5, 1.0, 3.0)
_PARTS = 5
_RIDGE = 0.5
"""Pulls the curve towards leaving scores as they are, which few boxes need."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """One box of a model: its score, the camera's type that it found (None: it found none)."""

    photo: Path
    score: float
    found: Housing | None
    housing: Housing
    housing_confidence: float
    longer_side_px: float


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatingPoint:
    """What a threshold gives: shares of cameras found and of boxes right, false boxes a photo."""

    confidence: float
    recall: float
    precision: float
    false_boxes: float


def guesses(records: Iterable[ScanRecord], photos: Sequence[LabelledPhoto]) -> list[Guess]:
    """Set boxes against labels, by name; raises KeyError for a photo without labels."""
    labelled = {photo.path.stem: photo for photo in photos}
    return [
        guess
        for record in records
        for guess in _of_photo(record, labelled[Path(record.photo).stem])
    ]


def _of_photo(record: ScanRecord, photo: LabelledPhoto) -> Iterable[Guess]:
    free = [*photo.boxes, *((Housing.UNKNOWN, box) for box in photo.unsure)]
    for one in sorted(record.detections, key=lambda one: -one.confidence):
        overlaps = [iou(one.box, box) for _, box in free]
        best = max(overlaps, default=0.0)
        found = free.pop(overlaps.index(best))[0] if best >= FOUND_IOU else None
        yield _guess(photo.path, one, found)


def _guess(photo: Path, one: Detection, found: Housing | None) -> Guess:
    return Guess(
        photo=photo,
        score=one.confidence,
        found=found,
        housing=one.housing,
        housing_confidence=one.housing_confidence,
        longer_side_px=max(one.box[2] - one.box[0], one.box[3] - one.box[1]),
    )


def fit(boxes: Sequence[Guess]) -> Calibration:
    """Fit the curve by maximum likelihood; raises ValueError if no box is right or none wrong."""
    kept = [box for box in boxes if box.score >= FLOOR]
    right = np.array([box.found is not None for box in kept])
    if right.all() or not right.any():
        raise ValueError("a calibration needs boxes that are right and boxes that are wrong")
    scores = np.clip([box.score for box in kept], 1e-6, 1 - 1e-6)
    logits = np.log(scores / (1 - scores))
    found = minimize(_loss, x0=np.array([0.0, 0.0]), args=(logits, right))
    return Calibration(slope=float(np.exp(found.x[0])), intercept=float(found.x[1]))


def _loss(
    curve: NDArray[np.float64], logits: NDArray[np.float64], right: NDArray[np.bool_]
) -> float:
    """Negative log likelihood; the slope comes as its logarithm, so that it stays above zero."""
    values = np.exp(curve[0]) * logits + curve[1]
    missed = np.logaddexp(0, np.where(right, -values, values)).sum()
    return float(missed + _RIDGE * (curve**2).sum())


def operating_points(
    boxes: Sequence[Guess], photos: Sequence[LabelledPhoto], thresholds: Iterable[float]
) -> list[OperatingPoint]:
    """Give recall, precision and false boxes a photo from each threshold on."""
    cameras = sum(len(photo.boxes) + len(photo.unsure) for photo in photos)
    points = []
    for threshold in thresholds:
        shown = [box for box in boxes if box.score >= threshold]
        right = sum(box.found is not None for box in shown)
        points.append(
            OperatingPoint(
                confidence=threshold,
                recall=right / cameras if cameras else 0.0,
                precision=right / len(shown) if shown else 0.0,
                false_boxes=(len(shown) - right) / len(photos),
            )
        )
    return points


def recall_within(
    boxes: Iterable[Guess], photos: Sequence[LabelledPhoto], false_boxes: float
) -> float:
    """Give the highest recall of any threshold at which no more false boxes a photo are shown."""
    cameras = sum(len(photo.boxes) + len(photo.unsure) for photo in photos)
    right, wrong, most = 0, 0, 0
    for _, alike in groupby(sorted(boxes, key=lambda box: -box.score), key=lambda box: box.score):
        for box in alike:
            right, wrong = right + (box.found is not None), wrong + (box.found is None)
        if wrong <= false_boxes * len(photos):
            most = right
    return most / cameras if cameras else 0.0


def report(records: Path, photos: Sequence[LabelledPhoto]) -> dict[str, Any]:
    """Give the calibration, and recall and precision by probability, as a JSON object.

    `error` is the expected calibration error of all boxes from FLOOR on, before and after; after,
    each photo's boxes are judged by a curve fitted to the other photos' boxes, and None where only
    one photo has boxes that are right. `recall_within` names false boxes a photo.
    """
    with records.open(encoding="utf-8") as lines:
        boxes = guesses(read_records(lines), photos)
    curve = fit(boxes)
    probable = [replace(box, score=curve.probability(box.score)) for box in boxes]
    points = operating_points(probable, photos, [step / 20 for step in range(1, 20)])
    kept = [box for box in boxes if box.score >= FLOOR]
    several = len({box.photo for box in kept if box.found is not None}) > 1
    return {
        "calibration": {"slope": round(curve.slope, 3), "intercept": round(curve.intercept, 3)},
        "error": {
            "before": _error(kept),
            "after": _error(_judged_by_others(kept)) if several else None,
        },
        "boxes": len(kept),
        "recall_within": {
            f"{limit:g}": round(recall_within(boxes, photos, limit), 3) for limit in _FALSE_BOXES
        },
        "thresholds": [
            {name: round(value, 3) for name, value in asdict(point).items()} for point in points
        ],
    }


def _judged_by_others(boxes: Sequence[Guess]) -> list[Guess]:
    """Give the boxes with probabilities, in five parts by photo, each judged by the other four."""
    found = {box.photo for box in boxes if box.found is not None}
    photos = sorted({box.photo for box in boxes}, key=lambda photo: (photo not in found, photo))
    judged = []
    for part in range(_PARTS):
        out = set(photos[part::_PARTS])
        curve = fit([box for box in boxes if box.photo not in out])
        judged += [
            replace(box, score=curve.probability(box.score)) for box in boxes if box.photo in out
        ]
    return judged


def _error(boxes: Sequence[Guess]) -> float:
    """Expected calibration error over ten bins of equal width (Guo et al., 2017)."""
    scores = np.array([box.score for box in boxes])
    right = np.array([box.found is not None for box in boxes], dtype=float)
    bins = np.minimum((scores * 10).astype(int), 9)
    gaps = [abs((scores - right)[bins == one].sum()) for one in range(10)]
    return round(float(sum(gaps) / len(boxes)), 4)
