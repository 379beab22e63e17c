"""From the class names of other people's datasets to housing types."""

import re
from collections.abc import Sequence

from detection.record import Housing

__all__ = ["housing_of", "names_look_alikes"]

# Names that datasets use for a camera whose housing nobody told apart.
_ANY_CAMERA = {
    "other",
    "unknown",
    "camera",
    "cameras",
    "cctv",
    "cctv camera",
    "security camera",
    "surveillance camera",
}
_SYNONYMS: dict[str, Housing] = {
    "lpr": Housing.ALPR,
    "anpr": Housing.ALPR,
    "eyeball": Housing.TURRET,
    "speed dome": Housing.PTZ,
    "ptz dome": Housing.PTZ,
    "pan tilt zoom": Housing.PTZ,
}


def housing_of(name: str) -> Housing | None:
    """Give the housing type that a class name means, None where it means no camera.

    A camera of no stated type gives `Housing.UNKNOWN`. Case, hyphens, underscores and a word
    "camera" at either end do not matter: `Bullet-Camera` is a bullet.
    """
    plain = " ".join(re.split(r"[\W_]+", name.strip().lower())).strip()
    if plain in _ANY_CAMERA:
        return Housing.UNKNOWN
    short = _without_camera(plain.split())
    if short in _SYNONYMS:
        return _SYNONYMS[short]
    return Housing(short) if short in set(Housing) else None


def names_look_alikes(name: str) -> bool:
    """Tell whether a class names what looks like a camera and is none, as `not_camera` does.

    Its boxes are left out on purpose: nothing is wrong with a dataset that has them.
    """
    return " ".join(re.split(r"[\W_]+", name.strip().lower())).strip() == "not camera"


def _without_camera(words: Sequence[str]) -> str:
    return " ".join(word for word in words if word not in {"camera", "cam", "cctv", "housing"})
