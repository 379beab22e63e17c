"""Photos of one upload that show the same camera, grouped without asking a person.

Detections are joined from the likeliest pair on, as long as the mean log odds between two
groups speak for one camera and no photo is in both: two cameras in one photo are two.
"""

import math
from collections.abc import Sequence
from itertools import combinations

from mapping.likelihood import Observation, odds_of_pair

__all__ = ["group"]


def group(observations: Sequence[Observation]) -> list[tuple[int, ...]]:
    """Give groups of indexes, each one camera, in the order of their first observation."""
    odds = {
        (one, other): odds_of_pair(observations[one], observations[other])
        for one, other in combinations(range(len(observations)), 2)
    }
    groups: dict[int, tuple[int, ...]] = {number: (number,) for number in range(len(observations))}
    while True:
        best, pair = 0.0, None
        for one, other in combinations(groups, 2):
            if _share_a_photo(observations, groups[one], groups[other]):
                continue
            mean = _mean_odds(odds, groups[one], groups[other])
            if mean > best:
                best, pair = mean, (one, other)
        if pair is None:
            return sorted(groups.values())
        groups[pair[0]] = tuple(sorted(groups[pair[0]] + groups.pop(pair[1])))


def _share_a_photo(
    observations: Sequence[Observation], one: Sequence[int], other: Sequence[int]
) -> bool:
    photos = [
        frozenset[str]().union(*(observations[number].photos for number in numbers))
        for numbers in (one, other)
    ]
    return bool(photos[0] & photos[1])


def _mean_odds(
    odds: dict[tuple[int, int], float], one: Sequence[int], other: Sequence[int]
) -> float:
    pairs = [odds[min(a, b), max(a, b)] for a in one for b in other]
    return math.fsum(pairs) / len(pairs) if all(map(math.isfinite, pairs)) else -math.inf
