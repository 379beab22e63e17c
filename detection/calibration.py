"""From the scores of a network to probabilities.

A network's scores put boxes in order, but a score of .3 is not right in three cases of ten. The
logistic curve over the score's logit (Platt, "Probabilistic Outputs for Support Vector Machines",
1999) mends that with two numbers, measured on photos that the network was not trained on.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Calibration"]

_NEAREST = 1e-6
"""How near to 0 and 1 a score may come: beyond, its logit would be endless."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """`probability = logistic(slope * logit(score) + intercept)`; as it stands, it changes nothing.

    `housing_power` is what class scores are raised to before they are shared out among the
    types: above 1 it makes types surer, below 1 less sure. Raises ValueError unless slope and
    power are above zero.
    """

    slope: float = 1.0
    intercept: float = 0.0
    housing_power: float = 1.0

    def __post_init__(self) -> None:
        if not (self.slope > 0 and self.housing_power > 0 and math.isfinite(self.intercept)):
            raise ValueError(f"slope and housing_power must be above zero: {self}")

    def probability(self, score: float) -> float:
        """How likely a box with this score shows a camera."""
        return _logistic(self.slope * _logit(score) + self.intercept)

    def score(self, probability: float) -> float:
        """The score that has this probability."""
        return _logistic((_logit(probability) - self.intercept) / self.slope)

    def housing_probability(self, scores: Sequence[float], housing: int) -> float:
        """How likely a camera with these class scores is of the type at a place among them."""
        highest = max(scores)
        shares = [(score / highest) ** self.housing_power for score in scores]
        return float(shares[housing] / sum(shares))


def _logit(probability: float) -> float:
    bounded = min(max(probability, _NEAREST), 1 - _NEAREST)
    return math.log(bounded / (1 - bounded))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
