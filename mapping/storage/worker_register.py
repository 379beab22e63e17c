"""The register of workers: who scans, when each was last seen, and what keeps it from scanning.

A worker enters itself and gives a pulse every few seconds, which also keeps the lease of the
photo that it is at. Pages and operators read here how the scanning is, wherever workers run.
"""

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from detection.record import Problem
from languages.kept import kept
from mapping.storage.database import Database
from mapping.storage.schema import PhotoRow, WorkerRow

__all__ = ["LEASE", "PULSE_SECONDS", "WorkerRegister", "WorkerState"]

PULSE_SECONDS = 10.0

LEASE = timedelta(minutes=1)
"""How long a photo belongs to a worker of which no pulse comes any more."""

LOST_AFTER = timedelta(seconds=45)
"""A worker that was not seen for so long counts as gone."""

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerState:
    """A worker as it last told of itself; `problem` is what keeps it from scanning."""

    id: str
    host: str
    process: int
    started_at: datetime
    seen_at: datetime
    scanned: int
    problem: Problem | None


class WorkerRegister:
    """Reads and writes the register. Safe to share between threads."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._clock = clock

    def enter(self) -> str:
        """Enter a worker of this process and give its id; forgets those long gone.

        Photos of workers of this machine that were killed are free from now on.
        """
        name, now = secrets.token_hex(6), self._clock()
        with self._database.write() as session:
            _bury(session, now)
            session.add(
                WorkerRow(
                    id=name,
                    host=_host(),
                    process=os.getpid(),
                    started_at=now,
                    seen_at=now,
                    scanned=0,
                )
            )
        return name

    def pulse(self, worker: str, *, scanned: int, problem: Problem | None) -> None:
        """Say that a worker lives, how many photos it has scanned, and what it waits for."""
        now = self._clock()
        with self._database.write() as session:
            session.execute(
                update(WorkerRow)
                .where(WorkerRow.id == worker)
                .values(
                    seen_at=now,
                    scanned=scanned,
                    problem_code=problem.code if problem else None,
                    problem_message=problem.message if problem else None,
                )
            )
            session.execute(
                update(PhotoRow)
                .where(PhotoRow.lease_token.startswith(f"{worker}-"))
                .values(lease_until=now + LEASE)
            )

    def leave(self, worker: str) -> None:
        """Take a worker that ends out of the register."""
        with self._database.write() as session:
            _remove(session, worker)

    def living(self) -> tuple[WorkerState, ...]:
        """Give the workers that were seen lately, the oldest first."""
        since = self._clock() - LOST_AFTER
        with self._database.read() as session:
            rows = session.scalars(
                select(WorkerRow).where(WorkerRow.seen_at > since).order_by(WorkerRow.started_at)
            )
            return tuple(map(_state_of, rows))

    def obstacle(self, *, waiting_since: datetime | None = None) -> Problem | None:
        """Say why nothing is scanned now; None while a worker scans or may be starting.

        `waiting_since` is when the photo came in that waits longest.
        """
        workers = self.living()
        if any(worker.problem is None for worker in workers):
            return None
        if workers:
            return workers[0].problem
        if waiting_since is None or waiting_since > self._clock() - LOST_AFTER:
            return None
        message = kept("Photos are kept and wait: no scanning process is running at the moment.")
        return Problem(code="no_worker", message=message)


def _bury(session: Session, now: datetime) -> None:
    """Remove the workers of this machine whose process is gone, and those long unseen."""
    for row in session.scalars(select(WorkerRow)):
        killed = row.host == _host() and not _runs(row.process)
        if killed or row.seen_at < now - FORGOTTEN_AFTER:
            _remove(session, row.id)


def _remove(session: Session, worker: str) -> None:
    session.execute(
        update(PhotoRow)
        .where(PhotoRow.lease_token.startswith(f"{worker}-"))
        .values(lease_token=None, lease_until=None)
    )
    session.execute(delete(WorkerRow).where(WorkerRow.id == worker))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _host() -> str:
    return socket.gethostname()[:100]


def _state_of(row: WorkerRow) -> WorkerState:
    problem = (
        Problem(code=row.problem_code, message=row.problem_message or "")
        if (row.problem_code)
        else None
    )
    return WorkerState(
        id=row.id,
        host=row.host,
        process=row.process,
        started_at=row.started_at,
        seen_at=row.seen_at,
        scanned=row.scanned,
        problem=problem,
    )
