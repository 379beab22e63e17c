"""The bootstrap over photos: how far a figure would move with other photos of the same kind.

The photos of a dataset are drawn again with replacement, many times (Efron and Tibshirani,
"An Introduction to the Bootstrap", 1993). Photos, not boxes, are the unit, since boxes in one
photo share its light, distance and street. All figures of all models use the same draws, so
that differences between models can be taken draw by draw (the paired bootstrap).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["DRAWS", "Estimate", "Figure", "draw_weights", "ratio", "ratios"]

DRAWS = 1000
"""How often the photos are drawn."""

_Z = 1.959963984540054
"""The standard normal quantile of .975."""

_OUTERMOST = 0.001
_FEWEST_PHOTOS = 3

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """A figure and its 95% interval; None where the photos hold nothing to measure it on."""

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

    `photos` is the number of photos that it rests on, None where that is not known. Where it is
    the share of these photos that something holds of, `counts_photos` says so; where it is a
    mean number, without an upper bound, `unbounded`.
    """

    value: float | None
    draws: Floats
    photos: int | None = None
    counts_photos: bool = False
    unbounded: bool = False

    def estimate(self) -> Estimate:
        """Give the figure with its interval.

        It is the bias-corrected and accelerated percentile interval (Efron, "Better Bootstrap
        Confidence Intervals", 1987), with the acceleration taken from the skewness of the
        draws, and widened by sqrt(n / (n - 1)), since draws of n photos vary too little by that
        (Hesterberg, "What Teachers Should Know About the Bootstrap", 2015), and for a mean number
        by Student's t, since nothing bounds its spread as 0 and 1 do that of a share. A share of
        photos has Wilson's interval (1927) instead. So has a figure where nothing or everything
        is right, with photos as trials: there all draws agree and would promise certainty. One
        or two photos give no other interval.
        """
        defined = self.draws[np.isfinite(self.draws)]
        if self.value is None or not defined.size:
            return Estimate(value=self.value, low=None, high=None)
        all_agree = self.value in {0.0, 1.0} and bool((defined == self.value).all())
        if self.photos and (self.counts_photos or all_agree):
            low, high = _wilson(self.value, self.photos)
        elif self.photos is not None and self.photos < _FEWEST_PHOTOS:
            return Estimate(value=self.value, low=None, high=None)
        else:
            low, high = np.quantile(defined, self._levels(self.value, defined))
            low, high = min(low, self.value), max(high, self.value)
        return Estimate(value=self.value, low=float(low), high=float(high))

    def _levels(self, value: float, draws: Floats) -> tuple[float, float]:
        """Give the two shares of the draws between which 95% lie once bias and skew are mended."""
        from scipy.special import ndtr, ndtri, stdtrit  # noqa: PLC0415 - the app starts without

        below = ((draws < value).mean() + (draws <= value).mean()) / 2
        bias = ndtri(np.clip(below, _OUTERMOST, 1 - _OUTERMOST))
        spread = draws.std()
        skewness = ((draws - draws.mean()) ** 3).mean() / spread**3 if spread > 0 else 0.0
        reach = _Z
        if self.photos and self.photos > 1:
            reach = float(stdtrit(self.photos - 1, 0.975)) if self.unbounded else _Z
            reach *= math.sqrt(self.photos / (self.photos - 1))
        low, high = (
            float(ndtr(bias + (bias + z) / (1 - skewness / 6 * (bias + z))))
            for z in (-reach, reach)
        )
        return low, high

    def minus(self, other: "Figure") -> "Figure":
        """Give the difference, draw by draw."""
        value = None if self.value is None or other.value is None else self.value - other.value
        photos = None if self.photos is None or other.photos is None else self.photos
        return Figure(
            value=value, draws=self.draws - other.draws, photos=photos, unbounded=self.unbounded
        )


def draw_weights(photo_count: int, draws: int = DRAWS, seed: int = 0) -> Floats:
    """Give weights `[R, P]`: how often each draw holds each photo; each row sums to P."""
    generator = np.random.default_rng(seed)
    shares = np.full(photo_count, 1.0 / photo_count)
    return generator.multinomial(photo_count, shares, size=draws).astype(np.float64)


def ratio(numerator: Floats, denominator: Floats, weights: Floats) -> Figure:
    """Give the sum of `numerator` `[P]` over that of `denominator` `[P]`, both per photo."""
    return ratios({"": (numerator, denominator)}, weights)[""]


def ratios(parts: Mapping[str, tuple[Floats, Floats]], weights: Floats) -> dict[str, Figure]:
    """Give several ratios by name; all at once, since reading the weights takes the time."""
    sums = weights @ np.stack([column for part in parts.values() for column in part], axis=1)
    figures = {}
    for place, (name, (numerator, denominator)) in enumerate(parts.items()):
        above, below = sums[:, 2 * place], sums[:, 2 * place + 1]
        total = float(denominator.sum())
        figures[name] = Figure(
            value=float(numerator.sum()) / total if total else None,
            draws=np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0),
            photos=int(np.count_nonzero(denominator)),
        )
    return figures


def _wilson(share: float, trials: int) -> tuple[float, float]:
    z2 = _Z**2
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    reach = math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    reach *= math.sqrt(z2) / (1 + z2 / trials)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
