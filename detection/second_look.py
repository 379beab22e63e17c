"""A second, closer look at what a detector found: the box enlarged, with its surroundings.

The detector sees much at once and raises many false alarms where it is to miss little. A small
classifier that sees one box at a time tells most of them from cameras, and names the type.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from detection.photo import Pixels
from detection.record import Box, Housing
from detection.tiles import Sighting
from detection.yolo_format import PADDING_GREY, as_batch

__all__ = ["CROP_PX", "NOTHING", "CropNetwork", "SecondLook", "closer"]

NOTHING = "nothing"
"""The class of what is no camera."""

CROP_PX = 96
"""Side of the square that the second network sees."""

SURROUNDINGS = 2.0
"""Side of the square in longer sides of the box: a bracket or a lamp's pole tells a lot."""

SMALLEST_PX = 24.0
"""Side of the smallest square, in pixels of the photo: less shows nothing but blur."""

_MOST_BOXES = 100
_BATCH = 32
_NEAREST = 1e-5
"""How near to 0 and 1 a probability may come: beyond, its logit would be endless."""


class CropNetwork(Protocol):
    """A classifier of crops."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its classes, NOTHING and housing types, in order."""
        ...

    def forward_all(self, images: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
        """Probabilities, n x classes, for n x 3 x side x side images from 0 to 1."""
        ...


class SecondLook:
    """Judges the boxes of a detector once more.

    Boxes from `candidate_score` on are judged, the best hundred of a photo at most. `weight` is
    the share of the second network in the common score, whose logit is the weighted mean of the
    logits of both.
    """

    def __init__(self, network: CropNetwork, *, weight: float, candidate_score: float) -> None:
        self._network = network
        self._weight = weight
        self.candidate_score = candidate_score

    def judge(
        self, pixels: Pixels, seen: Sequence[Sighting], housings: Sequence[Housing]
    ) -> list[Sighting]:
        """Give the sightings with new scores, ordered by them.

        `housings` names the classes of the scores. The highest score of a sighting is the common
        one; the others stand to it as the second network's probabilities of types do.
        """
        likely = [one for one in seen if one.confidence >= self.candidate_score][:_MOST_BOXES]
        judged = []
        for start in range(0, len(likely), _BATCH):
            part = likely[start : start + _BATCH]
            crops = as_batch([closer(pixels, one.box) for one in part], stride=1)
            (found,) = self._network.forward_all(crops)
            judged += [
                self._judged(one, dict(zip(self._network.names, row, strict=True)), housings)
                for one, row in zip(part, found.tolist(), strict=True)
            ]
        return sorted(judged, key=lambda one: -one.confidence)

    def _judged(
        self, seen: Sighting, probabilities: dict[str, float], housings: Sequence[Housing]
    ) -> Sighting:
        camera = 1 - probabilities[NOTHING]
        mean = self._weight * _logit(camera) + (1 - self._weight) * _logit(seen.confidence)
        score = 1 / (1 + math.exp(-mean))
        types = [max(probabilities.get(housing.value, 0.0), _NEAREST) for housing in housings]
        return replace(seen, scores=tuple(score * one / max(types) for one in types))


def closer(pixels: Pixels, box: Box, side_px: int = CROP_PX) -> Pixels:
    """Give a square of `side_px` around a box; what lies beyond the photo's edge is grey."""
    x1, y1, x2, y2 = box
    half = max(SURROUNDINGS * max(x2 - x1, y2 - y1), SMALLEST_PX) / 2
    scale = side_px / (2 * half)
    left, top = (x1 + x2) / 2 - half, (y1 + y2) / 2 - half
    height, width = pixels.shape[:2]
    first = (max(0, int(left)), max(0, int(top)))
    part = pixels[
        first[1] : min(height, int(top + 2 * half) + 2),
        first[0] : min(width, int(left + 2 * half) + 2),
    ]
    if scale < 1:  # averaging keeps thin things visible
        size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    zoom = min(scale, 1.0), max(scale, 1.0)
    matrix = np.array(
        [
            [zoom[1], 0, (first[0] - left) * zoom[0] * zoom[1]],
            [0, zoom[1], (first[1] - top) * zoom[0] * zoom[1]],
        ]
    )
    square = cv2.warpAffine(
        part,
        matrix,
        (side_px, side_px),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(PADDING_GREY,) * 3,
    )
    return np.asarray(square, dtype=np.uint8)


def _logit(probability: float) -> float:
    bounded = min(max(probability, _NEAREST), 1 - _NEAREST)
    return math.log(bounded / (1 - bounded))
