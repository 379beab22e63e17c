"""Intake: photos come in, are kept before anything else happens, and are scanned once.

    intake = Intake(store)
    reception = intake.receive([jpeg, heic])        # on the disk and in the database
    while intake.scan_next(scan):                   # here, in a thread, or in another process
        ...

A photo stays `received` until its record and its proposals are committed in one transaction.
Whoever scans it holds a lease that runs out, so after a kill it is simply scanned again.
"""

import logging
import secrets
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from detection.photo import MAX_BYTES, PhotoError
from detection.record import Box, Problem, ScanRecord
from detection.shown import Drawn
from mapping.access.permission import Permission
from mapping.access.person import SIGNED_OUT, Person, require
from mapping.matching.crops import crop_hashes
from mapping.review.review import NotFound
from mapping.storage.originals import digest
from mapping.storage.receipt import new_receipt, normalise_receipt
from mapping.storage.rows import PhotoState, StoredPhoto, photo_of
from mapping.storage.scans import keep_pictures, photo_row, save_record
from mapping.storage.schema import PhotoRow, UploadRow
from mapping.storage.store import Store

__all__ = ["Draw", "Duplicate", "Intake", "Job", "Kept", "Reception"]

Draw = Callable[[bytes, Sequence[Box]], Drawn]
"""Draws the pictures to show of a photo and of the cameras in its boxes."""

MAX_FAILURES = 3
"""Unexpected exceptions after which a photo is set aside."""

MAX_TRIES = 10
"""Scans begun after which a photo is set aside: one that takes the process down each time."""

