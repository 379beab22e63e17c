"""Builders of scan records and proposals for tests: say what matters, the rest is plausible."""

import hashlib
from dataclasses import replace
from typing import Any

from detection.record import Detection, Housing, Location, ScanRecord
from mapping.position import Position
from mapping.proposal import Proposal, Standing

PHOTO = b"the bytes of a photo"
PHOTOGRAPHER = Location(latitude=44.8123456, longitude=20.4612345, accuracy_m=5.0)
_OWN = {"id", "photo", "detection", "version"}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def a_detection(**changes: Any) -> Detection:
    plain = Detection(
        housing=Housing.BULLET,
        housing_confidence=0.7,
        confidence=0.9,
        box=(100.0, 50.0, 140.0, 90.0),
    )
    return replace(plain, **changes)


def a_record(content: bytes = PHOTO, **changes: Any) -> ScanRecord:
    plain = ScanRecord(
        photo="IMG_0001.jpg",
        sha256=sha256(content),
        width=4000,
        height=3000,
        location=PHOTOGRAPHER,
        detections=(a_detection(),),
    )
    return replace(plain, **changes)


def a_position(**changes: Any) -> Position:
    plain = Position(
        latitude=44.8125,
        longitude=20.4615,
        semi_major_m=6.0,
        semi_minor_m=2.0,
        orientation_deg=30.0,
        bearing_deg=45.0,
        distance_m=12.0,
    )
    return replace(plain, **changes)


def a_standing(**changes: Any) -> Standing:
    return replace(Standing(housing=Housing.BULLET, position=a_position()), **changes)


def a_proposal(**changes: Any) -> Proposal:
    """Make a proposal; changes of its standing count too."""
    own = {
        key: changes.pop(key) for key in ("id", "photo", "detection", "version") & changes.keys()
    }
    plain = Proposal(
        id="0123456789abcdef0123",
        photo=sha256(PHOTO),
        detection=a_detection(),
        standing=a_standing(**changes),
    )
    return replace(plain, **own)
