"""Recall and average precision by the size of the camera in the photo.

The size of a box is the side of the square of the same area, in pixels, or that as a share of
the side of the square of the photo's area.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.datasets.truth import LabelledPhoto
from evaluation.figures.average_precision import SIZE_EDGES_PX, AveragePrecision
from evaluation.figures.matching import Matches, Scene
from evaluation.figures.resampling import Figure, ratio

__all__ = [
    "RELATIVE_EDGES",
    "SizeRange",
    "by_size",
    "relative_sizes",
    "sizes_px",
    "with_precision",
]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

RELATIVE_EDGES: tuple[float, ...] = (0.0, 0.005, 0.01, 0.02, 0.04, math.inf)
"""Borders between size ranges, as a share of the photo's size."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SizeRange:
    """The figures of cameras from `low` up to `high`; `recall` is at the threshold."""

    low: float
    high: float
    cameras: int
    recall: Figure
    precision: AveragePrecision | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the range and its figures as a JSON object; an open end is None."""
        value: dict[str, Any] = {
            "from": self.low,
            "to": self.high if self.high < SIZE_EDGES_PX[-1] else None,
            "cameras": self.cameras,
            "recall": self.recall.estimate().to_json(),
        }
        if self.precision is not None:
            value |= {"ap30": self.precision.at(0.3), "ap50": self.precision.at(0.5)}
        return value


def sizes_px(scenes: Sequence[Scene]) -> Floats:
    """Give the size of each true box in pixels, `[T]`."""
    return np.array([one.size_px for scene in scenes for one in scene.truth], dtype=np.float64)


def relative_sizes(scenes: Sequence[Scene], photos: Sequence[LabelledPhoto]) -> Floats:
    """Give the size of each true box as a share of its photo's, `[T]`."""
    sizes = [
        one.size_px / math.sqrt(photo.width * photo.height)
        for photo, scene in zip(photos, scenes, strict=True)
        for one in scene.truth
    ]
    return np.array(sizes, dtype=np.float64)


def by_size(
    sizes: Floats, edges: Sequence[float], matches: Matches, found: Flags, weights: Floats
) -> tuple[SizeRange, ...]:
    """Give the recall of each size range; `found` `[T]` tells which truths were found."""
    ranges = []
    for low, high in pairwise(edges):
        inside = (sizes >= low) & (sizes < high) & ~matches.truth_crowd
        cameras = matches.per_photo(matches.truth_photo[inside])
        right = matches.per_photo(matches.truth_photo[inside & found])
        recall = ratio(right, cameras, weights)
        ranges.append(SizeRange(low=low, high=high, cameras=int(inside.sum()), recall=recall))
    return tuple(ranges)


def with_precision(
    ranges: Sequence[SizeRange], precisions: Sequence[AveragePrecision]
) -> tuple[SizeRange, ...]:
    """Add the average precision of each range."""
    return tuple(
        replace(one, precision=precision) for one, precision in zip(ranges, precisions, strict=True)
    )
