"""Review: the legal moves of a proposal, as pure functions over its standing.

    proposed ── accept ──> accepted        accepted ── reopen ──> proposed
    proposed ── reject ──> rejected        rejected ── reopen ──> proposed
    proposed, accepted ── correct, describe, pin ──> the same state
    proposed ── redraw ──> proposed (its box was corrected, so it is estimated anew)
    proposed, rejected ── locate ──> the same state (its photo was placed on the map)

Where several people have to agree, accept and reject are votes: the proposal stays proposed
until that many different people have said the same, so of two who disagree a third is right.

    proposed ── a vote ──> proposed ── the last vote needed ──> accepted or rejected
    proposed ── correct, pin, locate ──> proposed, without the votes to accept what it was

The proposals of one upload that show one camera are gathered behind one of them. The others, its
views, take no verdict of their own but `split`; they follow what becomes of the camera.

    proposed ── gather, split ──> proposed      any ── follow ──> that of the camera

A person's verdict that is not legal raises Refused with a sentence for that person.

    ReviewError
    ├── Refused    the move is not legal now
    ├── Conflict   somebody else was faster
    ├── NotFound   no such proposal
    └── Forbidden, UnavailableError    of mapping.access.person and mapping.storage.database
"""

import math
from dataclasses import replace

from detection.record import Box, Housing
from languages.kept import kept
from mapping.geometry.position import Position
from mapping.review.claim import ClaimKind
from mapping.review.detail import DetailError, in_order
from mapping.review.osm import CAMERA_TYPES
from mapping.review.proposal import Standing, State
from mapping.review.verdict import (
    CLEARABLE,
    Accept,
    Action,
    Correct,
    Describe,
    Follow,
    Gather,
    Locate,
    Pin,
    Redraw,
    Reject,
    Reopen,
    Split,
    Verdict,
    action_of,
)
from mapping.review.vote import Opinion, Vote

__all__ = [
    "Conflict",
    "NotFound",
    "Refused",
    "ReviewError",
    "apply",
    "check_box",
    "judge",
    "objection",
]

PIN_ERROR_M = 3.0
"""How far off a person's pin may be, taken as the radius of its 95% circle (assumed)."""

LEAST_PX = 3.0
"""Sides of a box that a person can have meant; less is a slip of the hand."""


class ReviewError(Exception):
    """A verdict that did not come about; the message is for the person who gave it."""


class Refused(ReviewError):  # noqa: N818 - it reads as what happened
    """The verdict is not legal for the proposal as it stands."""


class Conflict(ReviewError):  # noqa: N818
    """Somebody else changed the proposal since it was read."""


class NotFound(ReviewError):  # noqa: N818
    """There is no such proposal or photo."""


_MOVES: dict[State, dict[Action, State]] = {
    State.PROPOSED: {
        Action.ACCEPT: State.ACCEPTED,
        Action.REJECT: State.REJECTED,
        Action.CORRECT: State.PROPOSED,
        Action.DESCRIBE: State.PROPOSED,
        Action.REDRAW: State.PROPOSED,
        Action.PIN: State.PROPOSED,
        Action.LOCATE: State.PROPOSED,
        Action.GATHER: State.PROPOSED,
        Action.SPLIT: State.PROPOSED,
    },
    State.ACCEPTED: {
        Action.CORRECT: State.ACCEPTED,
        Action.DESCRIBE: State.ACCEPTED,
        Action.PIN: State.ACCEPTED,
        Action.REOPEN: State.PROPOSED,
    },
    State.REJECTED: {Action.LOCATE: State.REJECTED, Action.REOPEN: State.PROPOSED},
}


def objection(standing: Standing) -> str | None:
    """Say what keeps a proposal from being accepted, None if nothing does."""
    if standing.position is None:
        return kept("The place of this camera is unknown. Place it on the map first.")
    if standing.camera_position is None:
        return kept(
            "Only the place of the photographer is known, not that of the camera. "
            "Place it on the map first."
        )
    return None


def check_box(box: Box) -> None:
    """Raise Refused for a box that a person cannot have meant."""
    x1, y1, x2, y2 = box
    if not (all(map(math.isfinite, box)) and x2 - x1 >= LEAST_PX and y2 - y1 >= LEAST_PX):
        raise Refused(
            kept("The box must be at least {pixels} pixels wide and high.", pixels=f"{LEAST_PX:g}")
        )


_OF_VIEWS = {Action.LOCATE, Action.GATHER, Action.SPLIT, Action.FOLLOW}
"""The moves of another view; all others are its camera's."""


def apply(standing: Standing, verdict: Verdict) -> Standing:  # noqa: C901, PLR0911 - one case a verdict
    """Give the standing after a verdict; raises Refused where the verdict is not legal."""
    action = action_of(verdict)
    if standing.view_of is not None and action not in _OF_VIEWS:
        raise Refused(
            kept("This is another view of a camera. Say first that it is one of its own.")
        )
    if isinstance(verdict, Follow):
        return replace(standing, state=verdict.state, housing=verdict.housing)
    try:
        state = _MOVES[standing.state][action]
    except KeyError:
        raise Refused(_refusal(standing.state, action)) from None
    moved = replace(standing, state=state)
    match verdict:
        case Accept():
            return _accepted(moved)
        case Correct() | Describe() | Redraw() | Pin():
            return _changed(moved, verdict)
        case Locate():
            return moved if moved.pinned else replace(moved, position=verdict.position)
        case Reopen():
            return replace(moved, seen=moved.seen - {ClaimKind.EXISTS})
        case Split():
            return _split(moved)
        case Gather():
            place = standing.position if standing.pinned else verdict.position
            return replace(moved, view_of=verdict.view_of, position=place)
        case Reject():
            return moved


