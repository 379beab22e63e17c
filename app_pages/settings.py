"""What an operator may set, read from the environment; see docs/operators.md."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mapping.export import Licence
from mapping.geometry.coordinates import parse_coordinates

__all__ = ["Settings", "settings"]

SAMPLES_FOLDER = Path(__file__).resolve().parent.parent / "samples"

BELGRADE = "44.8125, 20.4612"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The operator's choices.

    `map_style` is the address of a MapLibre style; without it maps have no background and
    make no request. `map_centre` is where an empty map looks: latitude, longitude.
    """

    map_style: str | None
    map_centre: tuple[float, float]
    licence: Licence


@cache
def settings() -> Settings:
    """The settings of this process; raises ValueError for a centre that is no place."""
    licence = Licence()
    return Settings(
        map_style=os.environ.get("OSMATRAC_MAP_STYLE") or None,
        map_centre=parse_coordinates(os.environ.get("OSMATRAC_MAP_CENTRE") or BELGRADE),
        licence=Licence(
            identifier=os.environ.get("OSMATRAC_LICENCE") or licence.identifier,
            attribution=os.environ.get("OSMATRAC_ATTRIBUTION") or licence.attribution,
        ),
    )
