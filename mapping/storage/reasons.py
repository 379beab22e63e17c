"""Reasons of rejections that hold, without the names of those who gave them."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from mapping.review.proposal import Proposal, State
from mapping.review.verdict import Action, Reason
from mapping.storage.schema import DecisionRow, PhotoRow, ProposalRow, UploadRow

__all__ = ["Reasons", "reason_of", "rejection_reasons"]

Reasons = dict[str, Reason]
"""By the id of the proposal that was rejected."""


def rejection_reasons(session: Session, *, receipt: str | None = None) -> Reasons:
    """Read the last reason of each rejection that was not taken back (of one upload)."""
    undo = aliased(DecisionRow)
    conditions: list[ColumnElement[bool]] = [
        DecisionRow.action == Action.REJECT.value,
        DecisionRow.to_state == State.REJECTED.value,
        undo.id.is_(None),
    ]
    if receipt is not None:
        conditions.append(UploadRow.receipt == receipt)
    rows = session.execute(
        select(DecisionRow.proposal_id, DecisionRow.reason)
        .outerjoin(undo, undo.undoes == DecisionRow.id)
        .join(ProposalRow, ProposalRow.id == DecisionRow.proposal_id)
        .join(ProposalRow.photo)
        .join(PhotoRow.upload)
        .where(*conditions)
        .order_by(DecisionRow.id)
    )
    return {proposal: Reason(reason) for proposal, reason in rows if reason}


def reason_of(proposal: Proposal, reasons: Reasons) -> Reason | None:
    """Give why a proposal is rejected; another view is rejected with its camera."""
    if proposal.state is not State.REJECTED:
        return None
    return reasons.get(proposal.standing.view_of or proposal.id)
