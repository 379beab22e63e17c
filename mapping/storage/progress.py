"""Progress: how far the queue is, and how much one person did of it.

Nobody's figures are told to anybody else: there is no list of people here.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.review.proposal import State
from mapping.review.verdict import Action
from mapping.storage.schema import DecisionRow, ProposalRow
from mapping.storage.store import Store

__all__ = ["Own", "Progress", "own", "progress"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How many proposals wait, were accepted and were rejected."""

    waiting: int
    accepted: int
    rejected: int

    @property
    def share(self) -> float:
        """The share that is decided, from 0 to 1; 1 where there is nothing to decide."""
        every = self.waiting + self.accepted + self.rejected
        return (self.accepted + self.rejected) / every if every else 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """How many of a person's accepts and rejects are in force: since a moment, and ever."""

    since: int
    ever: int


def progress(store: Store, *, who: Person) -> Progress:
    """Count the proposals by state; raises Forbidden."""
    require(who, Permission.SEE_PROPOSALS)
    cameras = ProposalRow.view_of.is_(None)
    statement = select(ProposalRow.state, func.count()).where(cameras).group_by(ProposalRow.state)
    with store.database.read() as session:
        counts = {State(state): number for state, number in session.execute(statement)}
    return Progress(
        waiting=counts.get(State.PROPOSED, 0),
        accepted=counts.get(State.ACCEPTED, 0),
        rejected=counts.get(State.REJECTED, 0),
    )


def own(store: Store, who: Person, *, since: datetime) -> Own:
    """Count what one person decided, without what was taken back; `since` has a time zone."""
    undo = aliased(DecisionRow)
    statement = (
        select(func.count().filter(DecisionRow.at >= since), func.count())
        .outerjoin_from(DecisionRow, undo, undo.undoes == DecisionRow.id)
        .where(
            DecisionRow.who == who.name,
            DecisionRow.action.in_([Action.ACCEPT.value, Action.REJECT.value]),
            undo.id.is_(None),
        )
    )
    with store.database.read() as session:
        recent, ever = session.execute(statement).one()
        return Own(since=recent, ever=ever)
