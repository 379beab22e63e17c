"""The store: all that is known of photos, proposals and decisions, behind plain records.

store = Store.open(folder)            # folder/osmatrac.db and folder/photos/
proposal = store.next(Selection(min_confidence=0.5))
store.decide(proposal, Accept(), who="Ana")
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from detection.record import Location
from mapping.review.proposal import Proposal, State
from mapping.review.review import Refused
from mapping.review.verdict import Verdict
from mapping.storage import ledger
from mapping.storage.database import Database, DatabaseError
from mapping.storage.originals import Originals
from mapping.storage.receipt import normalise_receipt
from mapping.storage.rows import (
    Decision,
    StoredPhoto,
    decision_of,
    photo_of,
    proposal_of,
)
from mapping.storage.scans import locate_anew, photo_row
from mapping.storage.schema import DecisionRow, PhotoRow, UploadRow
from mapping.storage.selection import Order, Selection, chosen, counted

__all__ = ["Store", "Upload", "data_folder", "database_address"]


def data_folder() -> Path:
    """Give the folder for uploads and database: `OSMATRAC_DATA`, else `data` where we run."""
    return Path(os.environ.get("OSMATRAC_DATA") or "data")


def database_address(folder: Path, database: str | None = None) -> str:
    """Give what was asked for, else `DATABASE_URL`, else the embedded database in the folder."""
    return database or os.environ.get("DATABASE_URL") or str(folder / "osmatrac.db")


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """What became of the photos that were handed in under one receipt, in their order."""

    receipt: str
    created_at: datetime
    photos: tuple[StoredPhoto, ...]

    @property
    def waiting(self) -> int:
        """How many photos are not scanned yet."""
        return sum(photo.state == "received" for photo in self.photos)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """All proposals from these photos."""
        return tuple(proposal for photo in self.photos for proposal in photo.proposals)


class Store:
    """Photos on the disk, the rest in the database. Safe to share between threads."""

    def __init__(self, database: Database, originals: Originals) -> None:
        self.database = database
        self.originals = originals

    @classmethod
    def open(cls, folder: Path | str | None = None, *, database: str | None = None) -> Self:
        """Open the store in `folder` (default: `data_folder()`), making what is not there.

        `database` is a URL or the path of an SQLite file; without it the environment's
        `DATABASE_URL` counts, else `osmatrac.db` in the folder. Raises DatabaseError.

        A new folder can be read by nobody but the user who runs this: photos tell who stood
        where.
        """
        place = Path(folder) if folder is not None else data_folder()
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(f"The folder {place} cannot be made: {error.strerror}") from error
        return cls(Database.open(database_address(place, database)), Originals(place / "photos"))

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def upload(self, receipt: str) -> Upload | None:
        """Say how an upload is coming along, None for a receipt that nobody got."""
        code = normalise_receipt(receipt)
        with self.database.read() as session:
            row = session.scalars(
                select(UploadRow)
                .where(UploadRow.receipt == code)
                .options(selectinload(UploadRow.photos).selectinload(PhotoRow.proposals))
            ).one_or_none()
            if row is None:
                return None
            photos = tuple(map(photo_of, row.photos))
            return Upload(receipt=row.receipt, created_at=row.created_at, photos=photos)

    def photo(self, sha256: str) -> StoredPhoto:
        """Read a photo with its scan record and proposals; raises NotFound."""
        with self.database.read() as session:
            return photo_of(photo_row(session, sha256))

    def original(self, sha256: str) -> bytes | None:
        """Give the bytes of a photo as it was sent, None if they are not kept."""
        return self.originals.read(sha256)

    def place(self, sha256: str, *, latitude: float, longitude: float, who: str) -> StoredPhoto:
        """Say where a photo was taken (WGS 84 degrees) and estimate its cameras anew.

        Cameras that a person accepted or pinned stay where they are. Raises NotFound, and
        Refused for an impossible point.
        """
        name = ledger.signed(who)
        _check_point(latitude, longitude)
        with self.database.write() as session:
            row = photo_row(session, sha256)
            row.placed_latitude, row.placed_longitude = latitude, longitude
            row.placed_by, row.placed_at = name, datetime.now(UTC)
            session.flush()
            locate_anew(session, row, who=name)
            session.expire_all()
            return photo_of(row)

    def proposals(self, selection: Selection | None = None) -> Iterator[Proposal]:
        """Read the proposals of a selection one by one (default: those that wait for review)."""
        statement = chosen(selection or Selection()).execution_options(yield_per=500)
        with self.database.read() as session:
            for row, sha256 in session.execute(statement):
                yield proposal_of(row, sha256)

    def cameras(self) -> Iterator[Proposal]:
        """Read the accepted cameras, in the order of their ids."""
        return self.proposals(Selection(states=(State.ACCEPTED,), order=Order.ID))

    def next(self, selection: Selection | None = None) -> Proposal | None:
        """Give the first proposal of a selection, None if there is none."""
        with self.database.read() as session:
            found = session.execute(chosen(selection or Selection()).limit(1)).first()
            return None if found is None else proposal_of(found[0], found[1])

    def count(self, selection: Selection | None = None) -> int:
        """Count the proposals of a selection."""
        with self.database.read() as session:
            return session.scalar(counted(selection or Selection())) or 0

    def proposal(self, proposal_id: str) -> Proposal:
        """Read a proposal; raises NotFound."""
        with self.database.read() as session:
            return ledger.read_proposal(session, proposal_id)

    def decide(
        self, proposal: Proposal, verdict: Verdict, *, who: str, note: str | None = None
    ) -> Proposal:
        """Record a verdict on a proposal as its reviewer saw it, and give it as it is then.

        Raises Refused (not legal now), Conflict (somebody was faster) or NotFound: all of
        them ReviewErrors, with a sentence for the reviewer.
        """
        with self.database.write() as session:
            return ledger.decide(session, proposal, verdict, who=who, note=note)

    def undo_last(self, who: str) -> Proposal:
        """Take back a person's last decision; again for the one before. Raises ReviewError."""
        with self.database.write() as session:
            return ledger.undo_last(session, who)

    def history(self, proposal_id: str) -> tuple[Decision, ...]:
        """Read all decisions on a proposal, oldest first."""
        with self.database.read() as session:
            rows = session.scalars(
                select(DecisionRow)
                .where(DecisionRow.proposal_id == proposal_id)
                .order_by(DecisionRow.id)
            )
            return tuple(map(decision_of, rows))


def _check_point(latitude: float, longitude: float) -> None:
    if latitude == 0 and longitude == 0:
        raise Refused("0, 0 lies in the ocean: it is what phones write for no location.")
    try:
        Location(latitude=latitude, longitude=longitude)
    except ValueError as error:
        raise Refused(f"There is no such place. {error}") from error
