"""The store: all that is known of photos, proposals and decisions, behind plain records.

store = Store.open(folder)            # folder/osmatrac.db, folder/photos/ and folder/pictures/
proposal = store.next(Selection(min_confidence=0.5), who=person)
store.decide(proposal, Accept(), who=person)

What a method does for a person it does only if their roles allow it, else it raises Forbidden.
"""

import hmac
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from detection.record import Box, Location
from languages.kept import kept
from mapping.access.permission import Permission
from mapping.access.person import SIGNED_OUT, Forbidden, Person, require
from mapping.review.proposal import Proposal, State
from mapping.review.review import Conflict, Refused
from mapping.review.verdict import Split, Verdict
from mapping.storage import durable, ledger, retention, views
from mapping.storage.agreement import reviewers_needed
from mapping.storage.database import Database, DatabaseError
from mapping.storage.originals import Originals
from mapping.storage.pictures import Pictures
from mapping.storage.receipt import normalise_receipt
from mapping.storage.retention import Policy
from mapping.storage.rows import (
    Decision,
    StoredPhoto,
    decision_of,
    photo_of,
    proposal_of,
    without_names,
)
from mapping.storage.scans import locate_anew, photo_row, redraw
from mapping.storage.schema import DecisionRow, PhotoRow, UploadRow
from mapping.storage.selection import Area, Order, Selection, chosen, counted, read_chosen
from mapping.storage.strays import delete_strays

__all__ = ["Shown", "Store", "Upload", "data_folder", "database_address"]

_log = logging.getLogger(__name__)


def data_folder() -> Path:
    """Give the folder for uploads and database: `OSMATRAC_DATA`, else `data` where we run."""
    return Path(os.environ.get("OSMATRAC_DATA") or "data")


