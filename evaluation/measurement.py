"""All figures of one model on one dataset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detection.record import Housing
from evaluation.average_precision import AveragePrecision, average_precision
from evaluation.housings import KNOWN_HOUSINGS, only
from evaluation.matching import IOU_THRESHOLDS, Matches, Scene, match
from evaluation.operating_point import CurvePoint, count, curve, operating_figures
from evaluation.resampled_precision import resample_average_precision
from evaluation.resampling import Figure

__all__ = ["OPERATING_IOUS", "Measurement", "measure", "precision_figures"]

Floats = npt.NDArray[np.float64]

OPERATING_IOUS: tuple[float, ...] = (0.3, 0.5)
"""The overlaps at which recall, precision and false alarms are given."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Measurement:
    """The figures of one model, each with its draws.

    `figures` are class-agnostic (any camera found as any housing), `by_housing` those of each
    type that stands in the dataset, `curves` by IoU.
    """

    confidence: float
    matches: Matches
    figures: Mapping[str, Figure]
    by_housing: Mapping[Housing, Mapping[str, Figure]]
    curves: Mapping[float, tuple[CurvePoint, ...]]

    def to_json(self) -> dict[str, Any]:
        """Give all figures with their 95 % intervals as a JSON object."""
        return {
            "confidence_threshold": self.confidence,
            "any_housing": _figures_json(self.figures),
            "by_housing": {
                housing.value: _figures_json(figures)
                for housing, figures in self.by_housing.items()
            },
            "curves": {
                _iou_name(iou): [point.to_json() for point in points]
                for iou, points in self.curves.items()
            },
        }


def measure(scenes: Sequence[Scene], *, weights: Floats, confidence: float) -> Measurement:
    """Measure predictions on photos; `weights` `[R, P]` are the draws of the bootstrap.

    `confidence` is the threshold of recall, precision and false alarms. Average precision
    takes all predictions, however unsure.
    """
    matches = match(scenes)
    return Measurement(
        confidence=confidence,
        matches=matches,
        figures=_figures(scenes, matches, weights, confidence),
        by_housing={
            housing: _figures(of_type, match(of_type), weights, confidence)
            for housing in KNOWN_HOUSINGS
            if _has_cameras(of_type := only(scenes, housing))
        },
        curves={iou: curve(matches, iou) for iou in OPERATING_IOUS},
    )


def _figures(
    scenes: Sequence[Scene], matches: Matches, weights: Floats, confidence: float
) -> dict[str, Figure]:
    figures = precision_figures(average_precision(scenes)[0], matches, weights)
    for iou in OPERATING_IOUS:
        operating = operating_figures(count(matches, iou, confidence), weights)
        figures |= {f"{name}_{_iou_name(iou)}": figure for name, figure in operating.items()}
    return figures


def precision_figures(
    precision: AveragePrecision, matches: Matches, weights: Floats
) -> dict[str, Figure]:
    """Give AP30, AP50, AP75 and AP50-95 with their draws."""
    draws = resample_average_precision(matches, weights)
    figures = {
        f"ap{round(iou * 100)}": Figure(
            value=precision.at(iou), draws=draws[IOU_THRESHOLDS.index(iou)]
        )
        for iou in (0.3, 0.5, 0.75)
    }
    return figures | {"ap50_95": Figure(value=precision.ap50_95, draws=draws[1:].mean(axis=0))}


def _has_cameras(scenes: Sequence[Scene]) -> bool:
    return any(not one.crowd for scene in scenes for one in scene.truth)


def _iou_name(iou: float) -> str:
    return f"iou{round(iou * 100)}"


def _figures_json(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: figure.estimate().to_json() for name, figure in figures.items()}
