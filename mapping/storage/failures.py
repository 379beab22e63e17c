"""Failures: the photos that were set aside, for the operator to look at and to try again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from detection.record import Problem
from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.storage.rows import RETRYABLE, PhotoState
from mapping.storage.schema import PhotoRow
from mapping.storage.store import Store

__all__ = ["Failure", "failures", "retry"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A photo that was set aside: what its sender reads, and what really happened."""

    sha256: str
    received_at: datetime
    problem: Problem
    reason: str | None
    tries: int

    @property
    def retryable(self) -> bool:
        """Whether another try can have another end."""
        return self.problem.code in RETRYABLE


def failures(store: Store, *, who: Person, all_reasons: bool = False) -> tuple[Failure, ...]:
    """List the photos that another try may help, oldest first; or all that could not be used.

    Raises Forbidden.
    """
    require(who, Permission.SEE_OPERATIONS)
    statement = select(PhotoRow).where(PhotoRow.state == PhotoState.FAILED.value)
    if not all_reasons:
        statement = statement.where(PhotoRow.problem_code.in_(RETRYABLE))
    with store.database.read() as session:
        return tuple(map(_failure, session.scalars(statement.order_by(PhotoRow.id))))


def retry(store: Store, photos: Collection[str], *, who: Person) -> int:
    """Let photos that failed be scanned anew, named by their SHA-256; give how many there were.

    A name that belongs to no failed photo is passed over. Raises Forbidden.
    """
    require(who, Permission.RETRY_SCANS)
    with store.database.write() as session:
        again = session.scalars(
            update(PhotoRow)
            .where(PhotoRow.sha256.in_(photos), PhotoRow.state == PhotoState.FAILED.value)
            .values(
                state=PhotoState.RECEIVED.value,
                tries=0,
                failures=0,
                retry_at=None,
                lease_token=None,
                lease_until=None,
                record=None,
                problem_code=None,
                problem_message=None,
            )
            .returning(PhotoRow.id)
        ).all()
        return len(again)


def _failure(row: PhotoRow) -> Failure:
    return Failure(
        sha256=row.sha256,
        received_at=row.received_at,
        problem=Problem(code=row.problem_code or "", message=row.problem_message or ""),
        reason=row.last_failure,
        tries=row.tries,
    )
