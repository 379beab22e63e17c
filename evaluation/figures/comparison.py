"""Differences between models on the same photos, by the paired bootstrap."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from evaluation.figures.measurement import Measurement
from evaluation.figures.resampling import Figure

__all__ = ["COMPARED", "Difference", "compare"]

COMPARED: tuple[str, ...] = (
    "ap30",
    "ap50",
    "ap50_95",
    "recall_iou30",
    "precision_iou30",
    "f1_iou30",
    "false_per_photo_iou30",
)
"""The figures that are compared."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Difference:
    """One figure of `second` minus that of `first`, draw by draw.

    `higher` is the share of draws in which `second` has the higher figure, ties counted half.
    An interval that leaves out zero says that the photos tell the two apart.
    """

    first: str
    second: str
    figure: str
    difference: Figure
    higher: float | None

    def to_json(self) -> dict[str, Any]:
        """Give the difference as a JSON object."""
        return {
            "first": self.first,
            "second": self.second,
            "figure": self.figure,
            "difference": self.difference.estimate().to_json(),
            "second_higher_in": self.higher,
        }


def compare(measurements: Mapping[str, Measurement]) -> tuple[Difference, ...]:
    """Compare each two models, in the order given, in each of COMPARED."""
    return tuple(
        _difference(first, second, figure, measurements)
        for first, second in combinations(measurements, 2)
        for figure in COMPARED
    )


def _difference(
    first: str, second: str, figure: str, measurements: Mapping[str, Measurement]
) -> Difference:
    difference = measurements[second].figures[figure].minus(measurements[first].figures[figure])
    defined = difference.draws[np.isfinite(difference.draws)]
    higher = ((defined > 0).mean() + (defined == 0).mean() / 2) if defined.size else None
    return Difference(
        first=first,
        second=second,
        figure=figure,
        difference=difference,
        higher=None if higher is None else round(float(higher), 4),
    )
