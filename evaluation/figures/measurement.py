"""All figures of one model on one dataset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detection.record import Housing
from evaluation.datasets.truth import LabelledPhoto
from evaluation.figures.average_precision import SIZE_EDGES_PX, AveragePrecision, average_precision
from evaluation.figures.calibration import Calibration, of_confidence, of_housing_confidence
from evaluation.figures.confusion import Confusion, confusion
from evaluation.figures.found_cameras import FoundCamera, found_cameras
from evaluation.figures.localisation import localisation_figures
from evaluation.figures.matching import IOU_THRESHOLDS, Matches, Scene, match
from evaluation.figures.operating_point import CurvePoint, count, curve, operating_figures
from evaluation.figures.resampled_precision import resample_average_precision
from evaluation.figures.resampling import Figure
from evaluation.figures.sizes import (
    RELATIVE_EDGES,
    SizeRange,
    by_size,
    relative_sizes,
    sizes_px,
    with_precision,
)
from evaluation.housings import KNOWN_HOUSINGS, only

__all__ = ["FOUND_IOU", "OPERATING_IOUS", "Measurement", "measure"]

Floats = npt.NDArray[np.float64]

OPERATING_IOUS: tuple[float, ...] = (0.3, 0.5)
"""The overlaps at which recall, precision and false alarms are given."""

FOUND_IOU = 0.3
"""The overlap that makes a camera found in all other figures: boxes a dozen pixels wide, drawn
to within two to four pixels, often overlap by less than half though both are good."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Measurement:
    """The figures of one model, each with its draws.

    `figures` are class-agnostic (any camera found as any housing), `by_housing` those of each
    type that stands in the dataset, `curves` by IoU.
    """

    confidence: float
    matches: Matches
    cameras: tuple[FoundCamera, ...]
    figures: Mapping[str, Figure]
    by_housing: Mapping[Housing, Mapping[str, Figure]]
    by_size_px: tuple[SizeRange, ...]
    by_relative_size: tuple[SizeRange, ...]
    confusion: Confusion
    calibration: Calibration
    housing_calibration: Calibration
    localisation: Mapping[str, Figure]
    curves: Mapping[float, tuple[CurvePoint, ...]]

    def to_json(self) -> dict[str, Any]:
        """Give all figures with their 95% intervals as a JSON object."""
        return {
            "confidence_threshold": self.confidence,
            "any_housing": _figures_json(self.figures),
            "by_housing": {
                housing.value: _figures_json(figures)
                for housing, figures in self.by_housing.items()
            },
            "by_size_px": [one.to_json() for one in self.by_size_px],
            "by_relative_size": [one.to_json() for one in self.by_relative_size],
            "housing_confusion": self.confusion.to_json(),
            "calibration": self.calibration.to_json(),
            "housing_calibration": self.housing_calibration.to_json(),
            "localisation": _figures_json(self.localisation),
            "curves": {
                _iou_name(iou): [point.to_json() for point in points]
                for iou, points in self.curves.items()
            },
        }


def measure(
    photos: Sequence[LabelledPhoto],
    scenes: Sequence[Scene],
    *,
    weights: Floats,
    confidence: float,
) -> Measurement:
    """Measure predictions on photos; `weights` `[R, P]` are the draws of the bootstrap.

    `scenes` belong to `photos` one by one. `confidence` is the threshold of all figures but
    average precision and calibration, which take unsure predictions too.
    """
    matches = match(scenes)
    precisions = average_precision(scenes)
    cameras = found_cameras(scenes, matches, iou=FOUND_IOU, confidence=confidence)
    found = matches.is_found(FOUND_IOU, confidence)
    in_px = by_size(sizes_px(scenes), SIZE_EDGES_PX, matches, found, weights)
    relative = relative_sizes(scenes, photos)
    return Measurement(
        confidence=confidence,
        matches=matches,
        cameras=cameras,
        figures=_figures(precisions[0], matches, weights, confidence),
        by_housing=_by_housing(scenes, weights, confidence),
        by_size_px=with_precision(in_px, precisions[1:]),
        by_relative_size=by_size(relative, RELATIVE_EDGES, matches, found, weights),
        confusion=confusion(cameras, weights),
        calibration=of_confidence(matches, FOUND_IOU, weights),
        housing_calibration=of_housing_confidence(cameras, weights),
        localisation=localisation_figures(cameras, weights),
        curves={iou: curve(matches, iou) for iou in OPERATING_IOUS},
    )


def _by_housing(
    scenes: Sequence[Scene], weights: Floats, confidence: float
) -> dict[Housing, dict[str, Figure]]:
    figures = {}
    for housing in KNOWN_HOUSINGS:
        of_type = only(scenes, housing)
        matches = match(of_type)
        if matches.truth_count:
            precision = average_precision(of_type, by_size=False)[0]
            figures[housing] = _figures(precision, matches, weights, confidence)
    return figures


def _figures(
    precision: AveragePrecision, matches: Matches, weights: Floats, confidence: float
) -> dict[str, Figure]:
    figures = _precision_figures(precision, matches, weights)
    for iou in OPERATING_IOUS:
        operating = operating_figures(count(matches, iou, confidence), weights)
        figures |= {f"{name}_{_iou_name(iou)}": figure for name, figure in operating.items()}
    return figures


def _precision_figures(
    precision: AveragePrecision, matches: Matches, weights: Floats
) -> dict[str, Figure]:
    draws = resample_average_precision(matches, weights)
    photos = matches.photos_with_cameras
    rows = {
        f"ap{round(iou * 100)}": (precision.at(iou), draws[IOU_THRESHOLDS.index(iou)])
        for iou in (0.3, 0.5, 0.75)
    }
    rows["ap50_95"] = (precision.ap50_95, draws[1:].mean(axis=0))
    return {
        name: Figure(value=value, draws=drawn, photos=photos)
        for name, (value, drawn) in rows.items()
    }


def _iou_name(iou: float) -> str:
    return f"iou{round(iou * 100)}"


def _figures_json(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: figure.estimate().to_json() for name, figure in figures.items()}
