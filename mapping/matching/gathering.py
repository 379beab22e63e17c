"""Gathering: what several photos of one upload say of the cameras that they show.

`grouping` says which sightings are probably of one camera; their positions are combined, and a
photo that the others contradict goes its own way again. So what stays together agrees.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mapping.geometry.combination import combine
from mapping.geometry.position import Position
from mapping.geometry.sighting import Sighting
from mapping.matching.grouping import group
from mapping.matching.likelihood import Observation

__all__ = ["Gathered", "gathered"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """The sightings of one camera, by their places in the sequence, and its position from all."""

    members: tuple[int, ...]
    position: Position


def gathered(
    observations: Sequence[Observation], sightings: Sequence[Sighting]
) -> Iterator[Gathered]:
    """Gather observations, each with its sighting, by the cameras that they probably show."""
    for numbers in group(observations):
        yield from _agreeing(numbers, observations, sightings)


def _agreeing(
    numbers: Sequence[int], observations: Sequence[Observation], sightings: Sequence[Sighting]
) -> Iterator[Gathered]:
    if len(numbers) > 1:
        combined = combine([sightings[number] for number in numbers])
        together = tuple(numbers[place] for place in combined.used)
        if combined.agree and len(together) > 1:
            yield Gathered(members=together, position=combined.position)
            numbers = [number for number in numbers if number not in together]
    for number in numbers:
        yield Gathered(members=(number,), position=observations[number].position)
