"""The queue as an operator sees it: how much waits, for how long, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, or_, select

from mapping.storage.database import Database
from mapping.storage.rows import PhotoState
from mapping.storage.schema import DecisionRow, PhotoRow, ProposalRow
from mapping.storage.worker_register import WorkerRegister, WorkerState

__all__ = ["QueueState", "read_queue"]


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueState:
    """Counts at one moment; no ids, no names, no places.

    `photos` and `proposals` count by state, `decisions` by action. `scan_seconds` is what all
    `timed_scans` took together. `workers` are those
    that were seen lately. `oldest_waiting` is how long the oldest photo has waited that could be
    scanned and that no worker holds, None where there is none.
    """

    photos: Mapping[str, int]
    proposals: Mapping[str, int]
    decisions: Mapping[str, int]
    in_work: int
    tried_again: int
    timed_scans: int
    scan_seconds: float
    workers: tuple[WorkerState, ...]
    oldest_waiting: timedelta | None

    @property
    def waiting(self) -> int:
        """How many photos are not scanned yet."""
        return self.photos[PhotoState.RECEIVED]


def read_queue(database: Database, now: datetime | None = None) -> QueueState:
    """Count what is in the database; raises UnavailableError where it cannot be read."""
    at = now or datetime.now(UTC)
    received = PhotoRow.state == PhotoState.RECEIVED
    free = or_(PhotoRow.lease_until.is_(None), PhotoRow.lease_until <= at)
    due = or_(PhotoRow.retry_at.is_(None), PhotoRow.retry_at <= at)
    with database.read() as session:
        photos = dict(
            session.execute(
                select(PhotoRow.state, func.count(PhotoRow.id)).group_by(PhotoRow.state)
            ).all()
        )
        proposals = session.execute(
            select(ProposalRow.state, func.count(ProposalRow.id))
            .where(ProposalRow.view_of.is_(None))
            .group_by(ProposalRow.state)
        ).all()
        decisions = session.execute(
            select(DecisionRow.action, func.count(DecisionRow.id)).group_by(DecisionRow.action)
        ).all()
        oldest = session.scalar(select(func.min(PhotoRow.received_at)).where(received, free, due))
        in_work = session.scalar(select(func.count(PhotoRow.id)).where(received, ~free))
        again = session.scalar(
            select(func.count(PhotoRow.id)).where(received, PhotoRow.failures > 0)
        )
        timed, seconds = session.execute(
            select(func.count(PhotoRow.scan_seconds), func.sum(PhotoRow.scan_seconds))
        ).one()
    return QueueState(
        photos={state.value: photos.get(state.value, 0) for state in PhotoState},
        proposals=dict(sorted(proposals)),
        decisions=dict(sorted(decisions)),
        in_work=in_work or 0,
        tried_again=again or 0,
        timed_scans=timed,
        scan_seconds=seconds or 0.0,
        workers=WorkerRegister(database).living(),
        oldest_waiting=at - oldest if oldest else None,
    )
