"""Selections: which proposals to show, and in which order."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, select

from detection.record import Housing
from mapping.review.proposal import State
from mapping.storage.schema import PhotoRow, ProposalRow, UploadRow

__all__ = ["Order", "Selection"]


class Order(StrEnum):
    """What comes first. Equals follow in the order of their ids, so every order is stable."""

    ARRIVAL = "arrival"
    UNCERTAIN = "uncertain"
    CONFIDENT = "confident"
    ID = "id"


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """A filter on proposals; empty `states` or `housings` mean all of them.

    `min_confidence` is that of the detector. `without` names proposals to pass over (those
    that a reviewer skipped), `not_voted_by` passes over those that a reviewer has voted on.
    """

    states: Collection[State] = (State.PROPOSED,)
    housings: Collection[Housing] = ()
    min_confidence: float = 0.0
    receipt: str | None = None
    without: Collection[str] = ()
    not_voted_by: str | None = None
    order: Order = Order.ARRIVAL


def chosen(selection: Selection) -> Select[ProposalRow, str]:
    """Give the statement that reads the rows of a selection with the SHA-256 of their photos."""
    return (
        select(ProposalRow, PhotoRow.sha256)
        .join(ProposalRow.photo)
        .join(PhotoRow.upload)
        .where(*_conditions(selection))
        .order_by(*_ORDERS[selection.order], ProposalRow.id)
    )


def counted(selection: Selection) -> Select[int]:
    """Give the statement that counts a selection."""
    return (
        select(func.count(ProposalRow.id))
        .join(ProposalRow.photo)
        .join(PhotoRow.upload)
        .where(*_conditions(selection))
    )


_ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    Order.ARRIVAL: (ProposalRow.photo_id.asc(), ProposalRow.ordinal.asc()),
    Order.UNCERTAIN: (ProposalRow.confidence.asc(),),
    Order.CONFIDENT: (ProposalRow.confidence.desc(),),
    Order.ID: (),
}


def _conditions(selection: Selection) -> list[ColumnElement[bool]]:
    conditions = [ProposalRow.confidence >= selection.min_confidence]
    if selection.states:
        conditions.append(ProposalRow.state.in_([state.value for state in selection.states]))
    if selection.housings:
        conditions.append(ProposalRow.housing.in_([kind.value for kind in selection.housings]))
    if selection.receipt is not None:
        conditions.append(UploadRow.receipt == selection.receipt)
    if selection.without:
        conditions.append(ProposalRow.id.not_in(list(selection.without)))
    if selection.not_voted_by is not None:
        conditions.append(~_voted_by(selection.not_voted_by))
    return conditions


def _voted_by(name: str) -> ColumnElement[bool]:
    """Look for a vote in the text of the list, which both databases keep as it was written."""
    vote = f'"who": {json.dumps(name)}, '
    return cast(ProposalRow.votes, Text).contains(vote, autoescape=True)
