"""One camera in several photos: one position from all of them.

Weighted non-linear least squares over where the camera stands, where each photographer stood
and how large this camera is for its type. Each photo adds residuals, each divided by its
standard deviation:

    stated minus true photo point, east and north
    stated minus true bearing from there, turned to within half a turn
    log of (distance by apparent size / distance by the points), less the camera's own size

and the camera's own size adds one. The size counts once, not once a photo: three photos of
an unusually large camera all put it too near. Views that cross settle it.

A photo whose single estimate lies where the others together leave it a chance below 1 in 200
is an outlier: it is named and left out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import fmean

import numpy as np
import numpy.typing as npt

from mapping.geometry.adjustment import Adjustment
from mapping.geometry.ellipse import to_covariance
from mapping.geometry.geodesy import move_by, offset_m
from mapping.geometry.position import Position, locate
from mapping.geometry.sighting import Sighting
from mapping.geometry.size import housing_probabilities, size_prior

__all__ = ["Combination", "Outlier", "combine", "disagreement"]

Array = npt.NDArray[np.float64]

_OUTLIER_SQUARE = -2 * math.log(0.005)
"""Squared Mahalanobis distance that a point of a bivariate normal exceeds once in 200."""

_SUSPECT_SQUARE = -2 * math.log(0.02)

_TURN_STARTS = 8
"""Without a compass two circles cross twice: the search starts in this many directions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlier:
    """A photo that the others contradict: its place in the sequence, and by how much.

    `square` is the squared Mahalanobis distance between its own estimate and the others'.
    """

    index: int
    distance_m: float
    square: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Combination:
    """The position from all photos that agree, and the photos that do not.

    `used` and `outliers` count the sightings in the order given. Two photos that contradict
    each other cannot tell which is wrong: both are used and `agree` is false.
    """

    position: Position
    used: tuple[int, ...]
    outliers: tuple[Outlier, ...]
    agree: bool


def combine(sightings: Sequence[Sighting]) -> Combination:
    """Combine sightings of one camera; one of them alone gives its own estimate.

    Raises ValueError when there is none.
    """
    if not sightings:
        raise ValueError("combine: expected at least one sighting, got none")
    sightings = _of_one_type(sightings)
    singles = [locate(sighting) for sighting in sightings]
    used = list(range(len(sightings)))
    outliers: list[Outlier] = []
    while len(used) > 2 and _any_disagree([singles[i] for i in used]):
        worst = max((_against_others(sightings, singles, used, i) for i in used), key=_square)
        if worst.square <= _OUTLIER_SQUARE:
            break
        outliers.append(worst)
        used.remove(worst.index)
    agree = len(used) != 2 or _disagree(singles[used[0]], singles[used[1]]) <= _OUTLIER_SQUARE
    return Combination(
        position=_solve([sightings[i] for i in used], [singles[i] for i in used]),
        used=tuple(used),
        outliers=tuple(sorted(outliers, key=lambda outlier: outlier.index)),
        agree=agree,
    )


def _of_one_type(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Let the photos agree on the type first: it says how large the camera is."""
    chances = housing_probabilities(sighting.detection for sighting in sightings)
    return [
        replace(sighting, size=size_prior(chances, sighting.detection.box))
        for sighting in sightings
    ]


def disagreement(one: Position, other: Position) -> tuple[float, float]:
    """Give distance (m) and squared Mahalanobis distance of two independent positions."""
    gap = np.array(offset_m((one.latitude, one.longitude), (other.latitude, other.longitude)))
    covariance = _covariance(one) + _covariance(other)
    return float(np.hypot(*gap)), float(gap @ np.linalg.solve(covariance, gap))


def _disagree(one: Position, other: Position) -> float:
    return disagreement(one, other)[1]


def _any_disagree(singles: Sequence[Position]) -> bool:
    """Whether any two differ enough to look for an outlier: once in 50 honest pairs."""
    return any(_disagree(one, other) > _SUSPECT_SQUARE for one, other in combinations(singles, 2))


def _square(outlier: Outlier) -> float:
    return outlier.square


def _covariance(position: Position) -> Array:
    return to_covariance(position.semi_major_m, position.semi_minor_m, position.orientation_deg)


def _against_others(
    sightings: Sequence[Sighting], singles: Sequence[Position], used: Sequence[int], index: int
) -> Outlier:
    rest = [i for i in used if i != index]
    others = _solve([sightings[i] for i in rest], [singles[i] for i in rest])
    distance_m, square = disagreement(singles[index], others)
    return Outlier(index=index, distance_m=distance_m, square=square)


def _solve(sightings: Sequence[Sighting], singles: Sequence[Position]) -> Position:
    if len(sightings) == 1:
        return singles[0]
    adjustment = Adjustment.of(sightings)
    (east_m, north_m), ellipse = adjustment.solve(_starts_m(adjustment.origin, singles))
    latitude, longitude = move_by(*adjustment.origin, east_m=float(east_m), north_m=float(north_m))
    return Position(
        latitude=latitude,
        longitude=longitude,
        semi_major_m=ellipse.semi_major_m,
        semi_minor_m=ellipse.semi_minor_m,
        orientation_deg=ellipse.orientation_deg,
        bearing_deg=None,
        distance_m=None,
    )


def _starts_m(
    origin: tuple[float, float], singles: Sequence[Position]
) -> list[tuple[float, float]]:
    """Start from the middle of the single estimates; from around every ring besides."""
    places = [offset_m(origin, (single.latitude, single.longitude)) for single in singles]
    starts = [(fmean(place[0] for place in places), fmean(place[1] for place in places))]
    for (east_m, north_m), single in zip(places, singles, strict=True):
        if single.is_ring and single.distance_m is not None:
            starts += [
                (
                    east_m + single.distance_m * math.sin(math.tau * turn / _TURN_STARTS),
                    north_m + single.distance_m * math.cos(math.tau * turn / _TURN_STARTS),
                )
                for turn in range(_TURN_STARTS)
            ]
    return starts
