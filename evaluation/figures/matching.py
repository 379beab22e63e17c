"""Which prediction found which camera, by the rules of COCO.

In each photo, predictions take turns from the most confident down. Each takes, among the
truth boxes that nobody took yet, the one that it overlaps most, if the overlap (intersection
over union, IoU) reaches the threshold. Crowd regions come last, take any number of
predictions, and measure overlap as the part of the prediction that lies inside. The rules
are those of Lin et al., "Microsoft COCO: Common Objects in Context" (2014), with its
reference implementation's order of ties.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detection.record import Detection
from evaluation.datasets.truth import TruthBox

__all__ = ["IOU_THRESHOLDS", "MAX_FOUND", "Matches", "Scene", "match", "overlaps"]

IOU_THRESHOLDS: tuple[float, ...] = (0.3, *(round(0.5 + 0.05 * step, 2) for step in range(10)))
"""IoU .3 for cameras a dozen pixels wide, then COCO's .50, .55, … .95."""

MAX_FOUND = 100
"""The most predictions of one photo (and one housing) that count, as in COCO."""

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """One photo: what was predicted in it and what is there."""

    found: tuple[Detection, ...]
    truth: tuple[TruthBox, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Matches:
    """Predictions and truths of all photos, and who belongs to whom.

    There are D predictions in descending confidence, T truths in the order of the photos, and
    K thresholds. `found_photo` `[D]` and `truth_photo` `[T]` are positions in the sequence of
    scenes, `found_place` and `truth_place` positions within the scene. `found_truth` `[K, D]`
    holds the position in 0..T-1 of the truth that a prediction found, -1 for none; a
    prediction that took a crowd region is `found_ignored` `[K, D]` and counts nowhere.
    """

    photo_count: int
    found_photo: Indices
    found_place: Indices
    found_score: Floats
    found_truth: Indices
    found_ignored: Flags
    truth_photo: Indices
    truth_place: Indices
    truth_crowd: Flags

    @property
    def truth_count(self) -> int:
        """How many cameras there are to find."""
        return int((~self.truth_crowd).sum())

    @property
    def photos_with_cameras(self) -> int:
        """How many photos show any."""
        return len(np.unique(self.truth_photo[~self.truth_crowd]))

    def at(self, iou: float) -> tuple[Indices, Flags]:
        """Give `found_truth` `[D]` and `found_ignored` `[D]` at one of IOU_THRESHOLDS."""
        row = IOU_THRESHOLDS.index(iou)
        return self.found_truth[row], self.found_ignored[row]

    def is_found(self, iou: float, confidence: float) -> Flags:
        """Tell which truths `[T]` were found by a prediction of at least `confidence`."""
        truth, _ = self.at(iou)
        found = np.zeros(len(self.truth_photo), dtype=bool)
        found[truth[(truth >= 0) & (self.found_score >= confidence)]] = True
        return found

    def per_photo(self, photos: Indices) -> Floats:
        """Count how often each photo occurs among positions of scenes, `[P]`."""
        return np.bincount(photos, minlength=self.photo_count).astype(np.float64)


def overlaps(found: Floats, truth: Floats, crowd: Flags) -> Floats:
    """Give the IoU `[D, T]` of boxes `[D, 4]` and `[T, 4]`, corners x1, y1, x2, y2 in pixels.

    For a crowd region it is the share of the predicted box that lies inside.
    """
    size = np.minimum(found[:, None, 2:], truth[None, :, 2:]) - np.maximum(
        found[:, None, :2], truth[None, :, :2]
    )
    common = np.prod(np.clip(size, 0.0, None), axis=2)
    found_area = np.prod(found[:, 2:] - found[:, :2], axis=1)[:, None]
    truth_area = np.prod(truth[:, 2:] - truth[:, :2], axis=1)[None, :]
    union = np.where(crowd[None, :], found_area, found_area + truth_area - common)
    return np.asarray(common / union, dtype=np.float64)


def match(scenes: Sequence[Scene]) -> Matches:
    """Match predictions to truths in every scene at every one of IOU_THRESHOLDS."""
    found: list[tuple[int, int, float]] = []
    taken: list[Indices] = []
    truth: list[tuple[int, int, bool]] = []
    for index, scene in enumerate(scenes):
        order = np.argsort([-one.confidence for one in scene.found], kind="stable")[:MAX_FOUND]
        local = _match_scene([scene.found[place].box for place in order], scene.truth)
        taken.append(np.where(local >= 0, local + len(truth), -1))
        found += [(index, int(place), scene.found[place].confidence) for place in order]
        truth += [(index, place, one.crowd) for place, one in enumerate(scene.truth)]
    found_truth = np.concatenate([np.full((len(IOU_THRESHOLDS), 0), -1), *taken], axis=1)
    return _assemble(len(scenes), found, found_truth.astype(np.int64), truth)


def _match_scene(boxes: Sequence[Sequence[float]], truth: Sequence[TruthBox]) -> Indices:
    taken = np.full((len(IOU_THRESHOLDS), len(boxes)), -1, dtype=np.int64)
    if not boxes or not truth:
        return taken
    crowd = np.array([one.crowd for one in truth])
    iou = overlaps(
        np.array(boxes, dtype=np.float64),
        np.array([one.box for one in truth], dtype=np.float64),
        crowd,
    )
    near = np.flatnonzero(iou.max(axis=1) >= IOU_THRESHOLDS[0])
    crowds = crowd.tolist()
    overlap = {int(place): iou[place].tolist() for place in near}
    for row, threshold in enumerate(IOU_THRESHOLDS):
        free = [not each for each in crowds]
        for place, one in overlap.items():
            choice = _best(one, free, threshold)
            if choice >= 0:
                free[choice] = False
            elif any(crowds):
                choice = _best(one, crowds, threshold)
            taken[row, place] = choice
    return taken


def _best(overlap: Sequence[float], candidates: Sequence[bool], threshold: float) -> int:
    """Give the candidate that is overlapped most, the last of equals as COCO has it, or -1."""
    best, choice = threshold, -1
    for place, value in enumerate(overlap):
        if value >= best and candidates[place]:
            best, choice = value, place
    return choice


def _assemble(
    photo_count: int,
    found: Sequence[tuple[int, int, float]],
    found_truth: Indices,
    truth: Sequence[tuple[int, int, bool]],
) -> Matches:
    score = np.array([one[2] for one in found], dtype=np.float64)
    order = np.argsort(-score, kind="stable")
    crowd = np.array([one[2] for one in truth], dtype=bool)
    sorted_truth = found_truth[:, order]
    ignored = (
        np.where(sorted_truth >= 0, crowd[sorted_truth], False)
        if len(crowd)
        else np.zeros(sorted_truth.shape, dtype=bool)
    )
    return Matches(
        photo_count=photo_count,
        found_photo=np.array([one[0] for one in found], dtype=np.int64)[order],
        found_place=np.array([one[1] for one in found], dtype=np.int64)[order],
        found_score=score[order],
        found_truth=np.where(ignored, -1, sorted_truth),
        found_ignored=ignored,
        truth_photo=np.array([one[0] for one in truth], dtype=np.int64),
        truth_place=np.array([one[1] for one in truth], dtype=np.int64),
        truth_crowd=crowd,
    )
