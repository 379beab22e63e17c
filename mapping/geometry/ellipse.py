"""Error ellipses: between covariances, samples and the axes that a map draws.

Distances are metres in a plane of (east, north); bearings are degrees from north.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["CHI_SQUARE_95", "Ellipse", "from_covariance", "from_samples", "to_covariance"]

Array = npt.NDArray[np.float64]

CHI_SQUARE_95 = -2 * math.log(0.05)
"""Squared scale of a bivariate normal's 95% ellipse: the chi-square quantile, 2 degrees."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ellipse:
    """Semi-axes in metres and the bearing of the major one, from 0 up to 180 degrees."""

    semi_major_m: float
    semi_minor_m: float
    orientation_deg: float


def from_covariance(covariance: Array, square_scale: float = CHI_SQUARE_95) -> Ellipse:
    """Give the ellipse (x - m)' C^-1 (x - m) = square_scale of a 2 x 2 covariance (m^2)."""
    east, north, cross = covariance[0, 0], covariance[1, 1], covariance[0, 1]
    middle, half = (east + north) / 2, math.hypot((east - north) / 2, cross)
    orientation_deg = math.degrees(math.atan2(2 * cross, north - east)) / 2
    return Ellipse(
        semi_major_m=math.sqrt(square_scale * (middle + half)),
        semi_minor_m=math.sqrt(square_scale * max(middle - half, 0.0)),
        orientation_deg=orientation_deg % 180,
    )


def to_covariance(semi_major_m: float, semi_minor_m: float, orientation_deg: float) -> Array:
    """Give the 2 x 2 covariance (m^2, east then north) whose 95% ellipse has these axes."""
    major, minor = semi_major_m**2 / CHI_SQUARE_95, semi_minor_m**2 / CHI_SQUARE_95
    sine = math.sin(math.radians(orientation_deg))
    cosine = math.cos(math.radians(orientation_deg))
    cross = (major - minor) * sine * cosine
    return np.array(
        [
            [major * sine**2 + minor * cosine**2, cross],
            [cross, major * cosine**2 + minor * sine**2],
        ]
    )


def from_samples(points: Array, weights: Array | None = None) -> tuple[Array, Ellipse]:
    """Give the mean of samples, shape (n, 2), and the ellipse that holds 95% of them.

    The shape is that of their covariance; the size is where 95% of the samples (of their
    `weights`, which add up to 1) lie inside, which for a curved or skewed cloud is not where
    a normal distribution would have it.
    """
    if weights is None:
        weights = np.full(len(points), 1 / len(points))
    mean = weights @ points
    centred = points - mean
    covariance = (centred.T * weights) @ centred
    squares = (centred.T * np.linalg.solve(covariance, centred.T)).sum(axis=0)
    order = np.argsort(squares)
    held = int(np.searchsorted(np.cumsum(weights[order]), 0.95))
    return mean, from_covariance(covariance, float(squares[order[min(held, len(order) - 1)]]))
