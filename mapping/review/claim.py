"""Claims: single statements about a camera, each with what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from detection.record import Housing
from languages.kept import kept

__all__ = ["EVIDENCE_WORDS", "HOUSING_WORDS", "Claim", "ClaimKind", "Evidence"]


class Evidence(StrEnum):
    """What a claim rests on: the program, a person who looked, or a source with a link."""

    SUGGESTED = "suggested"
    SEEN = "seen"
    DOCUMENTED = "documented"


class ClaimKind(StrEnum):
    """What a claim is about. Capabilities are only ever documented, never suggested.

    TAG is any further OpenStreetMap tag, stated as `key=value`.
    """

    EXISTS = "exists"
    PLACE = "place"
    HOUSING = "housing"
    CAMERA_TYPE = "camera_type"
    DIRECTION = "direction"
    MOUNT = "mount"
    HEIGHT = "height"
    OPERATOR = "operator"
    MANUFACTURER = "manufacturer"
    MODEL = "model"
    CAPABILITY = "capability"
    TAG = "tag"


EVIDENCE_WORDS = {
    Evidence.SUGGESTED: kept("suggested by the program"),
    Evidence.SEEN: kept("seen by a person"),
    Evidence.DOCUMENTED: kept("a document says so"),
}
"""What each is called where people read it, on pages and in the spreadsheet."""

HOUSING_WORDS = {
    Housing.BULLET: kept("Bullet"),
    Housing.BOX: kept("Box"),
    Housing.DOME: kept("Dome"),
    Housing.TURRET: kept("Turret"),
    Housing.PTZ: kept("PTZ"),
    Housing.ALPR: kept("ALPR"),
    Housing.UNKNOWN: kept("Type unknown"),
}

_NEVER_SUGGESTED = {
    ClaimKind.MOUNT,
    ClaimKind.HEIGHT,
    ClaimKind.OPERATOR,
    ClaimKind.MANUFACTURER,
    ClaimKind.MODEL,
    ClaimKind.TAG,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One statement about a camera; `source` is a link and needed for documented ones."""

    kind: ClaimKind
    value: str
    evidence: Evidence
    source: str | None = None

    def __post_init__(self) -> None:
        if self.evidence is Evidence.DOCUMENTED and not self.source:
            raise ValueError(f"{self.kind}: a documented claim needs its source.")
        if self.kind is ClaimKind.CAPABILITY and self.evidence is not Evidence.DOCUMENTED:
            raise ValueError("capability: only a document can say what a camera can do.")
        if self.kind in _NEVER_SUGGESTED and self.evidence is Evidence.SUGGESTED:
            raise ValueError(f"{self.kind}: only a person or a document can know this.")

    @property
    def subject(self) -> str:
        """What the claim is about in a word: its kind, and of a further tag also its key."""
        if self.kind is not ClaimKind.TAG:
            return self.kind.value
        return f"{self.kind}:{self.value.partition('=')[0]}"

    def to_json(self) -> dict[str, str | None]:
        """Give the claim as a JSON object."""
        return {
            "kind": self.kind.value,
            "value": self.value,
            "evidence": self.evidence.value,
            "source": self.source,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Parse what `to_json` made; raises ValueError or KeyError."""
        return cls(
            kind=ClaimKind(value["kind"]),
            value=value["value"],
            evidence=Evidence(value["evidence"]),
            source=value["source"],
        )
