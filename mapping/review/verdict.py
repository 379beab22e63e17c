"""Verdicts: what a person can say of a proposal, and the words that the history keeps."""

from dataclasses import dataclass
from enum import StrEnum

from detection.record import Box, Housing
from languages.kept import kept
from mapping.geometry.position import Position
from mapping.review.claim import Claim, ClaimKind
from mapping.review.detail import Detail
from mapping.review.osm import CameraType
from mapping.review.state import State

__all__ = [
    "CLEARABLE",
    "NOT_A_CAMERA",
    "Accept",
    "Action",
    "Correct",
    "Describe",
    "Follow",
    "Gather",
    "Locate",
    "Pin",
    "Reason",
    "Redraw",
    "Reject",
    "Reopen",
    "Split",
    "Verdict",
    "action_of",
]


class Action(StrEnum):
    """What a decision did; the history keeps it."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    DESCRIBE = "describe"
    REDRAW = "redraw"
    PIN = "pin"
    LOCATE = "locate"
    REOPEN = "reopen"
    SPLIT = "split"
    UNDO = "undo"
    GATHER = "gather"
    FOLLOW = "follow"

    @property
    def label(self) -> str:
        """What was done, in a word."""
        return _ACTION_LABELS[self]


class Reason(StrEnum):
    """Why a proposal is rejected."""

    LAMP = "lamp"
    SPEAKER = "speaker"
    SENSOR = "sensor"
    BOX = "box"
    OTHER = "other"
    DUPLICATE = "duplicate"
    PRIVATE_INTERIOR = "private_interior"
    UNCLEAR = "unclear"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _REASON_LABELS[self]


_ACTION_LABELS = {
    Action.ACCEPT: kept("accept"),
    Action.REJECT: kept("reject"),
    Action.CORRECT: kept("correct"),
    Action.DESCRIBE: kept("describe"),
    Action.REDRAW: kept("redraw"),
    Action.PIN: kept("pin"),
    Action.LOCATE: kept("locate"),
    Action.REOPEN: kept("reopen"),
    Action.SPLIT: kept("split"),
    Action.UNDO: kept("undo"),
    Action.GATHER: kept("gather"),
    Action.FOLLOW: kept("follow"),
}

NOT_A_CAMERA = frozenset({Reason.LAMP, Reason.SPEAKER, Reason.SENSOR, Reason.BOX, Reason.OTHER})
"""The reasons that say that it is something else; the others leave open what it shows."""

_REASON_LABELS = {
    Reason.LAMP: kept("Not a camera: a lamp"),
    Reason.SPEAKER: kept("Not a camera: a speaker"),
    Reason.SENSOR: kept("Not a camera: a sensor"),
    Reason.BOX: kept("Not a camera: a box"),
    Reason.OTHER: kept("Not a camera: something else"),
    Reason.DUPLICATE: kept("Duplicate of another proposal"),
    Reason.PRIVATE_INTERIOR: kept("Inside a private building"),
    Reason.UNCLEAR: kept("Too unclear to tell"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Accept:
    """It is a camera, it stands there, and its housing is right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reject:
    """It does not go on the map."""

    reason: Reason


CLEARABLE = frozenset({ClaimKind.CAMERA_TYPE, ClaimKind.DIRECTION})
"""What only a person says, so that taking it back leaves it unknown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Correct:
    """Set what a person sees better; None leaves a value as it is.

    `direction_deg` is where the lens looks, degrees clockwise from true north. `cleared` names
    what is unknown after all, among `CLEARABLE`; a value given beside it counts.
    """

    housing: Housing | None = None
    camera_type: CameraType | None = None
    direction_deg: float | None = None
    cleared: frozenset[ClaimKind] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Describe:
    """Say what only people and documents know; replaces all that was said of it before.

    `documented` holds what documents say that the model can do.
    """

    details: tuple[Detail, ...] = ()
    documented: tuple[Claim, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Redraw:
    """The camera fills this box of the upright photo (pixels), and so would stand there."""

    box: Box
    position: Position | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pin:
    """The camera stands here, says a person (WGS 84 degrees); overrides every estimate."""

    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Locate:
    """The photo was placed on the map, so the program estimates anew."""

    position: Position | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reopen:
    """Put it back into the queue."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """It is a camera of its own, not another view of one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gather:
    """The program's: photos of one upload agree, so their proposals are one camera's.

    `view_of` is the id of the proposal that stands for the camera, None for that one, which
    gets the position from all photos.
    """

    view_of: str | None
    position: Position | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Follow:
    """The program's: another view is what the proposal that stands for its camera is."""

    state: State
    housing: Housing


Verdict = (
    Accept | Reject | Correct | Describe | Redraw | Pin | Locate | Reopen | Split | Gather | Follow
)

_ACTIONS: dict[type[Verdict], Action] = {
    Accept: Action.ACCEPT,
    Reject: Action.REJECT,
    Correct: Action.CORRECT,
    Describe: Action.DESCRIBE,
    Redraw: Action.REDRAW,
    Pin: Action.PIN,
    Locate: Action.LOCATE,
    Reopen: Action.REOPEN,
    Split: Action.SPLIT,
    Gather: Action.GATHER,
    Follow: Action.FOLLOW,
}


def action_of(verdict: Verdict) -> Action:
    """Name a verdict as the history does."""
    return _ACTIONS[type(verdict)]
