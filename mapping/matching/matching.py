"""Which observed cameras the map has already: new, update, same or ambiguous.

Observations of one photo are one-to-one with known cameras: two cameras on one pole, seen in
one photo, stay two. So the most likely assignment of all observations together decides which
known camera each is held against; how sure that is decides the verdict. Nothing here merges
anything: a person reads the verdict with its candidates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from detection.record import Housing
from mapping.geometry.geodesy import track
from mapping.matching.known import KnownCamera, KnownIndex, housings_of
from mapping.matching.likelihood import Observation, log_odds, normalized, reachable
from mapping.review.osm import CAMERA_TYPES, osm_tags

__all__ = ["Candidate", "Match", "MatchKind", "differences", "match", "match_all"]

SURE = 0.7
"""Less than this probability is no answer."""

_WORTH_SHOWING = 0.05
_SAME_POLE_M = 3.0
"""Cameras this near to each other are told apart by a person, not by a phone's position."""


class MatchKind(StrEnum):
    """What the map has of an observed camera."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A known camera that the observed one may be."""

    camera: KnownCamera
    probability: float
    distance_m: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The verdict on one observation.

    `camera` is the known one of `same` and `update`. `candidates` are all known ones worth
    showing, the likeliest first. `changes` are the tags that an update would change: key to
    (old or None, new).
    """

    observation: Observation
    kind: MatchKind
    probability: float
    camera: KnownCamera | None = None
    candidates: tuple[Candidate, ...] = ()
    changes: Mapping[str, tuple[str | None, str]] = field(
        default_factory=lambda: MappingProxyType({})
    )


def match(observation: Observation, index: KnownIndex) -> Match:
    """Match one observation by itself."""
    return match_all([observation], index)[0]


def match_all(observations: Sequence[Observation], index: KnownIndex) -> list[Match]:
    """Match observations together, no two of them with one known camera; in their order.

    They should be of one upload, with photos of one camera grouped already (`grouping`).
    """
    reach = [reachable(observation, index) for observation in observations]
    odds = [
        {camera.key: log_odds(observation, camera) for camera in cameras}
        for observation, cameras in zip(observations, reach, strict=True)
    ]
    assigned = _assign(odds)
    return [
        _verdict(observation, cameras, _left_over(odds, number, assigned), assigned.get(number))
        for number, (observation, cameras) in enumerate(zip(observations, reach, strict=True))
    ]


def _left_over(
    odds: Sequence[Mapping[tuple[str, str], float]],
    number: int,
    assigned: Mapping[int, tuple[str, str]],
) -> dict[tuple[str, str], float]:
    """Give the log odds of one observation, with cameras of others as far as they may be free.

    Of two twins on a pole of which the map has one, which is the known one is not certain: its
    camera goes to the likelier of them, and counts for the other by the chance that it did not.
    """
    owners = {key: other for other, key in assigned.items() if other != number}
    return {
        key: log - float(np.logaddexp(0.0, odds[owners[key]][key])) if key in owners else log
        for key, log in odds[number].items()
    }


def differences(observation: Observation, camera: KnownCamera) -> dict[str, tuple[str | None, str]]:
    """Give the tags in which a known camera differs from what was seen: (old or None, new).

    A tag that allows the housing seen is no difference, nor is one that nobody is sure of.
    """
    if observation.housing is Housing.UNKNOWN or observation.housing_confidence < SURE:
        return {}
    allowed = {camera_type.value for camera_type in CAMERA_TYPES[observation.housing]}
    if observation.housing in housings_of(camera):
        allowed.add(camera.tags.get("camera:type", ""))
    seen = osm_tags(observation.housing)
    found: dict[str, tuple[str | None, str]] = {}
    for key in ("surveillance:type", "camera:type"):
        old = camera.tags.get(key)
        fits = old in allowed if key == "camera:type" else old == seen.get(key)
        if key in seen and not fits:
            found[key] = (old, seen[key])
    return found


def _assign(odds: Sequence[Mapping[tuple[str, str], float]]) -> dict[int, tuple[str, str]]:
    """Give the likeliest one-to-one assignment of observations to known cameras.

    Each observation may also be new, at log odds 0; then it is left out.
    """
    keys = sorted({key for each in odds for key in each})
    if len(odds) == 1 or not keys:
        best = {
            number: max(each, key=lambda key: each[key]) for number, each in enumerate(odds) if each
        }
        return {number: key for number, key in best.items() if odds[number][key] > 0}
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to import

    column = {key: place for place, key in enumerate(keys)}
    gain = np.full((len(odds), len(keys) + len(odds)), -1e9)
    for number, each in enumerate(odds):
        for key, log in each.items():
            gain[number, column[key]] = log
        gain[number, len(keys) + number] = 0.0
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return {
        int(row): keys[place] for row, place in zip(rows, columns, strict=True) if place < len(keys)
    }


def _verdict(
    observation: Observation,
    cameras: Sequence[KnownCamera],
    odds: Mapping[tuple[str, str], float],
    assigned: tuple[str, str] | None,
) -> Match:
    shares, new = normalized([odds[camera.key] for camera in cameras])
    candidates = tuple(
        sorted(
            (
                Candidate(
                    camera=camera, probability=share, distance_m=_distance_m(observation, camera)
                )
                for camera, share in zip(cameras, shares, strict=True)
                if share >= _WORTH_SHOWING
            ),
            key=lambda candidate: -candidate.probability,
        )
    )
    if new >= SURE:
        return Match(
            observation=observation, kind=MatchKind.NEW, probability=new, candidates=candidates
        )
    chosen = next((camera for camera in cameras if camera.key == assigned), None)
    if chosen is not None:
        together = sum(
            share
            for camera, share in zip(cameras, shares, strict=True)
            if _apart_m(camera, chosen) <= _SAME_POLE_M
        )
        if together >= SURE:
            changes = differences(observation, chosen)
            return Match(
                observation=observation,
                kind=MatchKind.UPDATE if changes else MatchKind.SAME,
                probability=together,
                camera=chosen,
                candidates=candidates,
                changes=changes,
            )
    return Match(
        observation=observation,
        kind=MatchKind.AMBIGUOUS,
        probability=max([new, *shares]),
        candidates=candidates,
    )


def _distance_m(observation: Observation, camera: KnownCamera) -> float:
    position = observation.position
    place = (position.latitude, position.longitude)
    return track(place, (camera.latitude, camera.longitude))[1]


def _apart_m(one: KnownCamera, other: KnownCamera) -> float:
    if one.key == other.key:
        return 0.0
    return track((one.latitude, one.longitude), (other.latitude, other.longitude))[1]
