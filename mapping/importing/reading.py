"""What every import gives back, and how coordinates are read."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from languages.kept import kept
from mapping.matching.known import KnownCamera

__all__ = ["Reading", "RowError", "Skipped", "UnreadableSource", "collect", "coordinates"]


class UnreadableSource(Exception):  # noqa: N818 - it reads as what happened
    """A file that cannot be read at all; the message is for the person who gave it."""


class RowError(ValueError):
    """A row that cannot be read; the message is the reason that the report gives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Skipped:
    """A row that was not imported: its number as the person counts them, and why."""

    row: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The cameras of a file, in its order, and the rows that could not be read."""

    cameras: tuple[KnownCamera, ...]
    skipped: tuple[Skipped, ...]


def collect(rows: Iterable[tuple[int, KnownCamera | RowError]]) -> Reading:
    """Sort rows into cameras and skipped ones; a repeated id counts once, the first time."""
    cameras: dict[str, KnownCamera] = {}
    first_row: dict[str, int] = {}
    skipped = []
    for row, camera in rows:
        if isinstance(camera, RowError):
            skipped.append(Skipped(row=row, reason=str(camera)))
        elif camera.source_id in cameras:
            reason = kept(
                "The same id as row {row}: {id}.",
                row=first_row[camera.source_id],
                id=camera.source_id,
            )
            skipped.append(Skipped(row=row, reason=reason))
        else:
            cameras[camera.source_id] = camera
            first_row[camera.source_id] = row
    return Reading(cameras=tuple(cameras.values()), skipped=tuple(skipped))


def coordinates(latitude: object, longitude: object) -> tuple[float, float]:
    """Read WGS 84 degrees, as numbers or as text with a decimal point or comma.

    Raises RowError with the reason.
    """
    found = _degrees(latitude), _degrees(longitude)
    if not (abs(found[0]) <= 90 and abs(found[1]) <= 180):  # false for NaN as well
        raise RowError(
            kept(
                "Impossible location: {latitude}, {longitude}.",
                latitude=latitude,
                longitude=longitude,
            )
        )
    if found == (0, 0):
        raise RowError(kept("The location is 0, 0: somebody or something removed it."))
    return found


def _degrees(value: object) -> float:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise RowError(kept("Location field empty."))
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RowError(kept("Unreadable location: {value}.", value=value))
    text = str(value).strip().replace("\N{MINUS SIGN}", "-")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        number = float(text.rstrip("° "))
    except ValueError:
        raise RowError(kept("Unreadable location: {value}.", value=value)) from None
    if not math.isfinite(number):
        raise RowError(kept("Impossible location: {value}.", value=value))
    return number
