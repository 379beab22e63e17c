"""The adjustment behind `combination`: unknowns, least squares, and what lies around them.

The unknowns of k photos are, in metres east and north of a common origin, the camera and each
photo point, then the logarithm of how large this camera is against the mean of its prior, and
its height above the eye. Weighted non-linear least squares finds the best of them, and its
normal matrix how far others are likely. That matrix is only a first guess of the errors, for
the reasons that `position` gives: so a sample is drawn from it, wider and with heavier tails (a
multivariate t distribution), and each draw is weighted by how well it really fits (importance
sampling).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
import numpy.typing as npt

from mapping.geometry.ellipse import Ellipse, from_samples
from mapping.geometry.geodesy import offset_m
from mapping.geometry.sighting import ABOVE_EYE_M, HEADING_SIGMA_DEG, Sighting
from mapping.geometry.size import SizePrior

__all__ = ["Adjustment"]

Array = npt.NDArray[np.float64]

_SAMPLE_COUNT = 2048
_SAMPLE_SEED = 20260502
_TAIL = 5.0
_WIDENING = 1.2
"""The sample's t distribution: degrees of freedom, and its scale over that of least squares."""

_LEAST_EFFECTIVE = 50.0
"""A sample whose weights say less than this many even ones is no measure of what is likely."""

_RIVAL_COST = 4.0
_RIVAL_DISTANCE_M = 1.0
"""Another minimum counts if it is this far away and fits no worse than exp(-4) times."""

_LEAST_DISTANCE_M = 0.3

_STEEPEST = 1e4
"""No residual may change by more than this for a metre (sigmas): a tenth of a millimetre."""

