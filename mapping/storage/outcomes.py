"""Outcomes: what became of the cameras of an upload, for whoever has its receipt.

Told are the state and the reason, from a list, in words; never who decided, what they noted, or
how many have voted so far.
"""

from dataclasses import dataclass
from enum import StrEnum

from mapping.access.permission import Permission
from mapping.access.person import SIGNED_OUT, Person, require
from mapping.review.proposal import Proposal, State
from mapping.review.verdict import Reason
from mapping.storage.reasons import Reasons, reason_of, rejection_reasons
from mapping.storage.store import Store, Upload

__all__ = ["Fate", "Outcome", "outcomes"]


class Fate(StrEnum):
    """How far a camera has come."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    KNOWN = "known"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of a proposal; `camera` is the id of the one that stands for its camera.

    `reason` is that of a rejection; a duplicate is known, not rejected.
    """

    fate: Fate
    camera: str
    reason: Reason | None = None


def outcomes(store: Store, upload: Upload, *, who: Person = SIGNED_OUT) -> dict[str, Outcome]:
    """Say of each proposal of an upload, by its id, what became of it."""
    require(who, Permission.FOLLOW_UPLOAD)
    with store.database.read() as session:
        reasons = rejection_reasons(session, receipt=upload.receipt)
    return {
        proposal.id: _outcome(proposal, reasons)
        for photo in upload.photos
        for proposal in photo.proposals
    }


def _outcome(proposal: Proposal, reasons: Reasons) -> Outcome:
    reason = reason_of(proposal, reasons)
    fates = {
        State.PROPOSED: Fate.WAITING,
        State.ACCEPTED: Fate.ACCEPTED,
        State.REJECTED: Fate.KNOWN if reason is Reason.DUPLICATE else Fate.REJECTED,
    }
    return Outcome(
        fate=fates[proposal.state],
        camera=proposal.standing.view_of or proposal.id,
        reason=reason,
    )
