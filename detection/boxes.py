"""Arithmetic of boxes: corners `(x1, y1, x2, y2)` in pixels of one image."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from detection.record import Box

__all__ = ["area", "hull", "intersection", "iou", "without_repeats"]

REPEAT_IOU = 0.5


def area(box: Sequence[float]) -> float:
    """Square pixels; zero where a box is turned inside out, as intersections may be."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def intersection(first: Sequence[float], second: Sequence[float]) -> Box:
    """What both boxes cover; inside out where they do not meet."""
    return (
        max(first[0], second[0]),
        max(first[1], second[1]),
        min(first[2], second[2]),
        min(first[3], second[3]),
    )


def hull(first: Sequence[float], second: Sequence[float]) -> Box:
    """The smallest box around both."""
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def iou(first: Sequence[float], second: Sequence[float]) -> float:
    """Intersection over union, from 0 to 1."""
    common = area(intersection(first, second))
    return common / (area(first) + area(second) - common) if common else 0.0


def without_repeats(
    corners: npt.NDArray[np.floating], scores: npt.NDArray[np.floating]
) -> list[Box]:
    """Order boxes (n x 4 corners) by their scores, without those that repeat a better one."""
    kept: list[Box] = []
    for at in np.argsort(-scores):
        x1, y1, x2, y2 = corners[at].tolist()
        if all(iou((x1, y1, x2, y2), other) < REPEAT_IOU for other in kept):
            kept.append((x1, y1, x2, y2))
    return kept
