"""How likely an observed camera is a known one: by place under both ellipses, and by type.

With the gap g between the two places, the covariances S1 and S2 of their ellipses, and the
density of cameras that no map has yet, the odds that both are one camera, not a new one, are

    odds = N(g; 0, S1 + S2) / density x agreement of the types

where N has longer tails than a normal density: a tenth of it is three times as wide.

Each known camera in reach has such odds; with 1 for a new camera they add up to what the
probabilities divide by. A vague position makes all odds small and even: that is ambiguous, and
said so, where a fixed radius would decide.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detection.record import Housing
from mapping.geometry.ellipse import CHI_SQUARE_95, to_covariance
from mapping.geometry.geodesy import offset_m
from mapping.geometry.position import Position
from mapping.matching.known import KnownCamera, KnownIndex, housings_of
from mapping.review.proposal import Proposal

__all__ = [
    "Observation",
    "log_odds",
    "normalized",
    "observation_of",
    "odds_of_pair",
    "reachable",
]

Array = npt.NDArray[np.float64]

NEW_DENSITY_PER_M2 = 1e-4
"""Cameras that no map has, where somebody photographs one: one in 10,000 m^2. Chosen on a
simulated city (`evaluation.simulation.matching_simulation`, seed 33), reported on another (8)."""

NEIGHBOUR_DENSITY_PER_M2 = 4e-4
"""Further cameras around one that is photographed: one in 2,500 m^2, for they come in groups."""

_GATE_SQUARE = -2 * math.log(0.001)
"""Beyond this squared Mahalanobis distance nothing is a candidate (one in a thousand)."""

_TAIL_SHARE = 0.1
_TAIL_SCALE = 3.0
"""One position in ten errs three times as much as its ellipse says: a mistaken type, a GPS point
thrown off by a front. Chosen on the city of seed 33, as the densities."""

_TYPES_RIGHT = 0.9
"""How often a map names the type of a camera rightly."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """A camera as photos show it; `photos` are those it was seen in."""

    id: str
    position: Position
    housing: Housing
    housing_confidence: float
    photos: frozenset[str] = frozenset()


def observation_of(proposals: Sequence[Proposal], position: Position) -> Observation:
    """Give what proposals say of the one camera that they show; the first lends its id.

    The type is that of the surest; a person's correction is certain.
    """
    surest = max(proposals, key=lambda proposal: proposal.detection.housing_confidence)
    said = proposals[0] if proposals[0].housing is not proposals[0].detection.housing else None
    return Observation(
        id=proposals[0].id,
        position=position,
        housing=(said or surest).housing,
        housing_confidence=1.0 if said else surest.detection.housing_confidence,
        photos=frozenset(proposal.photo for proposal in proposals),
    )


def reachable(observation: Observation, index: KnownIndex) -> list[KnownCamera]:
    """Give the known cameras that may be the observed one by place alone."""
    position = observation.position
    reach = _TAIL_SCALE * math.sqrt(_GATE_SQUARE / CHI_SQUARE_95)
    radius_m = reach * math.hypot(position.semi_major_m, index.largest_error_m)
    near = index.near(position.latitude, position.longitude, radius_m)
    return [camera for camera in near if _place(observation, camera)[0] <= _GATE_SQUARE]


def log_odds(observation: Observation, camera: KnownCamera) -> float:
    """Give the log odds that the observed camera is this one, against a new one."""
    _, log_density = _place(observation, camera)
    agreement = _agreement(observation.housing, observation.housing_confidence, housings_of(camera))
    return log_density - math.log(NEW_DENSITY_PER_M2) + math.log(agreement)


def odds_of_pair(one: Observation, other: Observation) -> float:
    """Give the log odds that two observations show one camera; -inf beyond the gate."""
    square, log_density = _gap(
        one.position, _covariance(one.position), other.position, _covariance(other.position)
    )
    if square > _GATE_SQUARE:
        return -math.inf
    certain = one.housing_confidence * other.housing_confidence
    allowed = frozenset() if other.housing is Housing.UNKNOWN else frozenset({other.housing})
    agreement = _agreement(one.housing, certain, allowed)
    return log_density - math.log(NEIGHBOUR_DENSITY_PER_M2) + math.log(agreement)


def _place(observation: Observation, camera: KnownCamera) -> tuple[float, float]:
    """Give how far apart the places are, and the log density of the gap with its long tails.

    The distance is the squared Mahalanobis one with respect to the tails.
    """
    known = camera.error_m**2 / CHI_SQUARE_95 * np.eye(2)
    square, log_density = _gap(
        observation.position, _covariance(observation.position), camera, known
    )
    tail_square = square / _TAIL_SCALE**2
    tail = log_density + (square - tail_square) / 2 - 2 * math.log(_TAIL_SCALE)
    both = np.logaddexp(math.log(1 - _TAIL_SHARE) + log_density, math.log(_TAIL_SHARE) + tail)
    return tail_square, float(both)


def _gap(
    one: Position, spread: Array, other: Position | KnownCamera, other_spread: Array
) -> tuple[float, float]:
    """Give the squared Mahalanobis distance and the log density of the gap (per m^2)."""
    gap = np.array(offset_m((one.latitude, one.longitude), (other.latitude, other.longitude)))
    total = spread + other_spread
    square = float(gap @ np.linalg.solve(total, gap))
    return square, -0.5 * square - math.log(2 * math.pi) - 0.5 * math.log(np.linalg.det(total))


def _covariance(position: Position) -> Array:
    return to_covariance(position.semi_major_m, position.semi_minor_m, position.orientation_deg)


def _agreement(housing: Housing, confidence: float, allowed: frozenset[Housing]) -> float:
    """Give how much more likely these two types are on one camera than on two.

    Two cameras agree by chance half of the time: fixed ones and domes are about as many.
    """
    if housing is Housing.UNKNOWN or not allowed:
        return 1.0
    right = confidence * _TYPES_RIGHT + (1 - confidence) * (1 - _TYPES_RIGHT)
    return 2 * (right if housing in allowed else 1 - right)


def normalized(logs: Sequence[float]) -> tuple[list[float], float]:
    """Turn log odds into probabilities, and give that of a new camera besides."""
    top = max([*logs, 0.0])
    odds = [math.exp(log - top) for log in logs]
    total = sum(odds) + math.exp(-top)
    return [share / total for share in odds], math.exp(-top) / total
