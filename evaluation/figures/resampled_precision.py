"""Average precision on many draws of the photos at once.

A photo that a draw holds twice is a photo with weight two: its predictions count twice in
precision and its truths twice in recall. With all weights one, the result is COCO's figure.
"""

import numpy as np
import numpy.typing as npt

from evaluation.figures.matching import Matches

__all__ = ["resample_average_precision"]

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
_RECALLS = np.linspace(0.0, 1.0, 101)
_ROUNDING = 1e-9


def resample_average_precision(matches: Matches, weights: Floats) -> Floats:
    """Give the average precision `[K, R]` at each IoU threshold for weights `[R, P]`.

    Draws without any camera give NaN.
    """
    cameras = weights[:, matches.truth_photo[~matches.truth_crowd]].sum(axis=1)
    hits = np.flatnonzero((matches.found_truth >= 0).any(axis=0))
    counted = _counted_up_to(hits, matches, weights)
    rows = []
    for truth, ignored in zip(matches.found_truth, matches.found_ignored, strict=True):
        right = np.flatnonzero(truth >= 0)
        below = counted[:, np.searchsorted(hits, right)]
        if ignored.any():
            below -= _ignored_up_to(right, ignored, matches, weights)
        rows.append(_average(weights[:, matches.found_photo[right]], below, cameras))
    return np.array(rows)


def _average(right: Floats, counted: Floats, cameras: Floats) -> Floats:
    """Average precision `[R]` of weights `[R, hits]` of right predictions, the surest first.

    `counted` `[R, hits]` is the weight of all predictions down to and with each right one.
    """
    if not right.shape[1]:
        return np.where(cameras > 0, 0.0, np.nan)
    right = np.cumsum(right, axis=1)
    precision = np.divide(right, counted, out=np.zeros_like(right), where=counted > 0)
    envelope = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    recall = np.divide(
        right, cameras[:, None], out=np.zeros_like(right), where=cameras[:, None] > 0
    )
    return np.where(cameras > 0, _mean_over_recalls(recall, envelope), np.nan)


def _counted_up_to(hits: Indices, matches: Matches, weights: Floats) -> Floats:
    """Give the weight `[R, hits]` of all predictions down to and with each of `hits`.

    Only right predictions move recall, so precision is needed nowhere else; summing the wrong
    ones between two right ones per photo first keeps this small however many there are.
    """
    from scipy import sparse  # noqa: PLC0415 - the app starts without

    places = np.arange(hits[-1] + 1) if hits.size else hits
    segments = sparse.csr_matrix(
        (
            np.ones(len(places)),
            (np.searchsorted(hits, places), matches.found_photo[places]),
        ),
        shape=(len(hits), matches.photo_count),
    )
    return np.asarray(np.cumsum(segments @ weights.T, axis=0).T, dtype=np.float64)


def _ignored_up_to(
    hits: Indices, ignored: npt.NDArray[np.bool_], matches: Matches, weights: Floats
) -> Floats:
    places = np.flatnonzero(ignored)
    none = np.zeros((len(weights), 1))
    total = np.cumsum(weights[:, matches.found_photo[places]], axis=1)
    return np.hstack([none, total])[:, np.searchsorted(places, hits)]


def _mean_over_recalls(recall: Floats, envelope: Floats) -> Floats:
    """Give the mean `[R]` of the precision at COCO's recalls; all arguments are `[R, hits]`.

    Each recall takes the precision of the first hit that reaches it, so each hit counts as
    often as recalls lie between the one before it and itself.
    """
    last = np.floor(recall * (len(_RECALLS) - 1) + _ROUNDING).astype(np.int64)
    last -= recall < _RECALLS[last]  # exactly as COCO compares
    reached = np.diff(last + 1, axis=1, prepend=0)
    result: Floats = (reached * envelope).sum(axis=1) / len(_RECALLS)
    return result
