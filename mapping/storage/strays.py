"""Strays: originals on the disk that no row of the database knows.

A photo is written to the disk before its row, so a process that is killed in between, or a
database that does not answer just then, leaves a file behind. Its sender was never told that it
is kept; here it would lie for ever, with the place where somebody stood.
"""

import logging
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from mapping.storage.database import Database
from mapping.storage.originals import Originals
from mapping.storage.schema import PhotoRow, UploadRow

__all__ = ["STRAY_AFTER", "delete_strays"]

STRAY_AFTER = timedelta(hours=1)
"""No photo is on its way from the disk into the database for so long."""

_NAMES_A_QUERY = 500

_log = logging.getLogger(__name__)


def delete_strays(database: Database, originals: Originals, *, now: datetime | None = None) -> int:
    """Delete the strays that are old enough; give how many.

    A file that is older than the first upload of the database is left alone: it belongs to
    another database, and somebody set this one up wrongly. Raises OSError where a file cannot
    be deleted.
    """
    with database.read() as session:
        since = session.scalar(select(func.min(UploadRow.created_at)))
        if since is None:
            return 0
        until = (now or datetime.now(UTC)) - STRAY_AFTER
        strays = _unknown(session, originals.written_between(since, until))
    if not strays:
        return 0
    with database.write() as session:
        _hold_uploads(session)
        strays = _unknown(session, strays)
        for name in strays:
            originals.delete(name)
    _log.info("Deleted %d files of photos that never got into the database", len(strays))
    return len(strays)


def _hold_uploads(session: Session) -> None:
    """Let nobody enter a photo until the transaction ends; SQLite has one writer anyway.

    Who enters one looks after its file with the row still uncommitted, so a file that goes
    here is either written again after us or seen by us.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE photo IN SHARE ROW EXCLUSIVE MODE"))


def _unknown(session: Session, names: Collection[str]) -> list[str]:
    every: list[str] = sorted(names)
    known: set[str] = set()
    for at in range(0, len(every), _NAMES_A_QUERY):
        some = every[at : at + _NAMES_A_QUERY]
        known |= set(session.scalars(select(PhotoRow.sha256).where(PhotoRow.sha256.in_(some))))
    return [name for name in every if name not in known]