_NOWHERE_M = 300.0
"""Keeps the sample finite along a circle, where rings say nothing of the direction."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Adjustment:
    """What k photos of one camera say, arrays of shape (k,) or (k, 2).

    Metres count from `origin` (latitude, longitude). Angles are radians; `bearing` is NaN
    where unknown, `doubt` is what an unknown north adds to the compass (1 sigma). `log_sigma`
    is what changes the apparent size from photo to photo, `size` what does not.
    """

    origin: tuple[float, float]
    points_m: Array
    gps_sigma_m: Array
    bearing: Array
    doubt: Array
    log_range: Array
    log_sigma: Array
    size: SizePrior

    @classmethod
    def of(cls, sightings: Sequence[Sighting]) -> Self:
        """Lay the sightings out around the first photo point; they agree on the type."""
        origin = (sightings[0].latitude, sightings[0].longitude)
        bearings = [math.nan if s.bearing_deg is None else s.bearing_deg for s in sightings]
        doubts = [s.heading.reference_sigma_deg if s.heading else 0.0 for s in sightings]
        size = sightings[0].size
        return cls(
            origin=origin,
            points_m=np.array([offset_m(origin, (s.latitude, s.longitude)) for s in sightings]),
            gps_sigma_m=np.array([s.gps_sigma_m for s in sightings]),
            bearing=np.radians(bearings),
            doubt=np.radians(doubts),
            log_range=np.log([s.range_m for s in sightings]),
            log_sigma=np.sqrt([s.range_log_variance - size.own_log_sigma**2 for s in sightings]),
            size=size,
        )

    def solve(self, starts_m: Sequence[tuple[float, float]]) -> tuple[Array, Ellipse]:
        """Give the camera's place (east, north; m) and the ellipse that holds 95%.

        The problem may have several minima, so it starts from each of the places given.
        """
        minima = self._minima(starts_m)
        draws, log_density = _draw(minima)
        fit = -0.5 * (self._residuals(draws) ** 2).sum(axis=1) + self._log_prior(draws)
        return from_samples(draws[:, :2], _weights(fit - log_density))

    def _minima(self, starts_m: Sequence[tuple[float, float]]) -> list[tuple[Array, Array]]:
        """Give each distinct minimum of the squared residuals and its covariance."""
        from scipy.optimize import least_squares  # noqa: PLC0415 - slow to import

        tail = [*self.points_m.ravel(), 0.0, ABOVE_EYE_M[0]]
        found = sorted(
            (
                least_squares(self._normal_residuals, [*start, *tail], method="lm")
                for start in starts_m
            ),
            key=lambda result: float(result.cost),
        )
        kept: list[tuple[Array, Array]] = []
        for result in found:
            near = [np.hypot(*(result.x - x)[:2]) < _RIVAL_DISTANCE_M for x, _ in kept]
            if result.cost - found[0].cost < _RIVAL_COST and not any(near):
                kept.append((result.x, _covariance(result.jac)))
        return kept

    def _normal_residuals(self, unknowns: Array) -> Array:
        """Give the residuals of one set of unknowns, the compass taken as a normal one."""
        low, high = np.radians(HEADING_SIGMA_DEG)
        variance = (high**3 - low**3) / (3 * (high - low)) + self.doubt**2
        turn, other = self._misfits(unknowns[None, :])
        own = unknowns[-2:-1] / self.size.own_log_sigma
        return np.concatenate([(turn / np.sqrt(variance))[0], other[0], own])

    def _residuals(self, unknowns: Array) -> Array:
        """Give residuals, shape (n, r), for unknowns of shape (n, m), with the real compass."""
        turn, other = self._misfits(unknowns)
        return np.concatenate([_compass_residual(turn, self.doubt), other], axis=1)

    def _log_prior(self, unknowns: Array) -> Array:
        """Give what is likely before any photo is looked at, as a logarithm, shape (n,).

        The camera has one of the types, with its sizes. And it is photographed from any
        distance alike, so that the odds of a photo point per area fall with the distance: even
        odds per area would put every camera further away than its size says.
        """
        own = unknowns[:, -2]
        sizes = sum(
            type_.chance
            / type_.log_sigma
            * np.exp(-0.5 * ((own - type_.log_mean) / type_.log_sigma) ** 2)
            for type_ in self.size.own
        )
        points_m = unknowns[:, 2:-2].reshape(len(unknowns), -1, 2)
        away_m = np.hypot(*np.moveaxis(unknowns[:, None, :2] - points_m, 2, 0))
        nearness = np.log(np.maximum(away_m, _LEAST_DISTANCE_M)).sum(axis=1)
        result: Array = np.log(np.maximum(sizes, 1e-300)) - nearness
        return result

    def _misfits(self, unknowns: Array) -> tuple[Array, Array]:
        """Give how far each bearing is off (radians) and the other residuals in sigmas."""
        camera_m, own_size, above_m = unknowns[:, :2], unknowns[:, -2:-1], unknowns[:, -1:]
        points_m = unknowns[:, 2:-2].reshape(len(unknowns), -1, 2)
        away_m = camera_m[:, None, :] - points_m
        turn = np.arctan2(away_m[..., 0], away_m[..., 1]) - self.bearing
        turn = np.nan_to_num(np.arctan2(np.sin(turn), np.cos(turn)))
        range_m = np.sqrt((away_m**2).sum(axis=2) + above_m**2)
        gps = (points_m - self.points_m) / self.gps_sigma_m[:, None]
        size = (self.log_range + own_size - np.log(range_m)) / self.log_sigma
        height = (above_m - ABOVE_EYE_M[0]) / ABOVE_EYE_M[1]
        return turn, np.concatenate([gps.reshape(len(unknowns), -1), size, height], axis=1)


def _weights(log_weight: Array) -> Array:
    """Give weights that add up to 1, shape (n,), evened out where a few of them say it all.

    Photos that hardly fit together leave most of a sample without weight. Then the few draws
    left would promise a certainty that nobody has; a power below one of the weights keeps it
    wide.
    """
    log_weight = log_weight - log_weight.max()
    low, high = 0.0, 1.0
    if _effective(log_weight) < _LEAST_EFFECTIVE:
        for _ in range(20):
            power = (low + high) / 2
            low, high = (
                (power, high)
                if _effective(power * log_weight) >= _LEAST_EFFECTIVE
                else (low, power)
            )
        log_weight = low * log_weight
    weight = np.exp(log_weight)
    result: Array = weight / weight.sum()
    return result


def _effective(log_weight: Array) -> float:
    """Give how many even weights say as much (Kish's effective sample size)."""
    weight = np.exp(log_weight)
    return float(weight.sum() ** 2 / (weight**2).sum())


def _covariance(jacobian: Array) -> Array:
    nothing = np.eye(jacobian.shape[1]) / _NOWHERE_M**2
    # where photos contradict each other a photo point may fall onto the camera; its bearing then
    # changes so fast that nothing else could be told from the rounding errors
    steepness = np.linalg.norm(jacobian, axis=1, keepdims=True)
    jacobian = jacobian / np.maximum(1.0, steepness / _STEEPEST)
    covariance = np.linalg.inv(jacobian.T @ jacobian + nothing)
    return np.asarray((covariance + covariance.T) / 2, dtype=np.float64)


def _compass_residual(turn: Array, doubt: Array) -> Array:
    """Give r with r^2 = -2 log(p(turn) / p(0)), for a compass of unknown spread.

    Averaged over spreads s between a and b, the normal density of an error t is
    proportional to E1(t^2 / 2 b^2) - E1(t^2 / 2 a^2), and to 2 log(b / a) at zero.
    """
    from scipy.special import exp1  # noqa: PLC0415 - slow to import

    low, high = (_wider(np.radians(sigma), doubt) for sigma in HEADING_SIGMA_DEG)
    half_square = np.maximum(turn**2, 1e-12) / 2
    density = (exp1(half_square / high**2) - exp1(half_square / low**2)) / (2 * np.log(high / low))
    residual: Array = np.sqrt(np.maximum(-2 * np.log(np.maximum(density, 1e-300)), 0))
    return residual


def _wider(sigma: float, doubt: Array) -> Array:
    result: Array = np.hypot(sigma, doubt)
    return result


def _draw(minima: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Draw around each minimum in turn; give the draws (n, m) and their log density."""
    dimensions = len(minima[0][0])
    normal, stretch = _t_quantiles(dimensions)
    factors = [_WIDENING * np.linalg.cholesky(cov) for _, cov in minima]
    share = len(normal) // len(minima)
    draws = np.concatenate(
        [
            centre + (normal[:share] * stretch[:share, None]) @ factor.T
            for (centre, _), factor in zip(minima, factors, strict=True)
        ]
    )
    log_densities = []
    for (centre, _), factor in zip(minima, factors, strict=True):
        square = (np.linalg.solve(factor, (draws - centre).T) ** 2).sum(axis=0)
        log_scale = np.log(np.diag(factor)).sum()
        log_densities.append(-log_scale - (_TAIL + dimensions) / 2 * np.log1p(square / _TAIL))
    return draws, np.logaddexp.reduce(log_densities, axis=0)


@lru_cache
def _t_quantiles(dimensions: int) -> tuple[Array, Array]:
    """Give normal quantiles (n, dimensions) and the stretch (n,) that makes them t ones."""
    from scipy.special import gammaincinv, ndtri  # noqa: PLC0415 - slow to import
    from scipy.stats import qmc  # noqa: PLC0415

    sobol = qmc.Sobol(dimensions + 1, rng=np.random.default_rng(_SAMPLE_SEED))
    uniform = sobol.random(_SAMPLE_COUNT)
    chi_square = 2 * gammaincinv(_TAIL / 2, uniform[:, -1])
    return ndtri(uniform[:, :-1]), np.sqrt(_TAIL / chi_square)
