"""The same words for the same thing on every page."""

from detection.record import Detection, Housing
from mapping.geometry.position import Position
from mapping.storage.rows import StoredPhoto

__all__ = [
    "HOUSING_WORDS",
    "describe_place",
    "describe_sight",
    "number_of",
    "place_problem",
    "plain",
]

HOUSING_WORDS = {
    Housing.BULLET: "Bullet",
    Housing.BOX: "Box",
    Housing.DOME: "Dome",
    Housing.TURRET: "Turret",
    Housing.PTZ: "PTZ",
    Housing.ALPR: "ALPR",
    Housing.UNKNOWN: "Type unknown",
}


def number_of(count: int, one: str, many: str | None = None) -> str:
    """`1 camera`, `3 cameras`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def plain(text: str) -> str:
    """A name or message from outside as text, without what Markdown would make of it."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)


def describe_sight(found: Detection) -> str:
    """What the detector thinks, in a line."""
    camera = f"camera {found.confidence:.0%}"
    if found.housing is Housing.UNKNOWN:
        return f"{camera}, type not certain"
    return f"{camera}, type {found.housing_confidence:.0%}"


def describe_place(position: Position | None) -> str:
    """Where the camera stands and how sure that is, in a line."""
    if position is None:
        return "Place unknown: the photo has no location"
    if position.is_ring:
        return f"Somewhere within {position.semi_major_m:.0f} m of the photo: no compass heading"
    within = f"within {position.semi_major_m:.0f} m by {position.semi_minor_m:.0f} m (95 %)"
    if position.distance_m is not None:
        return f"About {position.distance_m:.0f} m from the photo, {within}"
    if position.semi_major_m > position.semi_minor_m:  # around a pin there is a circle
        return f"From several photos, {within}"
    return f"Set by a person, within {position.semi_major_m:.0f} m"


def place_problem(photo: StoredPhoto) -> str | None:
    """Why the program cannot tell where a photo was taken, None once it can."""
    if photo.location is not None or photo.record is None or photo.record.error is not None:
        return None
    problem = photo.record.location_problem
    return plain(problem.message) if problem else "The photo has no location. Place it on the map."
