"""The bootstrap over photos: how far a figure would move with other photos of the same kind.

The photos of a dataset are drawn again with replacement, many times (Efron and Tibshirani,
"An Introduction to the Bootstrap", 1993). Photos, not boxes, are the unit, since boxes in one
photo share its light, distance and street. All figures of all models use the same draws, so
that differences between models can be taken draw by draw (the paired bootstrap).
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["DRAWS", "Estimate", "Figure", "draw_weights", "ratio"]

DRAWS = 1000
"""How often the photos are drawn."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """A figure and its 95 % interval; None where the photos hold nothing to measure it on."""

    value: float | None
    low: float | None
    high: float | None

    def to_json(self) -> dict[str, float | None]:
        """Give the estimate as a JSON object."""
        return {
            "value": _rounded(self.value),
            "low": _rounded(self.low),
            "high": _rounded(self.high),
        }


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Figure:
    """A figure measured on the photos as they are, and on each draw `[R]` (NaN: undefined).

    `photos` is the number of photos that it rests on, None where that is not known.
    """

    value: float | None
    draws: Floats
    photos: int | None = None

    def estimate(self) -> Estimate:
        """Give the figure with its percentile interval.

        Where nothing or everything is right, all draws agree and would promise certainty; there
        the interval is Wilson's (1927), with photos as trials.
        """
        defined = self.draws[np.isfinite(self.draws)]
        if self.value is None or not defined.size:
            return Estimate(value=self.value, low=None, high=None)
        low, high = np.percentile(defined, [2.5, 97.5])
        if self.photos and self.value in {0.0, 1.0} and low == high == self.value:
            low, high = _wilson(self.value, self.photos)
        return Estimate(value=self.value, low=float(low), high=float(high))

    def minus(self, other: "Figure") -> "Figure":
        """Give the difference, draw by draw."""
        value = None if self.value is None or other.value is None else self.value - other.value
        return Figure(value=value, draws=self.draws - other.draws)


def draw_weights(photo_count: int, draws: int = DRAWS, seed: int = 0) -> Floats:
    """Give weights `[R, P]`: how often each draw holds each photo; each row sums to P."""
    generator = np.random.default_rng(seed)
    shares = np.full(photo_count, 1.0 / photo_count)
    return generator.multinomial(photo_count, shares, size=draws).astype(np.float64)


def ratio(numerator: Floats, denominator: Floats, weights: Floats) -> Figure:
    """Give the sum of `numerator` `[P]` over that of `denominator` `[P]`, both per photo."""
    total = float(denominator.sum())
    below = weights @ denominator
    draws = np.divide(weights @ numerator, below, out=np.full(len(below), np.nan), where=below > 0)
    return Figure(
        value=float(numerator.sum()) / total if total else None,
        draws=draws,
        photos=int(np.count_nonzero(denominator)),
    )


def _wilson(share: float, trials: int) -> tuple[float, float]:
    z2 = 1.959964**2
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    reach = math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    reach *= math.sqrt(z2) / (1 + z2 / trials)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
