"""How big a housing is: log-normal priors of its apparent size, the ruler for its distance.

The ruler is the geometric mean of what is seen, sqrt(width x height): of height, width, long
side and geometric mean it varies least when a housing is turned, tilted and seen from below.
`python -m evaluation.housing_sizes` computes mean and spread from the dimensions on makers'
data sheets; docs/positions.md names the models.
"""

import math
from dataclasses import dataclass

from detection.record import Box, Detection, Housing

__all__ = ["SizePrior", "apparent_size_px", "size_prior"]

_VARIETY_SIGMA = 0.14
"""What the data sheets leave out, as a spread of the logarithm: other models (0.10), and how
tightly a box is drawn, with or without the bracket (0.10)."""

_EDGE_SIGMA_PX = 1.5
"""One side of a box: drawn boxes lie within 2 to 4 px of each other (95 %)."""

_SEEN_M = {
    Housing.BULLET: (0.176, 0.227),
    Housing.BOX: (0.273, 0.230),
    Housing.DOME: (0.134, 0.119),
    Housing.TURRET: (0.120, 0.112),
    Housing.PTZ: (0.254, 0.071),
    Housing.ALPR: (0.222, 0.222),
    Housing.UNKNOWN: (0.188, 0.356),
}
"""Median in metres and spread of the logarithm, from `evaluation.housing_sizes`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SizePrior:
    """A log-normal size in metres: mean and standard deviation of its natural logarithm."""

    log_mean: float
    log_sigma: float


def size_prior(detection: Detection) -> SizePrior:
    """Give the prior of the housing's apparent size, wider the less certain its type is.

    With probability `housing_confidence` the housing is of its type, else of any: the prior
    takes mean and variance of that mixture.
    """
    certain = detection.housing_confidence
    own_mean, own_var = _log_moments(detection.housing)
    any_mean, any_var = _log_moments(Housing.UNKNOWN)
    mean = certain * own_mean + (1 - certain) * any_mean
    between = certain * (1 - certain) * (own_mean - any_mean) ** 2
    variance = certain * own_var + (1 - certain) * any_var + between
    variance += _VARIETY_SIGMA**2 + _box_log_variance(detection.box)
    return SizePrior(log_mean=mean, log_sigma=math.sqrt(variance))


def apparent_size_px(box: Box) -> float:
    """Give the geometric mean of a box's sides in pixels."""
    x1, y1, x2, y2 = box
    return math.sqrt((x2 - x1) * (y2 - y1))


def _log_moments(housing: Housing) -> tuple[float, float]:
    median_m, sigma = _SEEN_M[housing]
    return math.log(median_m), sigma**2


def _box_log_variance(box: Box) -> float:
    """Variance of log sqrt(w h) when each of the four edges errs by `_EDGE_SIGMA_PX`."""
    x1, y1, x2, y2 = box
    side_variance = 2 * _EDGE_SIGMA_PX**2
    return side_variance / 4 * (1 / (x2 - x1) ** 2 + 1 / (y2 - y1) ** 2)