def database_address(folder: Path, database: str | None = None) -> str:
    """Give what was asked for, else `DATABASE_URL`, else the embedded database in the folder."""
    return database or os.environ.get("DATABASE_URL") or str(folder / "osmatrac.db")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The picture that people see of a photo which was `photo_width_px` wide."""

    jpeg: bytes
    photo_width_px: int


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
        """The proposals from these photos, one a camera: without further views of it."""
        found = (proposal for photo in self.photos for proposal in photo.proposals)
        return tuple(proposal for proposal in found if proposal.standing.view_of is None)


class Store:
    """Photos on the disk, the rest in the database. Safe to share between threads."""

    def __init__(
        self,
        database: Database,
        originals: Originals,
        pictures: Pictures,
        *,
        agreement: int = 1,
        policy: Policy = Policy.DELETE,
    ) -> None:
        self.database = database
        self.originals = originals
        self.pictures = pictures
        self.agreement = agreement
        self._policy = policy

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
        agreement, policy = reviewers_needed(), retention.policy()
        return cls(
            Database.open(database_address(place, database)),
            Originals(place / "photos"),
            Pictures(place / "pictures"),
            agreement=agreement,
            policy=policy,
        )

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def upload(self, receipt: str, *, who: Person = SIGNED_OUT) -> Upload | None:
        """Say how an upload is coming along, None for a receipt that nobody got.

        The names of those who placed its photos are given to reviewers only.
        """
        require(who, Permission.FOLLOW_UPLOAD)
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
            if not who.may(Permission.SEE_REVIEWERS):
                photos = tuple(map(without_names, photos))
            return Upload(receipt=row.receipt, created_at=row.created_at, photos=photos)

    def photo(self, sha256: str, *, who: Person) -> StoredPhoto:
        """Read a photo with its scan record, place and proposals; raises NotFound."""
        require(who, Permission.SEE_PHOTOGRAPHER)
        with self.database.read() as session:
            return photo_of(photo_row(session, sha256))

    def original(self, sha256: str, *, who: Person, receipt: str | None = None) -> bytes | None:
        """Give the bytes of a photo as it was sent, None if they are not kept.

        Reviewers may have them, and whoever holds the receipt of its upload.
        """
        self.require_sight(sha256, who=who, receipt=receipt)
        return self.originals.read(sha256)

    def shown(self, sha256: str, *, who: Person, receipt: str | None = None) -> Shown | None:
        """Give the redacted picture of a photo, None if there is none (yet, or any more).

        For the same people as the original.
        """
        self.require_sight(sha256, who=who, receipt=receipt)
        picture = self.pictures.photo(sha256)
        if picture is None:
            return None
        with self.database.read() as session:
            width = photo_row(session, sha256).width
        assert width is not None
        return Shown(jpeg=picture, photo_width_px=width)

    def require_sight(self, sha256: str, *, who: Person, receipt: str | None = None) -> None:
        """Let pass who may see a photo: reviewers, and the holder of its receipt."""
        self._require_own(sha256, receipt, who, Permission.SEE_ORIGINAL)

    def place(
        self,
        sha256: str,
        *,
        latitude: float,
        longitude: float,
        who: Person,
        receipt: str | None = None,
    ) -> StoredPhoto:
        """Say where a photo was taken (WGS 84 degrees) and estimate its cameras anew.

        Reviewers may, and whoever holds the receipt of its upload. Cameras that a person
        accepted or pinned stay where they are. Raises NotFound, and Refused for an impossible
        point.
        """
        self._require_own(sha256, receipt, who, Permission.PLACE_PHOTO)
        name = ledger.signed(who.name)
        _check_point(latitude, longitude)
        with self.database.write() as session:
            row = photo_row(session, sha256)
            row.placed_latitude, row.placed_longitude = latitude, longitude
            row.placed_by, row.placed_at = name, datetime.now(UTC)
            session.flush()
            try:
                locate_anew(session, row, who=name)
            except Conflict:
                if who.may(Permission.SEE_REVIEWERS):
                    raise
                raise Conflict(kept("Somebody reviews this photo just now. Try again.")) from None
            session.expire_all()
            placed = photo_of(row)
            return placed if who.may(Permission.SEE_REVIEWERS) else without_names(placed)

    def proposals(self, selection: Selection | None = None, *, who: Person) -> Iterator[Proposal]:
        """Read the proposals of a selection one by one (default: those that wait for review)."""
        require(who, Permission.SEE_PROPOSALS)
        return self._chosen(selection or Selection())

    def exported(self, selection: Selection, *, who: Person) -> Iterator[Proposal]:
        """Read the proposals of a selection to give them away: accepted ones are for all."""
        public = tuple(selection.states) == (State.ACCEPTED,)
        require(who, Permission.EXPORT_CAMERAS if public else Permission.EXPORT_PROPOSALS)
        return self._chosen(selection)

    def cameras(self, area: Area | None = None) -> Iterator[Proposal]:
        """Read the accepted cameras (of an area), in the order of their ids; they are public."""
        return self._chosen(Selection(states=(State.ACCEPTED,), order=Order.ID, area=area))

    def first(
        self, selection: Selection | None = None, *, count: int, who: Person
    ) -> tuple[Proposal, ...]:
        """Give the first proposals of a selection that the person has not voted on."""
        require(who, Permission.SEE_PROPOSALS)
        unseen = replace(selection or Selection(), not_voted_by=who.name)
        with self.database.read() as session:
            found = session.execute(chosen(unseen).limit(count)).all()
            return tuple(proposal_of(row, sha256) for row, sha256 in found)

    def next(self, selection: Selection | None = None, *, who: Person) -> Proposal | None:
        """Give the first proposal of a selection that the person has not voted on, or None."""
        return next(iter(self.first(selection, count=1, who=who)), None)

    def count(self, selection: Selection | None = None) -> int:
        """Count the proposals of a selection."""
        with self.database.read() as session:
            return session.scalar(counted(selection or Selection())) or 0

    def proposal(self, proposal_id: str, *, who: Person) -> Proposal:
        """Read a proposal; raises NotFound."""
        require(who, Permission.SEE_PROPOSALS)
        with self.database.read() as session:
            return ledger.read_proposal(session, proposal_id)

    def decide(
        self, proposal: Proposal, verdict: Verdict, *, who: Person, note: str | None = None
    ) -> Proposal:
        """Record a verdict on a proposal as its reviewer saw it, and give it as it is then.

        Raises Refused (not legal now), Conflict (somebody was faster), NotFound or Forbidden:
        all of them ReviewErrors, with a sentence for the reviewer. The other views of the camera
        follow.
        """
        require(who, Permission.DECIDE)
        with self.database.write() as session:
            decided = ledger.decide(
                session, proposal, verdict, who=who.name, note=note, agreement=self.agreement
            )
            others = views.follow(session, decided, who=who.name)
            if isinstance(verdict, Split) and proposal.standing.view_of:
                views.combine_again(session, proposal.standing.view_of)
        if decided.state is not State.PROPOSED:
            for photo in sorted({decided.photo, *(view.photo for view in others)}):
                self.tidy(photo)
        return decided

    def tidy(self, sha256: str | None = None) -> None:
        """Delete the originals that the policy has no more use for, or one of them.

        Without a name also what killed processes left half written, or without a row.
        """
        try:
            if sha256 is None:
                durable.remove_abandoned(self.originals.folder)
                durable.remove_abandoned(self.pictures.folder)
                delete_strays(self.database, self.originals)
            if self._policy is Policy.KEEP:
                return
            retention.delete_due(self.database, self.originals, sha256=sha256)
        except OSError as error:  # what was decided holds; the worker tries again
            _log.warning("Originals cannot be deleted: %s", error.strerror)

    def redraw(self, proposal: Proposal, box: Box, *, who: Person) -> Proposal:
        """Correct the box of a proposal (pixels of the upright photo) and place it anew.

        A pinned camera stays where it is. Raises ReviewErrors as `decide` does.
        """
        require(who, Permission.DECIDE)
        with self.database.write() as session:
            redrawn = redraw(session, proposal, box, who=who.name)
            if views.views_of(session, redrawn.id):
                views.combine_again(session, redrawn.id)
            return ledger.read_proposal(session, redrawn.id)

    def undo_last(self, who: Person) -> Proposal:
        """Take back a person's last decision; again for the one before. Raises ReviewError."""
        require(who, Permission.UNDO)
        with self.database.write() as session:
            after = ledger.undo_last(session, who.name)
            lead = after.standing.view_of
            camera = ledger.read_proposal(session, lead) if lead else after
            others = views.follow(session, camera, who=who.name)
            if lead or others:
                views.combine_again(session, camera.id)
            return ledger.read_proposal(session, after.id)

    def views(self, proposal_id: str, *, who: Person) -> tuple[Proposal, ...]:
        """Read the other views of the camera that a proposal stands for; see `views`."""
        require(who, Permission.SEE_PROPOSALS)
        with self.database.read() as session:
            return views.views_of(session, proposal_id)

    def history(self, proposal_id: str, *, who: Person) -> tuple[Decision, ...]:
        """Read all decisions on a proposal with the names of those who made them, oldest first."""
        require(who, Permission.SEE_REVIEWERS)
        with self.database.read() as session:
            rows = session.scalars(
                select(DecisionRow)
                .where(DecisionRow.proposal_id == proposal_id)
                .order_by(DecisionRow.id)
            )
            return tuple(map(decision_of, rows))

    def _chosen(self, selection: Selection) -> Iterator[Proposal]:
        with self.database.read() as session:
            yield from read_chosen(session, selection)

    def _require_own(
        self, sha256: str, receipt: str | None, who: Person, permission: Permission
    ) -> None:
        """Let pass who has a permission, or the receipt of the upload that a photo came with."""
        try:
            require(who, permission)
        except Forbidden:
            if receipt is None:
                raise
            with self.database.read() as session:
                own = photo_row(session, sha256).upload.receipt
            if not hmac.compare_digest(own, normalise_receipt(receipt)):
                raise


def _check_point(latitude: float, longitude: float) -> None:
    if latitude == 0 and longitude == 0:
        raise Refused(kept("0, 0 lies in the ocean: it is what phones write for no location."))
    try:
        Location(latitude=latitude, longitude=longitude)
    except ValueError as error:
        raise Refused(kept("There is no such place. {reason}", reason=error)) from error
