"""Detectors: from the pixels of a photo to the camera housings in it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol

import numpy as np

from detection import closer_looks, tiles
from detection.calibration import Calibration
from detection.photo import Pixels
from detection.pyramid import Pyramid
from detection.record import Detection, Housing
from detection.second_look import SecondLook
from detection.tiles import Sighting, View
from detection.yolo_format import RawBoxes

__all__ = ["Detector", "Network", "RawBoxes", "TiledDetector"]

MAX_BATCH = 4
"""Views a forward pass; more bring no speed on a CPU, only memory."""

_AS_IT_IS = Calibration()


class Detector(Protocol):
    """Finds camera housings; safe to call from several threads."""

    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        """Detections in `pixels` (height x width x 3, RGB), the most confident first.

        `confidence` replaces the model's own threshold, from 0 to 1.
        """
        ...


class Network(Protocol):
    """A network that takes images of one shape and gives boxes with class scores.

    Safe to call from several threads.
    """

    @property
    def housings(self) -> tuple[Housing, ...]:
        """The housing that each class stands for."""
        ...

    def forward(self, images: Sequence[Pixels], confidence: float) -> list[RawBoxes]:
        """Boxes above `confidence` for each image, overlapping ones removed."""
        ...


class TiledDetector:
    """Runs a network over the views of a photo and merges what it saw.

    `image_size` is the side, in pixels, that the network is used at; smaller photos are enlarged
    to it, by `enlarge` at most. `confidence` is a probability, after `calibration`. A type is
    given as `unknown` below `min_housing_confidence` or where the box's longer side, in pixels of
    the photo, is under `min_housing_px`. With `candidate_score`, large photos are seen at full
    resolution only around what scores more than that at less (see closer_looks); without it
    everywhere. With a `second_look`, the network only proposes, and the scores are those of the
    second look.
    """

    def __init__(  # noqa: PLR0913 - one parameter a setting of the registry
        self,
        network: Network,
        *,
        image_size: int,
        confidence: float,
        enlarge: float = 1.0,
        min_housing_confidence: float = 0.0,
        min_housing_px: float = 0.0,
        calibration: Calibration = _AS_IT_IS,
        candidate_score: float | None = None,
        second_look: SecondLook | None = None,
    ) -> None:
        self._network = network
        self._image_size = image_size
        self._enlarge = enlarge
        self._confidence = confidence
        self._min_housing_confidence = min_housing_confidence
        self._min_housing_px = min_housing_px
        self._calibration = calibration
        self._candidate_score = candidate_score
        self._second_look = second_look

    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        """See Detector."""
        height, width = pixels.shape[:2]
        threshold = self._calibration.score(self._confidence if confidence is None else confidence)
        second = self._second_look
        seen = self._look(Pyramid(pixels), second.candidate_score if second else threshold)
        merged: Sequence[Sighting] = tiles.merge(seen, width, height)
        if second:
            judged = second.judge(pixels, merged, self._network.housings)
            merged = [one for one in judged if one.confidence >= threshold]
        return tuple(self._detection(sighting) for sighting in merged)

    def _look(self, photo: Pyramid, threshold: float) -> list[Sighting]:
        """Everything above a score, in all views that the photo deserves."""
        height, width = photo.pixels.shape[:2]
        candidate = self._candidate_score
        if candidate is None:
            views = tiles.plan(width, height, self._image_size, enlarge=self._enlarge)
            return self._see(photo, views, threshold)
        first = closer_looks.overview(width, height, self._image_size, enlarge=self._enlarge)
        seen = self._see(photo, first, min(threshold, candidate))
        candidates = (each for each in seen if each.confidence > candidate)
        closer = closer_looks.around(candidates, width, height)
        sure = [each for each in seen if each.confidence > threshold]
        return sure + self._see(photo, closer, threshold)

    def _see(self, photo: Pyramid, views: Sequence[View], threshold: float) -> list[Sighting]:
        height, width = photo.pixels.shape[:2]
        seen: list[Sighting] = []
        for batch in _batches(views):
            images = [photo.crop(view) for view in batch]
            found = self._network.forward(images, threshold)
            for view, raw in zip(batch, found, strict=True):
                seen += _sightings(view, raw, width, height)
        return seen

    def _detection(self, seen: Sighting) -> Detection:
        best = int(np.argmax(seen.scores))
        housing_confidence = self._calibration.housing_probability(seen.scores, best)
        longer_side_px = max(seen.box[2] - seen.box[0], seen.box[3] - seen.box[1])
        certain = (
            housing_confidence >= self._min_housing_confidence
            and longer_side_px >= self._min_housing_px
        )
        return Detection(
            housing=self._network.housings[best] if certain else Housing.UNKNOWN,
            housing_confidence=housing_confidence,
            confidence=self._calibration.probability(seen.confidence),
            box=seen.box,
        )


def _batches(views: Sequence[View]) -> Iterator[Sequence[View]]:
    """Views in groups of one shape and scale, in their order."""
    for _, alike in groupby(views, key=lambda view: (view.width, view.height, view.scale)):
        group = list(alike)
        for start in range(0, len(group), MAX_BATCH):
            yield group[start : start + MAX_BATCH]


def _sightings(view: View, raw: RawBoxes, width: int, height: int) -> Iterator[Sighting]:
    corners = raw.boxes / view.scale + np.array([view.x, view.y, view.x, view.y])
    corners = corners.clip(0, [width, height, width, height])
    for box, scores in zip(corners.tolist(), raw.scores.tolist(), strict=True):
        if box[2] - box[0] >= 1 and box[3] - box[1] >= 1:
            yield Sighting(view=view, box=tuple(box), scores=tuple(scores))
