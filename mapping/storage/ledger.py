"""The ledger: every change of a proposal as a line that is only ever added.

Functions here work inside a transaction of the caller, so that a proposal and its history
change together or not at all.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from languages.kept import kept
from mapping.review.proposal import Proposal, Standing
from mapping.review.review import Conflict, NotFound, Refused, judge
from mapping.review.verdict import Action, Reason, Reject, Verdict, action_of
from mapping.storage.rows import proposal_of, standing_columns
from mapping.storage.schema import DecisionRow, PhotoRow, ProposalRow

__all__ = ["BY_THE_WAY", "decide", "read_proposal", "signed", "undo_last"]

BY_THE_WAY = (Action.LOCATE, Action.GATHER, Action.FOLLOW)
"""What happens to a proposal because of something else: nobody's decision on it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Line:
    """What a decision adds to the history beside the standing before and after."""

    action: Action
    who: str
    reason: Reason | None = None
    note: str | None = None
    undoes: int | None = None


def signed(who: str) -> str:
    """Give the name that a change is recorded under; raises Refused for none."""
    name = who.strip()
    if not name:
        raise Refused(kept("Say who you are first: every change is recorded with a name."))
    return name[:200]


def read_proposal(session: Session, proposal_id: str) -> Proposal:
    """Read a proposal by its id; raises NotFound."""
    found = session.execute(
        select(ProposalRow, PhotoRow.sha256)
        .join(ProposalRow.photo)
        .where(ProposalRow.id == proposal_id)
    ).one_or_none()
    if found is None:
        raise NotFound(kept("There is no such proposal."))
    return proposal_of(found[0], found[1])


def decide(  # noqa: PLR0913 - what is recorded, and the rule it is judged by
    session: Session,
    known: Proposal,
    verdict: Verdict,
    *,
    who: str,
    note: str | None = None,
    agreement: int = 1,
) -> Proposal:
    """Apply a verdict to a proposal as its reviewer knew it and give it as it is then.

    Raises Conflict where it changed since, Refused where the verdict is not legal. A verdict
    that changes nothing leaves no line. `agreement` is how many reviewers have to say the same.
    """
    line = _Line(
        action=action_of(verdict),
        who=signed(who),
        reason=verdict.reason if isinstance(verdict, Reject) else None,
        note=(note or "").strip() or None,
    )
    current = read_proposal(session, known.id)
    if current.version != known.version:
        raise _conflict(session, known.id)
    # as it will be read again: positions are kept to the centimetre
    changed = judge(current.standing, verdict, who=line.who, agreement=agreement)
    after = Standing.from_json(changed.to_json())
    return current if after == current.standing else _append(session, current, after, line)


def undo_last(session: Session, who: str) -> Proposal:
    """Take back the last decision of a person that was not taken back yet.

    The proposal gets exactly the standing from before. Raises Refused where there is nothing
    to undo, Conflict where somebody decided on the same proposal later.
    """
    name = signed(who)
    undo = aliased(DecisionRow)
    in_force = (
        select(DecisionRow)
        .outerjoin(undo, undo.undoes == DecisionRow.id)
        .where(
            DecisionRow.action.not_in([Action.UNDO, Action.GATHER, Action.FOLLOW]),
            undo.id.is_(None),
        )
        .order_by(DecisionRow.id.desc())
        .limit(1)
    )
    # a placed photo is no decision on a proposal: it is changed by placing the photo again
    own = in_force.where(DecisionRow.who == name, DecisionRow.action.not_in(BY_THE_WAY))
    last = session.scalars(own).one_or_none()
    if last is None:
        raise Refused(kept("There is nothing to undo."))
    latest = session.scalars(in_force.where(DecisionRow.proposal_id == last.proposal_id)).one()
    if latest.id != last.id:
        raise _conflict(session, last.proposal_id)
    line = _Line(action=Action.UNDO, who=name, undoes=last.id)
    current = read_proposal(session, last.proposal_id)
    return _append(session, current, Standing.from_json(last.before), line)


def _append(session: Session, current: Proposal, after: Standing, line: _Line) -> Proposal:
    changed = session.execute(
        update(ProposalRow)
        .where(ProposalRow.id == current.id, ProposalRow.version == current.version)
        .values(**standing_columns(after), version=current.version + 1)
        .returning(ProposalRow.id)
    ).all()
    if not changed:
        raise _conflict(session, current.id)
    session.add(
        DecisionRow(
            proposal_id=current.id,
            at=datetime.now(UTC),
            who=line.who,
            action=line.action.value,
            from_state=current.state.value,
            to_state=after.state.value,
            reason=line.reason.value if line.reason else None,
            note=line.note,
            before=current.standing.to_json(),
            after=after.to_json(),
            undoes=line.undoes,
        )
    )
    session.flush()
    return replace(current, standing=after, version=current.version + 1)


def _conflict(session: Session, proposal_id: str) -> Conflict:
    latest = session.scalars(
        select(DecisionRow)
        .where(DecisionRow.proposal_id == proposal_id)
        .order_by(DecisionRow.id.desc())
        .limit(1)
    ).first()
    if latest is None:
        return Conflict(kept("Somebody has changed this proposal meanwhile. Look at it once more."))
    return Conflict(
        kept(
            "{who} has changed this proposal meanwhile ({what}). Look at it once more.",
            who=latest.who,
            what=Action(latest.action).label,
        )
    )
