"""Pictures of what went wrong: false alarms, the surest first, and cameras that were missed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from detection import photo as photos
from detection.photo import PhotoError, Pixels
from detection.record import Box
from evaluation.datasets.truth import LabelledPhoto
from evaluation.figures.matching import Scene, overlaps
from evaluation.figures.measurement import FOUND_IOU, Measurement

__all__ = ["Mistake", "false_alarms", "misses", "picture"]

_SIDE_PX = 168
_CONTEXT = 4.0
"""The side of a crop, in sides of the box: one sees where on the wall a thing hangs."""
_FEWEST_PX = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """One false alarm or one missed camera.

    `confidence` is that of the false alarm; for a miss that of the surest prediction below
    the threshold that lies on the camera, None where there is none.
    """

    photo: LabelledPhoto
    box: Box
    housing: str
    confidence: float | None


def false_alarms(
    labelled: Sequence[LabelledPhoto], scenes: Sequence[Scene], measured: Measurement
) -> Iterator[Mistake]:
    """Yield the predictions at the threshold that found nothing, the surest first."""
    matches = measured.matches
    truth, ignored = matches.at(FOUND_IOU)
    wrong = (truth < 0) & ~ignored & (matches.found_score >= measured.confidence)
    for index in np.flatnonzero(wrong):
        place = matches.found_photo[index]
        found = scenes[place].found[matches.found_place[index]]
        yield Mistake(
            photo=labelled[place],
            box=found.box,
            housing=found.housing,
            confidence=found.confidence,
        )


def misses(
    labelled: Sequence[LabelledPhoto], scenes: Sequence[Scene], measured: Measurement
) -> tuple[Mistake, ...]:
    """Give the cameras that were not found at the threshold, the nearest to it first."""
    found = {(one.photo, one.truth) for one in measured.cameras}
    missed = [
        Mistake(
            photo=photo,
            box=truth.box,
            housing=truth.housing,
            confidence=_best_below(scene, truth.box, measured.confidence),
        )
        for index, (photo, scene) in enumerate(zip(labelled, scenes, strict=True))
        for truth in scene.truth
        if not truth.crowd and (index, truth) not in found
    ]
    return tuple(sorted(missed, key=lambda one: -(one.confidence or 0.0)))


def picture(mistake: Mistake) -> bytes | None:
    """Give a JPEG of the box and what is around it; None where the photo does not open."""
    pixels = _pixels(mistake.photo.path)
    if pixels is None:
        return None
    x1, y1, x2, y2 = mistake.box
    side = max((x2 - x1) * _CONTEXT, (y2 - y1) * _CONTEXT, _FEWEST_PX)
    left, top = (x1 + x2 - side) / 2, (y1 + y2 - side) / 2
    scale = _SIDE_PX / side
    move = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
    shown = cv2.warpAffine(
        pixels,
        move,
        (_SIDE_PX, _SIDE_PX),
        flags=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC,
        borderValue=(225, 225, 225),
    )
    corners = [round((x1 - left) * scale), round((y1 - top) * scale)]
    corners += [round((x2 - left) * scale), round((y2 - top) * scale)]
    cv2.rectangle(shown, corners[:2], corners[2:], (255, 210, 0), 1)
    _, coded = cv2.imencode(".jpg", shown[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 82])
    return coded.tobytes()


def _best_below(scene: Scene, box: Box, confidence: float) -> float | None:
    below = [one for one in scene.found if one.confidence < confidence]
    if not below:
        return None
    boxes = np.array([one.box for one in below], dtype=np.float64)
    iou = overlaps(boxes, np.array([box], dtype=np.float64), np.array([False]))[:, 0]
    on_it = [
        one.confidence for one, overlap in zip(below, iou, strict=True) if overlap >= FOUND_IOU
    ]
    return max(on_it, default=None)


@lru_cache(maxsize=4)
def _pixels(path: Path) -> Pixels | None:
    try:
        return photos.read(path.read_bytes()).pixels
    except (OSError, PhotoError):
        return None
