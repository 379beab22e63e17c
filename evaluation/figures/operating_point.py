"""What a person meets at one confidence threshold, and the curves over all thresholds."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evaluation.figures.matching import Matches
from evaluation.figures.resampling import Figure, ratios

__all__ = ["Counts", "CurvePoint", "count", "curve", "operating_figures"]

Floats = npt.NDArray[np.float64]
_CURVE_POINTS = 200
_MEANS = ("false_per_photo", "false_per_empty_photo")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Counts:
    """Right and false predictions, and cameras there are, of each photo (all `[P]`)."""

    right: Floats
    false: Floats
    cameras: Floats


@dataclass(frozen=True, kw_only=True, slots=True)
class CurvePoint:
    """The figures at one confidence threshold."""

    confidence: float
    recall: float | None
    precision: float
    false_per_photo: float

    def to_json(self) -> dict[str, float | None]:
        """Give the point as a JSON object."""
        return {
            "confidence": round(self.confidence, 4),
            "recall": None if self.recall is None else round(self.recall, 4),
            "precision": round(self.precision, 4),
            "false_per_photo": round(self.false_per_photo, 4),
        }


def count(matches: Matches, iou: float, confidence: float) -> Counts:
    """Count predictions of at least `confidence` as right or false at an IoU threshold."""
    truth, ignored = matches.at(iou)
    kept = (matches.found_score >= confidence) & ~ignored
    return Counts(
        right=matches.per_photo(matches.found_photo[kept & (truth >= 0)]),
        false=matches.per_photo(matches.found_photo[kept & (truth < 0)]),
        cameras=matches.per_photo(matches.truth_photo[~matches.truth_crowd]),
    )


def operating_figures(counts: Counts, weights: Floats) -> dict[str, Figure]:
    """Give recall, precision, F1 and false alarms per photo with their draws `[R]`.

    `weights` are the draws `[R, P]`. `false_per_empty_photo` is over photos without cameras.
    """
    found = counts.right + counts.false
    empty = (counts.cameras == 0).astype(np.float64)
    figures = ratios(
        {
            "recall": (counts.right, counts.cameras),
            "precision": (counts.right, found),
            "f1": (2 * counts.right, found + counts.cameras),
            "false_per_photo": (counts.false, np.ones_like(found)),
            "false_per_empty_photo": (counts.false * empty, empty),
            "empty_photos_with_false": ((counts.false > 0) * empty, empty),
        },
        weights,
    )
    means = {name: replace(figures[name], unbounded=True) for name in _MEANS}
    share = "empty_photos_with_false"
    return figures | means | {share: replace(figures[share], counts_photos=True)}


def curve(matches: Matches, iou: float) -> tuple[CurvePoint, ...]:
    """Give recall, precision and false alarms at up to 200 thresholds, strictest first."""
    truth, ignored = matches.at(iou)
    score = matches.found_score[~ignored]
    right = np.cumsum(truth[~ignored] >= 0)
    # Predictions of equal confidence stand or fall together: only the last of them is a point.
    ends = np.flatnonzero(np.append(np.diff(score) != 0, True)) if score.size else np.array([], int)
    if len(ends) > _CURVE_POINTS:
        # Dense among the sure ones: of thousands, few are above any useful threshold.
        places = np.geomspace(1, len(ends), _CURVE_POINTS).round().astype(int) - 1
        ends = ends[np.unique(places)]
    cameras = matches.truth_count
    return tuple(
        CurvePoint(
            confidence=float(score[end]),
            recall=float(right[end]) / cameras if cameras else None,
            precision=float(right[end]) / (end + 1),
            false_per_photo=float(end + 1 - right[end]) / matches.photo_count,
        )
        for end in ends
    )
