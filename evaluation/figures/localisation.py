"""How closely the boxes of found cameras fit."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from detection.record import Box
from evaluation.figures.found_cameras import FoundCamera
from evaluation.figures.matching import overlaps
from evaluation.figures.resampling import Figure, ratios

__all__ = ["localisation_figures"]

Floats = npt.NDArray[np.float64]


def localisation_figures(cameras: Sequence[FoundCamera], weights: Floats) -> dict[str, Figure]:
    """Give means over found cameras, with the draws of `weights` `[R, P]`.

    `iou` is the overlap, `centre_error_px` the distance of the centres in pixels,
    `centre_error_of_size` that distance by the size of the true box, and `size_ratio` the size
    of the predicted box by that of the true one.
    """
    measures: dict[str, Callable[[FoundCamera], float]] = {
        "iou": _iou,
        "centre_error_px": _centre_error_px,
        "centre_error_of_size": lambda one: _centre_error_px(one) / one.truth.size_px,
        "size_ratio": lambda one: _size_px(one.found.box) / one.truth.size_px,
    }
    photos = np.array([one.photo for one in cameras], dtype=np.int64)
    count = np.bincount(photos, minlength=weights.shape[1]).astype(np.float64)
    sums = {
        name: np.bincount(photos, [measure(one) for one in cameras], weights.shape[1])
        for name, measure in measures.items()
    }
    return ratios(
        {name: (total.astype(np.float64), count) for name, total in sums.items()}, weights
    )


def _iou(one: FoundCamera) -> float:
    found, truth = np.array([[one.found.box], [one.truth.box]], dtype=np.float64)
    return float(overlaps(found, truth, np.array([False]))[0, 0])


def _centre_error_px(one: FoundCamera) -> float:
    return math.dist(_centre(one.found.box), _centre(one.truth.box))


def _centre(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _size_px(box: Box) -> float:
    return math.sqrt((box[2] - box[0]) * (box[3] - box[1]))
