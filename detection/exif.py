"""What a photo's Exif says beside the pixels: place, time and which way is up."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from detection import gps
from detection.record import Location, Problem
from detection.tags import Tags, TagsError
from languages.kept import kept

__all__ = ["Metadata", "read"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """What could be read beside the pixels; `location_problem` says why `location` is None."""

    location: Location | None = None
    location_problem: Problem | None = None
    taken_at: datetime | None = None
    orientation: int = 1
    notes: tuple[Problem, ...] = ()


_UNREADABLE = {
    "exif_too_slow": kept(
        "Reading the photo's details took too long, so they were skipped. "
        "Place the photo on the map."
    ),
    "exif_damaged": kept("The photo's details are damaged. Place the photo on the map."),
}


def read(exif: bytes | None) -> Metadata:
    """Read an Exif block, with or without its `Exif` prefix. Bad content never raises."""
    try:
        tags = Tags.parse(exif) if exif else Tags({})
    except TagsError as error:
        unreadable = Problem(code=error.code, message=_UNREADABLE[error.code])
        return Metadata(location_problem=unreadable)
    location, problem, note = None, None, None
    try:
        location = gps.location(tags)
        note = gps.datum_note(tags)
    except gps.LocationError as error:
        problem = error.problem
    return Metadata(
        location=location,
        location_problem=problem,
        taken_at=_taken_at(tags),
        orientation=_orientation(tags),
        notes=(note,) if note else (),
    )


def _taken_at(tags: Tags) -> datetime | None:
    """When the photo was taken, with its offset from UTC where the photo tells it."""
    local = _moment(tags.text("EXIF DateTimeOriginal"))
    if local is None:
        return None
    try:
        offset = datetime.strptime(tags.text("EXIF OffsetTimeOriginal"), "%z").tzinfo
    except ValueError:
        offset = _offset_from_satellites(tags, local)
    return local.replace(tzinfo=offset)


def _offset_from_satellites(tags: Tags, local: datetime) -> timezone | None:
    """The zone that makes the local time agree with the GPS time, which counts in UTC."""
    numbers = tags.numbers("GPS GPSTimeStamp") or []
    date = _moment(f"{tags.text('GPS GPSDate')} 00:00:00")
    if date is None or len(numbers) != 3 or None in numbers:
        return None
    hours, minutes, seconds = (number or 0.0 for number in numbers)
    try:
        utc = date + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:  # the year 10000, or numbers that no day has
        return None
    quarters = round((local - utc) / timedelta(minutes=15))
    if not -12 * 4 <= quarters <= 14 * 4:
        return None
    return timezone(timedelta(minutes=15 * quarters)) if quarters else UTC


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - zone comes apart
    except ValueError:
        return None


def _orientation(tags: Tags) -> int:
    orientation = tags.number("Image Orientation")
    return int(orientation) if orientation is not None and 1 <= orientation <= 8 else 1
