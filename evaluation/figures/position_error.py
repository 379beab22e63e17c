"""How far estimated camera positions are from true ones, and whether their ellipses hold.

Estimates are the lines of `python -m mapping locate`: scan records with a `position` in each
detection. True positions are a CSV file with the columns `photo` (file name), `x`, `y` (any
point on the camera, in pixels of the upright photo), `latitude` and `longitude` (WGS 84).
"""

import csv
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from detection.boxes import area
from evaluation.datasets.truth import DatasetError
from evaluation.figures.resampling import DRAWS, Figure, Floats, draw_weights, ratio

__all__ = ["PositionError", "TruePosition", "measure_positions", "read_true_positions", "summary"]

_GEOD = Geod(ellps="WGS84")
_WITHIN_M = (5.0, 10.0, 20.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class TruePosition:
    """Where a camera stands, and where in a photo it is seen."""

    photo: str
    x: float
    y: float
    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True, slots=True)
class PositionError:
    """One true camera and the estimate of it; all None where it was not found or not located.

    `inside` tells whether the 95% ellipse holds the true position.
    """

    photo: str
    error_m: float | None = None
    inside: bool | None = None


def read_true_positions(lines: Iterable[str]) -> tuple[TruePosition, ...]:
    """Read true positions; raises DatasetError naming line and column."""
    reader = csv.DictReader(lines)
    positions = []
    for row in reader:
        try:
            numbers = {name: float(row[name]) for name in ("x", "y", "latitude", "longitude")}
            positions.append(TruePosition(photo=row["photo"], **numbers))
        except (KeyError, TypeError, ValueError) as error:
            raise DatasetError(
                f"line {reader.line_num}: expected photo, x, y, latitude and longitude: {error}"
            ) from error
    return tuple(positions)


def measure_positions(
    located: Iterable[str], truths: Iterable[TruePosition]
) -> tuple[PositionError, ...]:
    """Measure each true camera against the detection that its point lies in.

    `located` are JSON lines with positions. Of several boxes around one point, the smallest
    counts. Raises DatasetError where a line is no such record.
    """
    detections: dict[str, list[Mapping[str, Any]]] = {}
    for number, line in enumerate(located, start=1):
        try:
            record = json.loads(line)
            detections[PurePath(record["photo"]).name] = list(record["detections"])
        except (ValueError, KeyError, TypeError) as error:
            raise DatasetError(f"line {number}: not a scan record: {error!r}") from error
    return tuple(_error(truth, detections.get(PurePath(truth.photo).name, ())) for truth in truths)


def summary(errors: tuple[PositionError, ...], draws: int = DRAWS) -> dict[str, Any]:
    """Give the figures with 95% bootstrap intervals over photos as a JSON object."""
    located = [one for one in errors if one.error_m is not None]
    photos = {name: place for place, name in enumerate(dict.fromkeys(one.photo for one in errors))}
    if not photos:
        raise DatasetError("there is no true position to measure against")
    weights = draw_weights(len(photos), draws)
    place = np.array([photos[one.photo] for one in located], dtype=np.int64)
    metres = np.array([one.error_m for one in located], dtype=np.float64)
    count = _sum(place, np.ones_like(metres), len(photos))
    everything = _sum(np.array([photos[one.photo] for one in errors]), None, len(photos))
    inside = np.array([bool(one.inside) for one in located], dtype=np.float64)
    figures = {
        "located": ratio(count, everything, weights),
        "mean_error_m": ratio(_sum(place, metres, len(photos)), count, weights),
        "median_error_m": _median(place, metres, weights),
        "inside_ellipse": ratio(_sum(place, inside, len(photos)), count, weights),
    } | {
        f"within_{limit:g}_m": ratio(
            _sum(place, (metres <= limit).astype(np.float64), len(photos)), count, weights
        )
        for limit in _WITHIN_M
    }
    return {
        "cameras": len(errors),
        "photos": len(photos),
        **{name: figure.estimate().to_json() for name, figure in figures.items()},
        "errors": [
            {"photo": one.photo, "error_m": one.error_m, "inside": one.inside} for one in errors
        ],
    }


def _error(truth: TruePosition, detections: Iterable[Mapping[str, Any]]) -> PositionError:
    around = [
        one
        for one in detections
        if one["box"][0] <= truth.x <= one["box"][2] and one["box"][1] <= truth.y <= one["box"][3]
    ]
    best = min(around, key=lambda one: area(one["box"]), default=None)
    position = None if best is None else best.get("position")
    if position is None:
        return PositionError(photo=truth.photo)
    azimuth, _, distance_m = _GEOD.inv(
        position["longitude"], position["latitude"], truth.longitude, truth.latitude
    )
    return PositionError(
        photo=truth.photo,
        error_m=round(distance_m, 2),
        inside=_is_inside(azimuth, distance_m, position),
    )


def _is_inside(azimuth_deg: float, distance_m: float, position: Mapping[str, Any]) -> bool:
    turn = math.radians(azimuth_deg - position["orientation_deg"])
    along = distance_m * math.cos(turn) / position["semi_major_m"]
    across = distance_m * math.sin(turn) / position["semi_minor_m"]
    return bool(along**2 + across**2 <= 1)


def _median(place: npt.NDArray[np.int64], metres: Floats, weights: Floats) -> Figure:
    if not metres.size:
        return Figure(value=None, draws=np.full(len(weights), np.nan))
    order = np.argsort(metres)
    cumulative = np.cumsum(weights[:, place[order]], axis=1)
    half = cumulative[:, -1:] / 2
    reached = np.argmax(cumulative >= half, axis=1)
    draws = np.where(half[:, 0] > 0, metres[order][reached], np.nan)
    return Figure(value=float(np.median(metres)), draws=draws, photos=len(np.unique(place)))


def _sum(place: npt.NDArray[np.int64], values: Floats | None, photos: int) -> Floats:
    return np.bincount(place, values, photos).astype(np.float64)
