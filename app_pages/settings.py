"""What an operator may set, read from the environment; see docs/operators.md."""

import os
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from mapping.export import Licence
from mapping.geometry.coordinates import parse_coordinates
from mapping.storage.allowance import MEGABYTE, Limits

__all__ = ["Settings", "settings"]

SAMPLES_FOLDER = Path(__file__).resolve().parent.parent / "samples"

BELGRADE = "44.8125, 20.4612"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The operator's choices.

    `map_style` is the address of a MapLibre style; without it maps have no background and
    make no request. `map_centre` is where an empty map looks: latitude, longitude. `workers`
    is how many processes the app starts to scan photos, `thread` for one of its own threads.
    `areas` is a GeoJSON file of districts to count cameras by.
    """

    map_style: str | None
    map_centre: tuple[float, float]
    licence: Licence
    workers: int | Literal["thread"]
    limits: Limits
    areas: Path | None


@cache
def settings() -> Settings:
    """The settings of this process; raises ValueError for a value that makes no sense."""
    licence, limits = Licence(), Limits()
    workers = os.environ.get("OSMATRAC_WORKERS") or "1"
    photos = os.environ.get("OSMATRAC_PHOTOS_PER_MINUTE") or limits.photos_per_minute
    megabytes = os.environ.get("OSMATRAC_MB_PER_MINUTE") or limits.bytes_per_minute // MEGABYTE
    areas = os.environ.get("OSMATRAC_AREAS")
    return Settings(
        areas=Path(areas) if areas else None,
        map_style=os.environ.get("OSMATRAC_MAP_STYLE") or None,
        map_centre=parse_coordinates(os.environ.get("OSMATRAC_MAP_CENTRE") or BELGRADE),
        licence=Licence(
            identifier=os.environ.get("OSMATRAC_LICENCE") or licence.identifier,
            attribution=os.environ.get("OSMATRAC_ATTRIBUTION") or licence.attribution,
        ),
        workers="thread" if workers == "thread" else int(workers),
        limits=replace(
            limits, photos_per_minute=int(photos), bytes_per_minute=int(megabytes) * MEGABYTE
        ),
    )
