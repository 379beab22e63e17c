"""The same words for the same thing on every page."""

from detection.record import Detection, Housing, Problem
from languages.figures import either, metres, percent
from languages.text import ntr, said, tr
from mapping.access.person import Forbidden
from mapping.export.licence import Licence
from mapping.geometry.position import Position
from mapping.review.claim import HOUSING_WORDS
from mapping.storage.rows import StoredPhoto

__all__ = [
    "HOUSING_WORDS",
    "counted_cameras",
    "counted_photos",
    "describe_place",
    "describe_sight",
    "error",
    "housing_word",
    "place_problem",
    "plain",
    "problem",
    "terms",
]


def housing_word(housing: Housing) -> str:
    """The type of a camera in the reader's language."""
    return tr(HOUSING_WORDS[housing])


def counted_cameras(count: int) -> str:
    """`1 camera`, `3 cameras`."""
    return ntr("{count} camera", "{count} cameras", count)


def counted_photos(count: int) -> str:
    """`1 photo`, `3 photos`."""
    return ntr("{count} photo", "{count} photos", count)


def problem(found: Problem) -> str:
    """What is wrong, in the reader's language and without what Markdown would make of it."""
    return plain(said(found.message))


def error(raised: Exception) -> str:
    """Why something did not come about, in the same way."""
    if isinstance(raised, Forbidden):
        return tr(
            "You may not {permission}: that is for {roles}.",
            permission=tr(raised.permission),
            roles=either(tr(role.members) for role in raised.roles),
        )
    return plain(said(str(raised)))


def plain(text: str) -> str:
    """A name or message from outside as text, without what Markdown would make of it."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)


def terms(licence: Licence) -> str:
    """Under which licence the data is given away, and whom to name."""
    return tr(
        "Licence: {licence}, © {attribution}",
        licence=licence.identifier,
        attribution=licence.attribution,
    )


def describe_sight(found: Detection) -> str:
    """What the detector thinks, in a line."""
    camera = percent(found.confidence)
    if found.housing is Housing.UNKNOWN:
        return tr("camera {camera}, type not certain", camera=camera)
    return tr("camera {camera}, type {type}", camera=camera, type=percent(found.housing_confidence))


def describe_place(position: Position | None) -> str:
    """Where the camera stands and how sure that is, in a line."""
    if position is None:
        return tr("Place unknown: the photo has no location")
    major, minor = metres(position.semi_major_m), metres(position.semi_minor_m)
    if position.is_ring:
        return tr("Somewhere within {distance} of the photo: no compass heading", distance=major)
    if position.distance_m is not None:
        return tr(
            "About {distance} from the photo, within {major} by {minor} (95%)",
            distance=metres(position.distance_m),
            major=major,
            minor=minor,
        )
    if position.semi_major_m > position.semi_minor_m:  # around a pin there is a circle
        return tr("From several photos, within {major} by {minor} (95%)", major=major, minor=minor)
    return tr("Set by a person, within {distance}", distance=major)


def place_problem(photo: StoredPhoto) -> str | None:
    """Why the program cannot tell where a photo was taken, None once it can."""
    if photo.location is not None or photo.record is None or photo.record.error is not None:
        return None
    found = photo.record.location_problem
    return problem(found) if found else tr("The photo has no location. Place it on the map.")
