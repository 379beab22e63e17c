"""What YOLO networks take and give, whichever library runs them."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from detection.photo import Pixels
from detection.record import Housing

__all__ = [
    "MAX_BOXES",
    "NMS_IOU",
    "PADDING_GREY",
    "BatchRoom",
    "KeptBatch",
    "RawBoxes",
    "as_batch",
    "decode",
    "decode_end_to_end",
    "housing_of",
    "new_batch",
]

NMS_IOU = 0.45
"""Two boxes of one image that overlap more show one camera."""

MAX_BOXES = 300
"""Boxes kept of one image."""

MAX_CANDIDATES = 30_000
"""Boxes compared with one another, as in ultralytics."""

PADDING_GREY = 114
"""What ultralytics pads images with in training."""

_END_TO_END_COLUMNS = 6
"""Corners, score and class; what a head without non-maximum suppression gives."""

_PER_LEVEL = np.float32(1 / 255)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class RawBoxes:
    """What a network found in one image.

    `boxes` is n x 4, corners in pixels of that image; `scores` is n x classes, 0 to 1.
    """

    boxes: Floats
    scores: Floats


BatchRoom = Callable[[tuple[int, ...]], Floats]
"""Gives an array of a shape for a batch."""


def new_batch(shape: tuple[int, ...]) -> Floats:
    """Give an array that nobody else has."""
    return np.empty(shape, dtype=np.float32)


class KeptBatch(threading.local):
    """Memory for one batch a thread, used again: new pages take as long as filling them."""

    def __init__(self) -> None:
        self._flat = new_batch((0,))

    def room(self, shape: tuple[int, ...]) -> Floats:
        """See BatchRoom; the last array may be written over."""
        size = math.prod(shape)
        if self._flat.size < size:
            self._flat = new_batch((size,))
        return self._flat[:size].reshape(shape)


def as_batch(images: Sequence[Pixels], stride: int, room: BatchRoom = new_batch) -> Floats:
    """Images of one shape as batch x 3 x height x width from 0 to 1, padded to whole strides."""
    height, width = images[0].shape[:2]
    below, right = -height % stride, -width % stride
    batch = room((len(images), 3, height + below, width + right))
    batch[:, :, height:], batch[:, :, :, width:] = PADDING_GREY / 255, PADDING_GREY / 255
    for image, planes in zip(images, batch, strict=True):
        # half of the time that OpenCV's blobFromImages takes, for the same numbers
        for colour, target in zip(cv2.split(image), planes, strict=True):
            np.multiply(colour, _PER_LEVEL, out=target[:height, :width], dtype=np.float32)
    return batch


def decode(raw: Floats, confidence: float) -> RawBoxes:
    """Boxes above `confidence` of one image, overlapping ones removed, the best first.

    `raw` is (4 + classes) x places: centre, width and height in pixels, then a score a class.
    """
    kept = np.flatnonzero(raw[4:].max(axis=0) > confidence)
    scores = np.ascontiguousarray(raw[4:, kept].T)
    best = scores.max(axis=1, initial=0.0)
    order = np.argsort(-best, kind="stable")[:MAX_CANDIDATES]
    scores, best, centred = scores[order], best[order], raw[:4, kept[order]].T
    half = centred[:, 2:] / 2
    boxes = np.concatenate([centred[:, :2] - half, centred[:, :2] + half], axis=1)
    apart = _apart(boxes, best)
    return RawBoxes(boxes=boxes[apart], scores=scores[apart])


def decode_end_to_end(raw: Floats, confidence: float, classes: int) -> RawBoxes:
    """Boxes above `confidence` of one image, from a head that removes overlapping ones itself.

    `raw` is places x 6: corners in pixels, score, class. Only the best class of a box is known.
    """
    kept = raw[raw[:, 4] > confidence][:MAX_BOXES]
    scores = np.zeros((len(kept), classes), dtype=np.float32)
    scores[np.arange(len(kept)), kept[:, 5].astype(int)] = kept[:, 4]
    return RawBoxes(boxes=kept[:, :4], scores=scores)


def housing_of(class_name: str) -> Housing:
    """The housing that a class stands for; unknown for names of other models."""
    return Housing(class_name) if class_name in set(Housing) else Housing.UNKNOWN


def _apart(boxes: Floats, scores: Floats) -> list[int]:
    """Places of the boxes that no better one overlaps; `boxes` come the best first."""
    corners = [(x1, y1, x2 - x1, y2 - y1) for x1, y1, x2, y2 in boxes.tolist()]
    kept = cv2.dnn.NMSBoxes(corners, scores.tolist(), 0.0, NMS_IOU)
    return [int(at) for at in kept][:MAX_BOXES]
