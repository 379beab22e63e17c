"""What the dataset page says of a camera beside its type: model, and what it hangs on."""

import re
from datetime import date

from languages.figures import month
from languages.kept import kept
from languages.text import tr
from mapping.matching.district import OUTSIDE
from mapping.review.osm import CameraType
from mapping.review.proposal import Proposal

__all__ = ["CAMERA_TYPE_WORDS", "MOUNT_WORDS", "UNKNOWN", "model_of", "mount_of", "spoken"]

UNKNOWN = kept("Not known")

MOUNT_WORDS = {
    "wall": kept("Wall"),
    "pole": kept("Pole"),
    "street_lamp": kept("Street lamp"),
    "traffic_signals": kept("Traffic signals"),
    "ceiling": kept("Ceiling"),
    "tree": kept("Tree"),
}
"""What a camera usually hangs on, by the value of its tag."""

CAMERA_TYPE_WORDS = {
    CameraType.FIXED: kept("Fixed"),
    CameraType.DOME: kept("Speed dome"),
    CameraType.PANNING: kept("Open, turning"),
}
"""How the lens turns, where a reviewer may choose."""

_SAID = {UNKNOWN, OUTSIDE, *MOUNT_WORDS.values()}
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def model_of(camera: Proposal) -> str:
    """Manufacturer and model, where somebody said them."""
    tags = camera.tags
    if "model" not in tags:
        return UNKNOWN
    return f"{tags.get('manufacturer', '')} {tags['model']}".strip()


def mount_of(camera: Proposal) -> str:
    """What it hangs on, as a word with a capital."""
    mount = camera.tags.get("camera:mount")
    if mount is None:
        return UNKNOWN
    return MOUNT_WORDS.get(mount, mount.replace("_", " ").capitalize())


def spoken(fact: str) -> str:
    """A fact in the reader's language: our own words and months; names stay as they are."""
    if fact in _SAID:
        return tr(fact)
    found = _MONTH.fullmatch(fact)
    return month(date(int(found[1]), int(found[2]), 1)) if found else fact
