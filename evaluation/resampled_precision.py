"""Average precision on many draws of the photos at once.

A photo that a draw holds twice is a photo with weight two: its predictions count twice in
precision and its truths twice in recall. With all weights one, the result is COCO's figure.
"""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from evaluation.matching import Matches

__all__ = ["resample_average_precision"]

Floats = npt.NDArray[np.float64]
_RECALLS = np.linspace(0.0, 1.0, 101)


def resample_average_precision(matches: Matches, weights: Floats) -> Floats:
    """Give the average precision `[K, R]` at each IoU threshold for weights `[R, P]`.

    Draws without any camera give NaN.
    """
    cameras = weights[:, matches.truth_photo[~matches.truth_crowd]].sum(axis=1)
    rows = [
        _one_threshold(matches, row, weights, cameras) for row in range(len(matches.found_truth))
    ]
    return np.array(rows)


def _one_threshold(matches: Matches, row: int, weights: Floats, cameras: Floats) -> Floats:
    hits = np.flatnonzero(matches.found_truth[row] >= 0)
    if not hits.size:
        return np.where(cameras > 0, 0.0, np.nan)
    right = np.cumsum(weights[:, matches.found_photo[hits]], axis=1)
    counted = _counted_up_to(matches, row, weights, hits)
    precision = np.divide(right, counted, out=np.zeros_like(right), where=counted > 0)
    envelope = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    recall = np.divide(
        right, cameras[:, None], out=np.zeros_like(right), where=cameras[:, None] > 0
    )
    means = [_mean_over_recalls(recall[draw], envelope[draw]) for draw in range(len(weights))]
    return np.where(cameras > 0, means, np.nan)


def _counted_up_to(
    matches: Matches, row: int, weights: Floats, hits: npt.NDArray[np.int64]
) -> Floats:
    """Give the weight `[R, hits]` of all predictions down to and with each right one.

    Only right predictions move recall, so precision is needed nowhere else; summing the wrong
    ones between two right ones per photo first keeps this small however many there are.
    """
    counted = ~matches.found_ignored[row]
    counted[hits[-1] + 1 :] = False
    places = np.flatnonzero(counted)
    segments = sparse.csr_matrix(
        (
            np.ones(len(places)),
            (np.searchsorted(hits, places), matches.found_photo[places]),
        ),
        shape=(len(hits), matches.photo_count),
    )
    return np.asarray(np.cumsum(segments @ weights.T, axis=0).T, dtype=np.float64)


def _mean_over_recalls(recall: Floats, envelope: Floats) -> float:
    places = np.searchsorted(recall, _RECALLS, side="left")
    reached = places[places < len(recall)]
    return float(envelope[reached].sum()) / len(_RECALLS)
