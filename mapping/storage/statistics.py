"""Statistics: how many photos, proposals and cameras there are, and since when."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import func, select

from detection.record import Housing
from mapping.review.proposal import State
from mapping.review.verdict import Action
from mapping.storage.rows import PhotoState
from mapping.storage.schema import DecisionRow, PhotoRow, ProposalRow
from mapping.storage.store import Store

__all__ = [
    "Statistics",
    "accepted_by_month",
    "count",
    "has_photos",
    "months_of_acceptance",
]

_Key = TypeVar("_Key", bound=StrEnum)


@dataclass(frozen=True, kw_only=True, slots=True)
class Statistics:
    """Counts; every state is there, also with none.

    `housings` counts the proposals of each state by the housing that holds now. `found` and
    `decided` count proposals and reviewers' accepts and rejects by day (UTC), days with none
    left out.
    """

    photos: dict[PhotoState, int]
    states: dict[State, int]
    housings: dict[State, dict[Housing, int]]
    found: dict[date, int]
    decided: dict[date, int]

    def to_json(self) -> dict[str, Any]:
        """Give the statistics as a JSON object."""
        return {
            "photos": _plain(self.photos),
            "proposals": _plain(self.states),
            "housings": {state.value: _plain(kinds) for state, kinds in self.housings.items()},
            "found_by_day": {day.isoformat(): number for day, number in self.found.items()},
            "decided_by_day": {day.isoformat(): number for day, number in self.decided.items()},
        }


def count(store: Store) -> Statistics:
    """Count what is in the store."""
    decisions = select(DecisionRow.at).where(
        DecisionRow.action.in_([Action.ACCEPT.value, Action.REJECT.value])
    )
    photo_states = select(PhotoRow.state, func.count(PhotoRow.id)).group_by(PhotoRow.state)
    with store.database.read() as session:
        photos = dict(session.execute(photo_states).all())
        kinds = session.execute(
            select(ProposalRow.state, ProposalRow.housing, func.count(ProposalRow.id))
            .where(ProposalRow.view_of.is_(None))
            .group_by(ProposalRow.state, ProposalRow.housing)
        ).all()
        created = select(ProposalRow.created_at).where(ProposalRow.view_of.is_(None))
        found = Counter(at.date() for at in session.scalars(created))
        decided = Counter(at.date() for at in session.scalars(decisions))
    housings: dict[State, dict[Housing, int]] = {state: {} for state in State}
    for state, housing, number in sorted(kinds):
        housings[State(state)][Housing(housing)] = number
    return Statistics(
        photos={state: photos.get(state, 0) for state in PhotoState},
        states={state: sum(housings[state].values()) for state in State},
        housings=housings,
        found=dict(sorted(found.items())),
        decided=dict(sorted(decided.items())),
    )


def accepted_by_month(store: Store) -> dict[str, int]:
    """Count the accepted cameras by the month (UTC) in which they were accepted, `2026-11: 3`.

    Public: it tells neither when a photo was taken nor who decided.
    """
    return dict(sorted(Counter(months_of_acceptance(store).values()).items()))


def has_photos(store: Store) -> bool:
    """Say whether anything was ever handed in and not forgotten."""
    with store.database.read() as session:
        return session.scalar(select(PhotoRow.id).limit(1)) is not None


def months_of_acceptance(store: Store) -> dict[str, str]:
    """Give the month (UTC) in which each accepted camera was last accepted, by its id."""
    latest = (
        select(DecisionRow.proposal_id, func.max(DecisionRow.at))
        .join(ProposalRow, ProposalRow.id == DecisionRow.proposal_id)
        .where(
            ProposalRow.state == State.ACCEPTED.value,
            ProposalRow.view_of.is_(None),
            DecisionRow.to_state == State.ACCEPTED.value,
            DecisionRow.from_state != State.ACCEPTED.value,
        )
        .group_by(DecisionRow.proposal_id)
    )
    with store.database.read() as session:
        return {camera: f"{at:%Y-%m}" for camera, at in session.execute(latest)}


def _plain(counts: Mapping[_Key, int]) -> dict[str, int]:
    return {key.value: number for key, number in counts.items()}
