"""What became of each camera and each prediction, so that any threshold can be looked at later.

Predictions are matched from the most confident down, so what a prediction found does not
depend on where the threshold lies: one matching answers for all thresholds.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detection.record import Box, Housing
from evaluation.datasets.truth import LabelledPhoto
from evaluation.figures.matching import Matches, Scene
from evaluation.figures.measurement import OPERATING_IOUS
from evaluation.reporting.gallery import Mistake

__all__ = ["Outcomes", "Tally", "outcomes_of", "read_outcomes", "write_outcomes"]

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_HOUSINGS = tuple(Housing)
_ARRAYS = ("score", "photo", "box", "housing", "false", "found_at")
_TRUTH_ARRAYS = ("truth_photo", "truth_box", "truth_housing")


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """Cameras found and missed and false alarms at one threshold."""

    found: int
    missed: int
    false: int
    photos: int

    @property
    def recall(self) -> float | None:
        """The share of the cameras that was found, None where there is none."""
        cameras = self.found + self.missed
        return self.found / cameras if cameras else None

    @property
    def precision(self) -> float | None:
        """The share of the predictions that is right, None where there is none."""
        shown = self.found + self.false
        return self.found / shown if shown else None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Outcomes:
    """All predictions of one model, the surest first, and all cameras of a dataset.

    For D predictions and T cameras: `score` `[D]`, `photo` `[D]` the position of the photo,
    `box` `[D, 4]` corners in pixels, `housing` `[D]` the position in Housing, `false` `[2, D]`
    whether it is a false alarm at each of OPERATING_IOUS; `found_at` `[2, T]` the confidence of
    what found the camera, NaN if nothing did; and `truth_photo`, `truth_box`, `truth_housing`.
    """

    photos: tuple[LabelledPhoto, ...]
    score: Floats
    photo: Indices
    box: Floats
    housing: Indices
    false: Flags
    found_at: Floats
    truth_photo: Indices
    truth_box: Floats
    truth_housing: Indices

    def at(self, iou: float, confidence: float) -> Tally:
        """Count at an overlap, one of OPERATING_IOUS, and a confidence threshold."""
        row = OPERATING_IOUS.index(iou)
        found = int((self.found_at[row] >= confidence).sum())
        return Tally(
            found=found,
            missed=self.found_at.shape[1] - found,
            false=int((self.false[row] & (self.score >= confidence)).sum()),
            photos=len(self.photos),
        )

    def false_alarms(
        self, iou: float, confidence: float, part: slice = slice(None)
    ) -> tuple[Mistake, ...]:
        """Give predictions at a threshold that found nothing, the surest first; `part` of them."""
        row = OPERATING_IOUS.index(iou)
        wrong = np.flatnonzero(self.false[row] & (self.score >= confidence))
        return tuple(
            Mistake(
                photo=self.photos[self.photo[at]],
                box=_box(self.box[at]),
                housing=_HOUSINGS[self.housing[at]],
                confidence=float(self.score[at]),
            )
            for at in wrong[part]
        )

    def misses(
        self, iou: float, confidence: float, part: slice = slice(None)
    ) -> tuple[Mistake, ...]:
        """Give cameras that a threshold misses, the nearest to it first; `part` of them."""
        found_at = self.found_at[OPERATING_IOUS.index(iou)]
        missed = np.flatnonzero(~(found_at >= confidence))
        order = np.argsort(-np.nan_to_num(found_at[missed], nan=-1.0), kind="stable")
        return tuple(
            Mistake(
                photo=self.photos[self.truth_photo[at]],
                box=_box(self.truth_box[at]),
                housing=_HOUSINGS[self.truth_housing[at]],
                confidence=None if np.isnan(found_at[at]) else float(found_at[at]),
            )
            for at in missed[order][part]
        )


def outcomes_of(
    photos: Sequence[LabelledPhoto], scenes: Sequence[Scene], matches: Matches
) -> Outcomes:
    """Give what became of everything; `matches` are those of `scenes`, which belong to `photos`."""
    found = [
        scenes[photo].found[place]
        for photo, place in zip(matches.found_photo, matches.found_place, strict=True)
    ]
    cameras = np.flatnonzero(~matches.truth_crowd)
    truth = [scenes[matches.truth_photo[at]].truth[matches.truth_place[at]] for at in cameras]
    matched = [matches.at(iou) for iou in OPERATING_IOUS]
    found_at = np.full((len(matched), len(matches.truth_photo)), np.nan)
    for row, (hit, _) in enumerate(matched):
        found_at[row, hit[hit >= 0]] = matches.found_score[hit >= 0]
    return Outcomes(
        photos=tuple(photos),
        score=matches.found_score,
        photo=matches.found_photo,
        box=np.array([one.box for one in found], dtype=np.float64).reshape(-1, 4),
        housing=np.array([_HOUSINGS.index(one.housing) for one in found], dtype=np.int64),
        false=np.array([(hit < 0) & ~ignored for hit, ignored in matched]),
        found_at=found_at[:, cameras],
        truth_photo=matches.truth_photo[cameras],
        truth_box=np.array([one.box for one in truth], dtype=np.float64).reshape(-1, 4),
        truth_housing=np.array([_HOUSINGS.index(one.housing) for one in truth], dtype=np.int64),
    )


def write_outcomes(outcomes: Outcomes, root: Path, path: Path) -> None:
    """Write outcomes to a file; photos are named relative to `root`, the dataset's folder."""
    photos = [_photo_json(photo, root) for photo in outcomes.photos]
    arrays = {name: getattr(outcomes, name) for name in (*_ARRAYS, *_TRUTH_ARRAYS)}
    with path.open("wb") as stream:
        np.savez_compressed(stream, photos=np.array(json.dumps(photos)), **arrays)


def read_outcomes(path: Path, root: Path) -> Outcomes:
    """Read what `write_outcomes` wrote; `root` is where the dataset's photos lie now."""
    with np.load(path, allow_pickle=False) as stored:
        photos = tuple(_photo(one, root) for one in json.loads(str(stored["photos"])))
        arrays = {name: stored[name] for name in (*_ARRAYS, *_TRUTH_ARRAYS)}
    return Outcomes(photos=photos, **arrays)


def _photo_json(photo: LabelledPhoto, root: Path) -> dict[str, Any]:
    return {
        "name": photo.name,
        "path": photo.path.resolve().relative_to(root.resolve()).as_posix(),
        "sha256": photo.sha256,
        "width": photo.width,
        "height": photo.height,
    }


def _photo(described: dict[str, Any], root: Path) -> LabelledPhoto:
    return LabelledPhoto(
        name=described["name"],
        path=root / described["path"],
        sha256=described["sha256"],
        width=described["width"],
        height=described["height"],
    )


def _box(corners: Floats) -> Box:
    x1, y1, x2, y2 = map(float, corners)
    return x1, y1, x2, y2
