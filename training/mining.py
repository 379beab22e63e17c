"""Find the false alarms of a model in labelled photos: they make the best negatives."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from detection.boxes import iou
from detection.record import Box
from training.dataset import LabelledPhoto
from training.yolo import load_yolo

__all__ = ["find_alarms", "mine_alarms"]

_MOST_A_PHOTO = 40
"""Of one size: a photo with more would crowd the others out."""

_CLEAR_IOU = 0.02
"""A box that overlaps a labelled camera by more is no false alarm."""


def mine_alarms(
    weights: Path,
    photos: Iterable[LabelledPhoto],
    output: Path,
    *,
    confidence: float,
    long_sides_px: Sequence[int],
) -> int:
    """Write what `find_alarms` finds; gives the number of false alarms."""
    alarms = find_alarms(weights, photos, confidence=confidence, long_sides_px=long_sides_px)
    output.write_text(json.dumps(alarms, indent=1), encoding="utf-8")
    return sum(map(len, alarms.values()))


def find_alarms(
    weights: Path,
    photos: Iterable[LabelledPhoto],
    *,
    confidence: float,
    long_sides_px: Sequence[int],
) -> dict[str, list[Box]]:
    """Give the boxes away from labelled cameras that a model finds, by file name.

    Each photo is seen whole, once at each length of its long side. Photos must have been looked
    through by a person first: what a good model finds in "negatives" is sometimes a real camera.
    """
    model = load_yolo(weights)
    alarms: dict[str, list[Box]] = {}
    for photo in photos:
        cameras = [*(box for _, box in photo.boxes), *photo.unsure]
        for size in long_sides_px:
            found = model.predict(photo.pixels, imgsz=size, conf=confidence, verbose=False)[0]
            boxes = [_rounded(box) for box in found.boxes.xyxy.tolist()[:_MOST_A_PHOTO]]
            wrong = [box for box in boxes if all(iou(box, one) < _CLEAR_IOU for one in cameras)]
            if wrong:
                alarms.setdefault(photo.path.name, []).extend(wrong)
    return alarms


def _rounded(box: Sequence[float]) -> Box:
    x1, y1, x2, y2 = (round(side, 1) for side in box)
    return (x1, y1, x2, y2)
