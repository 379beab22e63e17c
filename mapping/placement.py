"""Where a camera is put, and by whom: its photos, or a person who knows better."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mapping.combination import Outlier, combine
from mapping.position import Position
from mapping.sighting import Sighting

__all__ = ["PIN_RADIUS_M", "Placement", "Source", "pin", "place"]

PIN_RADIUS_M = 3.0
"""A pin on a map of buildings and street furniture: 95 % of careful pins lie this near."""


class Source(StrEnum):
    """What a position rests on."""

    PHOTO = "photo"
    PHOTOS = "photos"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """A position, what it rests on, and the photos that contradict the others."""

    position: Position
    source: Source
    outliers: tuple[Outlier, ...] = ()
    agree: bool = True


def pin(latitude: float, longitude: float, radius_m: float = PIN_RADIUS_M) -> Placement:
    """Put a camera where a person says it is; raises RecordError for an impossible place."""
    position = Position(
        latitude=latitude,
        longitude=longitude,
        semi_major_m=radius_m,
        semi_minor_m=radius_m,
        orientation_deg=0.0,
        bearing_deg=None,
        distance_m=None,
    )
    return Placement(position=position, source=Source.PERSON)


def place(sightings: Sequence[Sighting], pinned: Placement | None = None) -> Placement | None:
    """Give a camera's place: the pin if there is one, else what its photos say, else None."""
    if pinned is not None or not sightings:
        return pinned
    found = combine(sightings)
    return Placement(
        position=found.position,
        source=Source.PHOTO if len(found.used) == 1 else Source.PHOTOS,
        outliers=found.outliers,
        agree=found.agree,
    )