LEASE = timedelta(minutes=5)
"""Far longer than a scan takes; after it a photo counts as abandoned by its worker."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """The photo is on the disk and in the database."""

    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicate:
    """The same bytes came before, under this receipt."""

    sha256: str
    receipt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reception:
    """What became of each file, in their order; no receipt where no file was new."""

    receipt: str | None
    files: tuple[Kept | Duplicate | Problem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """The right to scan a photo until the lease runs out."""

    sha256: str
    token: str


class Intake:
    """The way of photos into a store. Safe to share between threads and processes."""

    def __init__(
        self,
        store: Store,
        *,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._database = store.database
        self._lease = lease
        self._clock = clock

    @property
    def store(self) -> Store:
        """The store that the photos go into."""
        return self._store

    def receive(
        self, files: Iterable[bytes], *, receipt: str | None = None, who: Person = SIGNED_OUT
    ) -> Reception:
        """Keep photos, one after the other, under a new receipt or one given before.

        Each photo is safe when the next is asked for. Raises NotFound for a receipt that
        nobody got.
        """
        require(who, Permission.UPLOAD)
        code = normalise_receipt(receipt) if receipt else None
        results: list[Kept | Duplicate | Problem] = []
        for content in files:
            result, code = self._receive_one(content, code)
            results.append(result)
        return Reception(receipt=code, files=tuple(results))

    def pending(self) -> int:
        """Count the photos that are not scanned yet."""
        waiting = select(func.count(PhotoRow.id)).where(PhotoRow.state == PhotoState.RECEIVED)
        with self._database.read() as session:
            return session.scalar(waiting) or 0

    def resume(self) -> None:
        """End all leases: for a process that starts and knows of no other that scans.

        Should there be one, a photo may be scanned twice; only one result is kept.
        """
        with self._database.write() as session:
            session.execute(update(PhotoRow).values(lease_token=None, lease_until=None))

    def claim(self) -> Job | None:
        """Take the next photo to scan, the least tried first; None if there is none."""
        now = self._clock()
        with self._database.write() as session:
            _set_aside_poison(session, now)
            row = session.scalars(
                select(PhotoRow)
                .where(*_free(now))
                .order_by(PhotoRow.tries, PhotoRow.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if row is None:
                return None
            row.tries += 1
            row.lease_token = secrets.token_hex(16)
            row.lease_until = now + self._lease
            return Job(sha256=row.sha256, token=row.lease_token)

    def finish(
        self,
        job: Job,
        record: ScanRecord,
        crops: Sequence[int | None] = (),
        drawn: Drawn | None = None,
    ) -> bool:
        """Save what a scan found, with its proposals; False if the lease went to another.

        `crops` are the perceptual hashes of the detections, `drawn` the pictures to show, where
        they are known.
        """
        with self._database.write() as session:
            row = _leased(session, job)
            if row is None:
                return False
            save_record(session, row, record, crops)
            if drawn is not None:  # now, so that nobody can forget the photo in between
                keep_pictures(self._store.pictures, row, drawn)
        self._store.tidy(job.sha256)
        return True

    def fail(self, job: Job, reason: str) -> None:
        """Give a photo back after an unexpected failure, or set it aside after the last one."""
        with self._database.write() as session:
            row = _leased(session, job)
            if row is None:
                return
            row.failures += 1
            row.lease_token = row.lease_until = None
            if row.failures >= MAX_FAILURES:
                _give_up(row, f"The scan failed {row.failures} times: {reason}")

    def scan_next(
        self, scan: Callable[[bytes], ScanRecord], draw: Draw | None = None
    ) -> StoredPhoto | None:
        """Scan the next photo and give it as it is then; None if none waits.

        `draw` makes the pictures to show of a photo with the cameras in its boxes. Whatever goes
        wrong with the photo is its failure and raises nothing. A database that is locked, full
        or gone is no fault of the photo's: that error goes to the caller.
        """
        job = self.claim()
        if job is None:
            return None
        content = self._store.originals.read(job.sha256)
        try:
            if content is None:
                missing = Problem(code="missing", message="The file of the photo is gone.")
                self.finish(job, ScanRecord(photo=job.sha256, sha256=job.sha256, error=missing))
            else:
                record = scan(content)
                boxes = [detection.box for detection in record.detections]
                drawn = draw(content, boxes) if draw and record.error is None else None
                self.finish(job, record, crop_hashes(content, boxes), drawn)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - one photo must not stop the queue, whatever it does
            _log.warning("The scan of photo %s failed:\n%s", job.sha256[:12], _trace(error))
            self.fail(job, f"{type(error).__name__}: {error}")
        with self._database.read() as session:
            try:
                return photo_of(photo_row(session, job.sha256))
            except NotFound:  # forgotten meanwhile
                return None

    def _receive_one(
        self, content: bytes, receipt: str | None
    ) -> tuple[Kept | Duplicate | Problem, str | None]:
        problem = _size_problem(content)
        if problem:
            return problem, receipt
        sha256 = digest(content)
        earlier = self._find(sha256)
        if earlier:
            return earlier, receipt
        self._store.originals.keep(content)
        try:
            with self._database.write() as session:
                upload = _upload(session, receipt, self._clock())
                session.add(PhotoRow(sha256=sha256, upload_id=upload.id, received_at=self._clock()))
                session.flush()
                self._store.originals.keep(content)  # should it have been forgotten just now
                return Kept(sha256=sha256), upload.receipt
        except IntegrityError:  # the same photo came in by another way at the same moment
            earlier = self._find(sha256)
            if earlier is None:
                raise
            return earlier, receipt

    def _find(self, sha256: str) -> Duplicate | None:
        with self._database.read() as session:
            try:
                row = photo_row(session, sha256)
            except NotFound:
                return None
            return Duplicate(sha256=sha256, receipt=row.upload.receipt)


def _size_problem(content: bytes) -> Problem | None:
    if not content:
        return PhotoError("empty").problem
    return PhotoError("too_many_bytes").problem if len(content) > MAX_BYTES else None


def _upload(session: Session, receipt: str | None, now: datetime) -> UploadRow:
    if receipt is None:
        upload = UploadRow(receipt=new_receipt(), created_at=now)
        session.add(upload)
        session.flush()
        return upload
    found = session.scalars(select(UploadRow).where(UploadRow.receipt == receipt)).one_or_none()
    if found is None:
        raise NotFound("There is no upload with this receipt.")
    return found


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        PhotoRow.state == PhotoState.RECEIVED,
        or_(PhotoRow.lease_until.is_(None), PhotoRow.lease_until <= now),
    )


def _trace(error: Exception) -> str:
    """Give where an error came from. Its message may tell a position, so it stays out of logs."""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__


def _leased(session: Session, job: Job) -> PhotoRow | None:
    try:
        row = photo_row(session, job.sha256)
    except NotFound:  # forgotten meanwhile
        return None
    held = row.state == PhotoState.RECEIVED and row.lease_token == job.token
    return row if held else None


def _set_aside_poison(session: Session, now: datetime) -> None:
    for row in session.scalars(select(PhotoRow).where(*_free(now), PhotoRow.tries >= MAX_TRIES)):
        _give_up(row, f"The scan was begun {row.tries} times and never came to an end.")


def _give_up(row: PhotoRow, reason: str) -> None:
    row.state = PhotoState.FAILED.value
    row.problem_code, row.problem_message = "internal", reason
