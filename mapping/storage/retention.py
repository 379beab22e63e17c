"""Retention: how long the originals are kept, which tell where their photographers stood.

An original goes as soon as nobody needs it any more: when every proposal of its photo is
decided, at once where the photo has none or is no good, and after `LONGEST` in any case, also
where another try may help. What the pages show was drawn before, and stays.
"""

import os
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from mapping.review.proposal import State
from mapping.storage.database import Database, DatabaseError
from mapping.storage.originals import Originals
from mapping.storage.rows import RETRYABLE, PhotoState
from mapping.storage.schema import PhotoRow, ProposalRow

__all__ = ["LONGEST", "Policy", "delete_due", "policy"]

LONGEST = timedelta(days=90)
"""After which an original goes although its proposals are not decided, or its scan failed."""


class Policy(StrEnum):
    """What an operator chose in `OSMATRAC_ORIGINALS`."""

    DELETE = "delete"
    KEEP = "keep"


def policy() -> Policy:
    """Read the operator's choice from the environment; raises DatabaseError for nonsense."""
    chosen = os.environ.get("OSMATRAC_ORIGINALS") or Policy.DELETE
    try:
        return Policy(chosen)
    except ValueError:
        raise DatabaseError(
            f"OSMATRAC_ORIGINALS must be {' or '.join(Policy)}, not {chosen!r}."
        ) from None


def delete_due(
    database: Database,
    originals: Originals,
    *,
    sha256: str | None = None,
    now: datetime | None = None,
) -> int:
    """Delete the originals that nobody needs any more, or one of them; give how many.

    Raises OSError where a file cannot be deleted; it is tried again the next time.
    """
    due = select(PhotoRow).where(PhotoRow.original_kept, _due(now or datetime.now(UTC)))
    if sha256 is not None:
        due = due.where(PhotoRow.sha256 == sha256)
    with database.write() as session:
        rows = session.scalars(due).all()
        for row in rows:
            delete_original(session, originals, row)
        return len(rows)


def delete_original(session: Session, originals: Originals, row: PhotoRow) -> None:
    """Delete the original of a photo, within a transaction of the caller."""
    row.original_kept = False
    session.flush()
    originals.delete(row.sha256)


def _due(now: datetime) -> ColumnElement[bool]:
    undecided = PhotoRow.proposals.any(ProposalRow.state == State.PROPOSED.value)
    return and_(
        or_(
            PhotoRow.state != PhotoState.SCANNED.value,
            PhotoRow.pictures_due.is_(False),
        ),
        or_(
            and_(PhotoRow.state == PhotoState.SCANNED.value, ~undecided),
            and_(
                PhotoRow.state == PhotoState.FAILED.value, PhotoRow.problem_code.not_in(RETRYABLE)
            ),
            and_(PhotoRow.state != PhotoState.RECEIVED.value, PhotoRow.received_at < now - LONGEST),
        ),
    )
