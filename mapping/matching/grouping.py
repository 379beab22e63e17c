"""Photos of one upload that show the same camera, grouped without asking a person.

Detections are joined from the likeliest pair on, as long as the mean log odds between two
groups speak for one camera and no photo is in both: two cameras in one photo are two.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from mapping.matching.likelihood import Observation, odds_of_pair

__all__ = ["group"]

_Odds = Mapping[tuple[int, int], float]

_METRES_A_DEGREE = 110_500.0
_REACH = 2.2
"""Ellipses whose major axes, this much longer, do not touch are no pair (see `likelihood`)."""


def group(observations: Sequence[Observation]) -> list[tuple[int, ...]]:
    """Give groups of indexes, each one camera, in the order of their first observation."""
    odds = {
        (one, other): odds_of_pair(observations[one], observations[other])
        for one, other in _near_pairs(observations)
    }
    joined = {pair for pair, each in odds.items() if math.isfinite(each)}
    groups: list[tuple[int, ...]] = []
    for component in _components(len(observations), joined):
        groups += _group_component(observations, component, odds)
    return sorted(groups)


def _near_pairs(observations: Sequence[Observation]) -> Iterator[tuple[int, int]]:
    """Give pairs that are near enough in latitude, from south to north."""
    largest_m = max((each.position.semi_major_m for each in observations), default=0.0)
    reach = _REACH * 2 * largest_m / _METRES_A_DEGREE
    order = sorted(range(len(observations)), key=lambda n: observations[n].position.latitude)
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            gap = observations[other].position.latitude - observations[one].position.latitude
            if gap > reach:
                break
            yield min(one, other), max(one, other)


def _components(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Give the sets of numbers that pairs connect."""
    neighbours: dict[int, set[int]] = {number: set() for number in range(count)}
    for one, other in pairs:
        neighbours[one].add(other)
        neighbours[other].add(one)
    seen: set[int] = set()
    components = []
    for start in range(count):
        if start in seen:
            continue
        reached, waiting = {start}, [start]
        while waiting:
            found = neighbours[waiting.pop()] - reached
            reached |= found
            waiting += found
        seen |= reached
        components.append(sorted(reached))
    return components


def _group_component(
    observations: Sequence[Observation], numbers: Sequence[int], odds: _Odds
) -> list[tuple[int, ...]]:
    groups: dict[int, tuple[int, ...]] = {number: (number,) for number in numbers}
    while True:
        best, pair = 0.0, None
        for one, other in combinations(groups, 2):
            mean = _mean_odds(odds, groups[one], groups[other])
            if mean > best and not _share_a_photo(observations, groups[one], groups[other]):
                best, pair = mean, (one, other)
        if pair is None:
            return list(groups.values())
        groups[pair[0]] = tuple(sorted(groups[pair[0]] + groups.pop(pair[1])))


def _share_a_photo(
    observations: Sequence[Observation], one: Sequence[int], other: Sequence[int]
) -> bool:
    photos = [
        frozenset[str]().union(*(observations[number].photos for number in numbers))
        for numbers in (one, other)
    ]
    return bool(photos[0] & photos[1])


def _mean_odds(odds: _Odds, one: Sequence[int], other: Sequence[int]) -> float:
    pairs = [odds.get((min(a, b), max(a, b)), -math.inf) for a in one for b in other]
    return math.fsum(pairs) / len(pairs) if all(map(math.isfinite, pairs)) else -math.inf