def _split(standing: Standing) -> Standing:
    if standing.view_of is None:
        raise Refused(kept("This proposal is no other view of a camera."))
    return replace(standing, view_of=None)


def judge(standing: Standing, verdict: Verdict, *, who: str, agreement: int = 1) -> Standing:
    """Give the standing after a person's verdict where `agreement` people have to say the same.

    Raises Refused where `apply` does, for a second vote of the same person, and for a change of
    what several people have accepted by one of them alone.
    """
    after = apply(standing, verdict)
    if isinstance(verdict, Accept | Reject):
        votes = (*standing.votes, _vote(standing, verdict, who))
        agreeing = sum(vote.opinion is votes[-1].opinion for vote in votes)
        if agreeing < agreement:
            return replace(standing, votes=votes)
        return replace(after, votes=())
    if agreement > 1 and standing.state is State.ACCEPTED and after.state is State.ACCEPTED:
        raise Refused(kept("Others have accepted it as it is. Reopen it first to change it."))
    if after == standing:
        return standing
    return replace(after, votes=tuple(v for v in after.votes if v.opinion is Opinion.REJECT))


def _vote(standing: Standing, verdict: Accept | Reject, who: str) -> Vote:
    if any(vote.who == who for vote in standing.votes):
        raise Refused(kept("You have said what you think of this one. Now somebody else has to."))
    if isinstance(verdict, Accept):
        return Vote(who=who, opinion=Opinion.ACCEPT)
    return Vote(who=who, opinion=Opinion.REJECT, reason=verdict.reason)


def _refusal(state: State, action: Action) -> str:
    if state is State.PROPOSED:
        return kept("This proposal is already in the queue.")
    if state is State.ACCEPTED:
        return kept(
            "This proposal is already accepted. Reopen it first to {action} it.",
            action=action.label,
        )
    return kept(
        "This proposal is already rejected. Reopen it first to {action} it.", action=action.label
    )


def _changed(standing: Standing, change: Correct | Describe | Redraw | Pin) -> Standing:
    match change:
        case Correct():
            return _corrected(standing, change)
        case Describe():
            return _described(standing, change)
        case Redraw():
            return _redrawn(standing, change)
        case Pin():
            return _pinned(standing, change)


def _accepted(standing: Standing) -> Standing:
    reason_against = objection(standing)
    if reason_against:
        raise Refused(reason_against)
    vouched = {ClaimKind.EXISTS}
    if standing.housing is not Housing.UNKNOWN:
        vouched.add(ClaimKind.HOUSING)
    return replace(standing, seen=standing.seen | vouched)


def _corrected(standing: Standing, correction: Correct) -> Standing:
    standing = _cleared(standing, correction.cleared)
    housing = correction.housing or standing.housing
    camera_type = correction.camera_type or standing.camera_type
    seen = set(standing.seen)
    if correction.camera_type and correction.camera_type not in CAMERA_TYPES[housing]:
        raise Refused(
            kept(
                "A {housing} camera cannot be of the type {type}.",
                housing=housing,
                type=correction.camera_type,
            )
        )
    if camera_type not in CAMERA_TYPES[housing]:  # chosen for the housing that it had before
        camera_type = None
    seen = _with(seen, ClaimKind.CAMERA_TYPE, camera_type is not None)
    if correction.housing:
        seen = _with(seen, ClaimKind.HOUSING, housing is not Housing.UNKNOWN)
    direction_deg = standing.direction_deg
    if correction.direction_deg is not None:
        if not math.isfinite(correction.direction_deg):
            raise Refused(kept("The direction must be a number of degrees."))
        direction_deg = correction.direction_deg % 360
        seen.add(ClaimKind.DIRECTION)
    return replace(
        standing,
        housing=housing,
        camera_type=camera_type,
        direction_deg=direction_deg,
        seen=frozenset(seen),
    )


def _cleared(standing: Standing, kinds: frozenset[ClaimKind]) -> Standing:
    """Take back what a person said; nothing takes its place."""
    if not kinds <= CLEARABLE:
        raise Refused(kept("Only the camera type and the direction can be taken back."))
    return replace(
        standing,
        camera_type=None if ClaimKind.CAMERA_TYPE in kinds else standing.camera_type,
        direction_deg=None if ClaimKind.DIRECTION in kinds else standing.direction_deg,
        seen=standing.seen - kinds,
    )


def _with(kinds: set[ClaimKind], kind: ClaimKind, present: bool) -> set[ClaimKind]:
    return kinds | {kind} if present else kinds - {kind}


def _described(standing: Standing, description: Describe) -> Standing:
    try:
        details = in_order(description.details)
    except DetailError as error:
        raise Refused(str(error)) from error
    if description.documented and not any(detail.key == "model" for detail in details):
        raise Refused(kept("Only of a known model can documents say what it can do."))
    return replace(standing, details=details, documented=description.documented)


def _redrawn(standing: Standing, redraw: Redraw) -> Standing:
    check_box(redraw.box)
    position = standing.position if standing.pinned else redraw.position
    return replace(standing, box=redraw.box, position=position)


def _pinned(standing: Standing, pin: Pin) -> Standing:
    try:
        position = Position(
            latitude=pin.latitude,
            longitude=pin.longitude,
            semi_major_m=PIN_ERROR_M,
            semi_minor_m=PIN_ERROR_M,
            orientation_deg=0.0,
            bearing_deg=None,
            distance_m=None,
        )
    except ValueError as error:
        raise Refused(kept("The camera cannot be placed there. {reason}", reason=error)) from error
    return replace(standing, position=position, seen=standing.seen | {ClaimKind.PLACE})
