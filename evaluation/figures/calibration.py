"""Whether a confidence of .8 is right in eight cases of ten.

Confidences are sorted into bins of equal width. In each, the mean confidence is set against
the share that was right (the reliability diagram). Their distance, averaged with the number of
cases in each bin, is the expected calibration error: Guo et al., "On Calibration of Modern
Neural Networks" (2017); for detectors Küppers et al., "Multivariate Confidence Calibration for
Object Detection" (2020).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.figures.found_cameras import FoundCamera
from evaluation.figures.matching import Matches
from evaluation.figures.resampling import Figure, ratios

__all__ = ["FLOOR", "Bin", "Calibration", "of_confidence", "of_housing_confidence"]

Floats = npt.NDArray[np.float64]

FLOOR = 0.05
"""Predictions below this are left out: there are so many that they would be all of the error."""

_EDGES = np.linspace(0.0, 1.0, 11)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Bin:
    """The cases with a confidence from `low` up to `high`; `right` is the share of right ones."""

    low: float
    high: float
    count: int
    mean_confidence: float | None
    right: Figure


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Calibration:
    """The reliability diagram and the expected calibration error."""

    bins: tuple[Bin, ...]
    error: Figure

    def to_json(self) -> dict[str, Any]:
        """Give bins and error as a JSON object."""
        return {
            "expected_calibration_error": self.error.estimate().to_json(),
            "bins": [
                {
                    "from": round(one.low, 2),
                    "to": round(one.high, 2),
                    "count": one.count,
                    "mean_confidence": one.mean_confidence,
                    "right": one.right.estimate().to_json(),
                }
                for one in self.bins
            ],
        }


def of_confidence(matches: Matches, iou: float, weights: Floats) -> Calibration:
    """Give the calibration of "there is a camera" for predictions of at least FLOOR."""
    truth, ignored = matches.at(iou)
    kept = ~ignored & (matches.found_score >= FLOOR)
    return _calibration(
        matches.found_score[kept], truth[kept] >= 0, matches.found_photo[kept], weights
    )


def of_housing_confidence(cameras: Sequence[FoundCamera], weights: Floats) -> Calibration:
    """Give the calibration of the housing type among found cameras; `unknown` left out."""
    decided = [one for one in cameras if "unknown" not in {one.found.housing, one.truth.housing}]
    return _calibration(
        np.array([one.found.housing_confidence for one in decided], dtype=np.float64),
        np.array([one.found.housing is one.truth.housing for one in decided], dtype=bool),
        np.array([one.photo for one in decided], dtype=np.int64),
        weights,
    )


def _calibration(
    confidence: Floats,
    right: npt.NDArray[np.bool_],
    photo: npt.NDArray[np.int64],
    weights: Floats,
) -> Calibration:
    place = np.clip(np.digitize(confidence, _EDGES) - 1, 0, len(_EDGES) - 2)
    sums = [
        _sums(place, photo, value, weights.shape[1])
        for value in (np.ones_like(confidence), right.astype(np.float64), confidence)
    ]
    count, hits, stated = sums
    total = count.sum(axis=1)
    shares = ratios({str(row): (hits[row], count[row]) for row in range(len(count))}, weights)
    bins = tuple(
        Bin(
            low=float(_EDGES[row]),
            high=float(_EDGES[row + 1]),
            count=int(total[row]),
            mean_confidence=float(stated[row].sum() / total[row]) if total[row] else None,
            right=shares[str(row)],
        )
        for row in range(len(_EDGES) - 1)
    )
    once = np.ones((1, weights.shape[1]))
    value = _error(count, hits, stated, once)[0]
    error = Figure(
        value=float(value) if np.isfinite(value) else None,
        draws=_error(count, hits, stated, weights),
    )
    return Calibration(bins=bins, error=error)


def _sums(
    place: npt.NDArray[np.int64], photo: npt.NDArray[np.int64], value: Floats, photos: int
) -> Floats:
    """Sum values by bin and photo, `[bins, P]`."""
    table = np.zeros((len(_EDGES) - 1, photos))
    np.add.at(table, (place, photo), value)
    return table


def _error(count: Floats, hits: Floats, stated: Floats, weights: Floats) -> Floats:
    # |share right - mean confidence| times cases is the distance of the two sums.
    distance = np.abs(weights @ hits.T - weights @ stated.T).sum(axis=1)
    cases = (weights @ count.T).sum(axis=1)
    error: Floats = np.divide(distance, cases, out=np.full(len(cases), np.nan), where=cases > 0)
    return error
