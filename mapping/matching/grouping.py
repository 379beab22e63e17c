"""Photos of one upload that show the same camera, grouped without asking a person.

A wrong join hides a camera from the map, a missed one costs a person a key press. So a pair of
detections counts only if both are surely of one type and nothing else explains them as well:

- either each has no likely rival in the other's photo, and one camera is by far likelier than
  two that hang near each other, each in its own photo;
- or as many of them face each other in both photos, such as the two cameras of a pole, seen from
  about the same side: then the count is right, and they are taken from left to right.

Detections are joined from the likeliest pair on, as long as the mean log odds between two groups
speak for one camera and no photo is in both: two cameras in one photo are two. Where cameras
hang closer together than positions can tell, nothing is joined, and a person sees all of them.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from detection.record import Housing
from mapping.matching.likelihood import Observation, normalized, odds_of_pair

__all__ = ["group"]

_Odds = Mapping[tuple[int, int], float]

_SURE = 0.9
"""The least chance of a partner among its rivals, as for the other limits here: chosen on simulated
cities (seeds 5 and 21); `evaluation.simulation.grouping_simulation` reports on others."""

_SURE_OF_TYPE = 0.7
"""The least certainty of a type that speaks for one camera."""

_LEAST_LOG_ODDS = 1.0
"""Of one camera against two neighbours, where nothing but place and type tells them apart."""

_SAME_SIDE_DEG = 60.0
"""Seen from directions farther apart than this, left and right may have changed places."""

_METRES_A_DEGREE = 110_500.0
_REACH = 2.2
"""Ellipses whose major axes, this much longer, do not touch are no pair (see `likelihood`)."""


def group(observations: Sequence[Observation]) -> list[tuple[int, ...]]:
    """Give groups of indexes, each one camera, in the order of their first observation."""
    odds: _Odds = {
        (one, other): odds_of_pair(observations[one], observations[other])
        for one, other in _near_pairs(observations)
    }
    odds = _sure(odds, observations)
    joined = set(odds)
    groups: list[tuple[int, ...]] = []
    for component in _components(len(observations), joined):
        groups += _group_component(observations, component, odds)
    return sorted(groups)


def _sure(odds: _Odds, observations: Sequence[Observation]) -> _Odds:
    """Keep the pairs of one type without likely rivals, or of which as many face each other."""
    partners = _partners(odds, observations)

    def rivals(number: int, of: int) -> frozenset[int]:
        photos = observations[of].photos
        return frozenset(n for n in partners[number] if observations[n].photos & photos)

    def chance(number: int, of: int) -> float:
        found = sorted(rivals(number, of))
        shares, new = normalized([partners[number][each] for each in found])
        return shares[found.index(of)] / (1 - new)

    def alone(one: int, other: int) -> bool:
        least = min(chance(one, other), chance(other, one))
        return odds[one, other] >= _LEAST_LOG_ODDS and least >= _SURE

    def faced(one: int, other: int) -> bool:
        here, there = rivals(other, one), rivals(one, other)
        if not 1 < len(here) == len(there) or any(rivals(each, other) != there for each in here):
            return False
        if _only_one_of_its_type(one, here, observations):
            return _only_one_of_its_type(other, there, observations)
        if not _from_one_side(observations[one], observations[other]):
            return False
        return _rank(one, here, observations) == _rank(other, there, observations)

    return {
        (one, other): odds[one, other]
        for one, found in enumerate(partners)
        for other in found
        if one < other
        and _of_one_type(observations[one], observations[other])
        and (alone(one, other) or faced(one, other))
    }


def _partners(odds: _Odds, observations: Sequence[Observation]) -> list[dict[int, float]]:
    """Give the log odds of each observation with those of other photos in its reach."""
    partners: list[dict[int, float]] = [{} for _ in observations]
    for (one, other), each in odds.items():
        if math.isfinite(each) and not observations[one].photos & observations[other].photos:
            partners[one][other] = partners[other][one] = each
    return partners


def _of_one_type(one: Observation, other: Observation) -> bool:
    least = min(one.housing_confidence, other.housing_confidence)
    return one.housing is other.housing is not Housing.UNKNOWN and least >= _SURE_OF_TYPE


def _only_one_of_its_type(
    number: int, among: Iterable[int], observations: Sequence[Observation]
) -> bool:
    """Tell whether no other of one photo's detections has, or may have, this one's type."""
    others = {observations[each].housing for each in among if each != number}
    return not others & {observations[number].housing, Housing.UNKNOWN}


def _from_one_side(one: Observation, other: Observation) -> bool:
    here, there = one.position.bearing_deg, other.position.bearing_deg
    if here is None or there is None:
        return False
    return abs((here - there + 180) % 360 - 180) <= _SAME_SIDE_DEG


def _rank(number: int, among: Iterable[int], observations: Sequence[Observation]) -> int | None:
    """Give how many of one photo's detections lie to the left; None without bearings."""
    here = observations[number].position.bearing_deg
    others = [observations[each].position.bearing_deg for each in among]
    if here is None or None in others:
        return None
    return sum((there - here + 180) % 360 < 180 for there in others if there is not None)


def _near_pairs(observations: Sequence[Observation]) -> Iterator[tuple[int, int]]:
    """Give pairs that are near enough in latitude and longitude, to leave out most of the rest."""
    places = [each.position for each in observations]
    latitude = np.array([place.latitude for place in places])
    longitude = np.array([place.longitude for place in places])
    tall = _REACH * np.array([place.semi_major_m for place in places]) / _METRES_A_DEGREE
    wide = tall / np.maximum(np.cos(np.radians(np.minimum(abs(latitude) + tall, 90.0))), 1e-6)
    for one in range(len(observations) - 1):
        rest = slice(one + 1, None)
        around = np.abs((longitude[rest] - longitude[one] + 180) % 360 - 180)
        near = np.abs(latitude[rest] - latitude[one]) <= tall[rest] + tall[one]
        near &= around <= wide[rest] + wide[one]
        for step in np.flatnonzero(near):
            yield one, one + 1 + int(step)


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
