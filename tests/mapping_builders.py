"""Builders of scan records and proposals for tests: say what matters, the rest is plausible."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from detection.record import Detection, Housing, Location, ScanRecord
from mapping.access.person import LOCAL
from mapping.geometry.position import Position
from mapping.review.claim import Claim, ClaimKind, Evidence
from mapping.review.detail import Detail
from mapping.review.proposal import Proposal, Standing, State
from mapping.storage.intake import Intake
from mapping.storage.store import Store
from tests.builders import plain_pictures

ANA, BORIS = LOCAL.named("Ana"), LOCAL.named("Boris")
PHOTO = b"the bytes of a photo"
PHOTOGRAPHER = Location(latitude=44.8123456, longitude=20.4612345, accuracy_m=5.0)
AWKWARD_TEXTS = (
    'He said "no", twice; it\'s so',
    "Ћирилица и šđčćž",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "two\nlines and a\ttab",
    "]]> <![CDATA[ &amp; --> \\N",
    "a;=1+1,@SUM(A1)\t+2",
)
SOURCE = "https://example.org/?a=1&b=2"


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


def hand_in(store: Store, *photos: bytes, scan: Callable[[bytes], ScanRecord]) -> str:
    """Hand photos in and scan them all with `scan`; give their receipt."""
    intake = Intake(store)
    receipt = intake.receive(photos).receipt
    while intake.scan_next(scan, plain_pictures):
        pass
    assert receipt is not None
    return receipt


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


def awkward_cameras() -> list[Proposal]:
    """Accepted cameras, one for each awkward text, in all that people and documents say."""
    plain = a_proposal(state=State.ACCEPTED, seen=frozenset({ClaimKind.EXISTS}))
    return [
        replace(
            plain,
            id=f"{number:020}",
            standing=replace(
                plain.standing,
                position=a_position(longitude=-(20.5 + number / 100)),
                details=awkward_details(text),
                documented=(
                    Claim(
                        kind=ClaimKind.CAPABILITY,
                        value=text,
                        evidence=Evidence.DOCUMENTED,
                        source=SOURCE,
                    ),
                ),
            ),
        )
        for number, text in enumerate(AWKWARD_TEXTS)
    ]


def awkward_details(text: str) -> tuple[Detail, ...]:
    """Details with an awkward text wherever free text may stand."""
    documented = Evidence.DOCUMENTED
    return (
        Detail(key="camera:mount", value="street_lamp"),
        Detail(key="height", value="4.5"),
        Detail(key="operator", value=text),
        Detail(key="manufacturer", value=text, evidence=documented, source=SOURCE),
        Detail(key="model", value=text, evidence=documented, source=SOURCE),
        Detail(key="description", value=text),
    )


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now
