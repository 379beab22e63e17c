"""How big a housing is: log-normal priors of its apparent size, the ruler for its distance.

The ruler is the geometric mean of what is seen, sqrt(width x height): of height, width, long
side and geometric mean it varies least when a housing is turned, tilted and seen from below.
`python -m evaluation.simulation.housing_sizes` computes mean and spread from the dimensions on
makers' data sheets; docs/positions.md names the models.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detection.record import Box, Detection, Housing

__all__ = ["OwnSize", "SizePrior", "apparent_size_px", "housing_probabilities", "size_prior"]

_MODELS_SIGMA = 0.10
_BOX_FIT_SIGMA = 0.10
"""What the data sheets leave out, as spreads of the logarithm: other models, and how tightly a
box is drawn, with or without the bracket."""

_EDGE_SIGMA_PX = 1.5
"""One side of a box: drawn boxes lie within 2 to 4 px of each other (95%)."""

_SEEN_M = {
    Housing.BULLET: (0.176, 0.227, 0.101),
    Housing.BOX: (0.273, 0.230, 0.099),
    Housing.DOME: (0.134, 0.119, 0.067),
    Housing.TURRET: (0.120, 0.112, 0.066),
    Housing.PTZ: (0.254, 0.071, 0.065),
    Housing.ALPR: (0.222, 0.222, 0.117),
}
"""Median in metres, spread of the logarithm, and the part of the spread that is the camera's own,
the same from all sides; from `evaluation.simulation.housing_sizes`."""

_LEAST_CHANCE = 0.01
"""No classifier is so certain that a second photo could not change its mind."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnSize:
    """How large a camera of one type may be: the type's chance, and a normal of the logarithm.

    `log_mean` counts from that of the whole prior. Turns and boxes are not in it.
    """

    chance: float
    log_mean: float
    log_sigma: float


@dataclass(frozen=True, kw_only=True, slots=True)
class SizePrior:
    """A log-normal size in metres: mean and standard deviation of its natural logarithm.

    `own` is the part of it that does not change from photo to photo, by type.
    """

    log_mean: float
    log_sigma: float
    own: tuple[OwnSize, ...]

    @property
    def own_log_sigma(self) -> float:
        """Standard deviation of the camera's own part, of all types together."""
        return math.sqrt(
            sum(type_.chance * (type_.log_sigma**2 + type_.log_mean**2) for type_ in self.own)
        )


def housing_probabilities(detections: Iterable[Detection]) -> dict[Housing, float]:
    """Give how likely each type is when these detections show one and the same camera.

    A detection is right with its `housing_confidence` and else means any other type alike;
    one of unknown type says nothing. The detections count as independent.
    """
    logs = dict.fromkeys(_SEEN_M, 0.0)
    for found in detections:
        if found.housing is Housing.UNKNOWN:
            continue
        right = min(max(found.housing_confidence, _LEAST_CHANCE), 1 - _LEAST_CHANCE)
        wrong = (1 - right) / (len(_SEEN_M) - 1)
        for housing in logs:
            logs[housing] += math.log(right if housing is found.housing else wrong)
    top = max(logs.values())
    shares = {housing: math.exp(log - top) for housing, log in logs.items()}
    total = sum(shares.values())
    return {housing: share / total for housing, share in shares.items()}


def size_prior(probabilities: Mapping[Housing, float], box: Box) -> SizePrior:
    """Give the prior of the apparent size: mean and variance of the mixture of the types."""
    mean = sum(p * math.log(_SEEN_M[h][0]) for h, p in probabilities.items())
    variance = sum(
        p * (_SEEN_M[h][1] ** 2 + (math.log(_SEEN_M[h][0]) - mean) ** 2)
        for h, p in probabilities.items()
    )
    variance += _MODELS_SIGMA**2 + _BOX_FIT_SIGMA**2 + _box_log_variance(box)
    own = tuple(
        OwnSize(
            chance=p,
            log_mean=math.log(_SEEN_M[h][0]) - mean,
            log_sigma=math.hypot(_SEEN_M[h][2], _MODELS_SIGMA),
        )
        for h, p in probabilities.items()
    )
    return SizePrior(log_mean=mean, log_sigma=math.sqrt(variance), own=own)


def apparent_size_px(box: Box) -> float:
    """Give the geometric mean of a box's sides in pixels."""
    x1, y1, x2, y2 = box
    return math.sqrt((x2 - x1) * (y2 - y1))


def _box_log_variance(box: Box) -> float:
    """Variance of log sqrt(w h) when each of the four edges errs by `_EDGE_SIGMA_PX`."""
    x1, y1, x2, y2 = box
    side_variance = 2 * _EDGE_SIGMA_PX**2
    return side_variance / 4 * (1 / (x2 - x1) ** 2 + 1 / (y2 - y1) ** 2)
