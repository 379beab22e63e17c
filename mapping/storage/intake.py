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
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from detection import photo as photos
from detection.record import Box, Problem, ScanRecord
from detection.scan import ReadPhoto
from detection.shown import Drawn
from languages.kept import kept, nkept
from mapping.access.person import SIGNED_OUT, Person
from mapping.matching.crops import crop_hashes
from mapping.review.review import NotFound
from mapping.storage.allowance import Allowance
from mapping.storage.database import UnavailableError
from mapping.storage.reception import Duplicate, Kept, Receiver, Reception
from mapping.storage.rows import PhotoState, StoredPhoto, photo_of
from mapping.storage.scans import keep_pictures, photo_row, save_record
from mapping.storage.schema import PhotoRow, UploadRow
from mapping.storage.store import Store
from mapping.storage.views import gather
from mapping.storage.worker_register import LEASE

__all__ = ["Draw", "Duplicate", "Intake", "Job", "Kept", "Reception"]

Draw = Callable[[bytes, Sequence[Box]], Drawn]
"""Draws the pictures to show of a photo and of the cameras in its boxes."""

MAX_FAILURES = 3
"""Unexpected exceptions after which a photo is set aside."""

MAX_TRIES = 10
"""Scans begun after which a photo is set aside: one that takes the process down each time."""

FIRST_PAUSE = timedelta(seconds=10)
"""How long a photo waits after its first failure; after each further one six times as long."""

_NOBODY = "nobody"
_MAX_REASON = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """The right to scan a photo until the lease runs out."""

    sha256: str
    token: str


class Intake:
    """The way of photos into a store. Safe to share between threads and processes.

    `receiver` takes photos in, within its limits; `read` decodes them for the hashes of their
    crops.
    """

    def __init__(
        self,
        store: Store,
        *,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        receiver: Receiver | None = None,
        read: ReadPhoto = photos.read,
    ) -> None:
        self._store = store
        self._database = store.database
        self._lease = lease
        self._clock = clock
        self._read = read
        self._receiver = receiver or Receiver(store, clock=clock)

    @property
    def store(self) -> Store:
        """The store that the photos go into."""
        return self._store

    def receive(
        self,
        files: Iterable[bytes],
        *,
        receipt: str | None = None,
        own: Collection[str] = (),
        allowance: Allowance | None = None,
        who: Person = SIGNED_OUT,
    ) -> Reception:
        """Keep photos, one after the other, under a new receipt or one given before.

        Each photo is safe when the next is asked for. The receipt of a photo that came before
        is told to those alone who know it: it must be among `own`. `allowance` bounds what one
        session hands in. Raises NotFound for a receipt that nobody got, and Forbidden.
        """
        return self._receiver.receive(files, receipt=receipt, own=own, allowance=allowance, who=who)

    def receive_shared(self, files: Iterable[bytes], *, who: Person = SIGNED_OUT) -> Reception:
        """Keep photos that everybody has, such as the samples.

        The receipt of those that came before is told where it holds none but these.
        """
        return self._receiver.receive_shared(files, who=who)

    def pending(self) -> int:
        """Count the photos that are not scanned yet."""
        waiting = select(func.count(PhotoRow.id)).where(PhotoRow.state == PhotoState.RECEIVED)
        with self._database.read() as session:
            return session.scalar(waiting) or 0

    def waiting(self, receipt: str) -> int:
        """Count the photos under a receipt that are not scanned yet."""
        statement = (
            select(func.count(PhotoRow.id))
            .join(PhotoRow.upload)
            .where(UploadRow.receipt == receipt, PhotoRow.state == PhotoState.RECEIVED)
        )
        with self._database.read() as session:
            return session.scalar(statement) or 0

    def waiting_since(self) -> datetime | None:
        """Say when the photo came in that waits longest for its scan; None if none waits."""
        first = select(func.min(PhotoRow.received_at)).where(PhotoRow.state == PhotoState.RECEIVED)
        with self._database.read() as session:
            return session.scalar(first)

    def claim(self, worker: str = _NOBODY) -> Job | None:
        """Take the next photo to scan, the least tried first; None if there is none.

        `worker` is the id in the register of who asks, whose pulse then keeps the lease.
        """
        now = self._clock()
        with self._database.write() as session:
            _set_aside_poison(session, now, worker)
            row = session.scalars(
                select(PhotoRow)
                .where(*_free(now, worker))
                .order_by(PhotoRow.tries, PhotoRow.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if row is None:
                return None
            row.tries += 1
            row.lease_token = f"{worker}-{secrets.token_hex(12)}"
            row.lease_until = now + self._lease
            return Job(sha256=row.sha256, token=row.lease_token)

    def finish(
        self,
        job: Job,
        record: ScanRecord,
        crops: Sequence[int | None] = (),
        drawn: Drawn | None = None,
        *,
        seconds: float | None = None,
    ) -> bool:
        """Save what a scan found, with its proposals; False if the lease went to another.

        `crops` are the perceptual hashes of the detections, `drawn` the pictures to show,
        `seconds` how long the scan took, where they are known.
        """
        with self._database.write() as session:
            row = _leased(session, job)
            if row is None:
                return False
            save_record(session, row, record, crops)
            gather(session, row.upload_id)
            row.scan_seconds = seconds
            if drawn is not None:  # now, so that nobody can forget the photo in between
                keep_pictures(self._store.pictures, row, drawn)
        self._store.tidy(job.sha256)
        return True

    def fail(self, job: Job, reason: str) -> None:
        """Give a photo back for a later try, or set it aside after the last one."""
        with self._database.write() as session:
            row = _leased(session, job)
            if row is None:
                return
            row.failures += 1
            row.last_failure = reason[:_MAX_REASON]
            row.lease_token = row.lease_until = None
            row.retry_at = self._clock() + FIRST_PAUSE * 6 ** (row.failures - 1)
            if row.failures >= MAX_FAILURES:
                _give_up(session, row)

    def scan_next(
        self,
        scan: Callable[[bytes], ScanRecord],
        draw: Draw | None = None,
        *,
        worker: str = _NOBODY,
    ) -> StoredPhoto | None:
        """Scan the next photo and give it as it is then; None if none waits.

        `draw` makes the pictures to show of a photo with the cameras in its boxes. Whatever goes
        wrong with the photo is its failure and raises nothing. A database that is locked, full
        or gone is no fault of the photo: UnavailableError, or OSError where its file or a
        process cannot be reached.
        """
        job = self.claim(worker)
        if job is None:
            return None
        begun = time.monotonic()
        content = self._store.originals.read(job.sha256)
        try:
            if content is None:
                missing = Problem(code="missing", message=kept("The file of the photo is gone."))
                self.finish(job, ScanRecord(photo=job.sha256, sha256=job.sha256, error=missing))
            else:
                record = scan(content)
                boxes = [detection.box for detection in record.detections]
                drawn = draw(content, boxes) if draw and record.error is None else None
                hashes = crop_hashes(content, boxes, self._read)
                self.finish(job, record, hashes, drawn, seconds=time.monotonic() - begun)
        except (UnavailableError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - one photo must not stop the queue, whatever it does
            _log.warning("The scan of photo %s failed:\n%s", job.sha256[:12], _trace(error))
            self.fail(job, _place(error))
        with self._database.read() as session:
            try:
                return photo_of(photo_row(session, job.sha256))
            except NotFound:  # forgotten meanwhile
                return None


def _free(now: datetime, worker: str) -> tuple[ColumnElement[bool], ...]:
    """What nobody holds. Who asks for another photo has given up what it held before."""
    own = PhotoRow.lease_token.startswith(f"{worker}-") if worker != _NOBODY else false()
    return (
        PhotoRow.state == PhotoState.RECEIVED,
        or_(PhotoRow.lease_until.is_(None), PhotoRow.lease_until <= now, own),
        or_(PhotoRow.retry_at.is_(None), PhotoRow.retry_at <= now),
    )


def _trace(error: Exception) -> str:
    """Give where an error came from. Its message may tell a position, so it stays out of logs."""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__


def _place(error: Exception) -> str:
    """Give the kind of an error and where it came from, without its message."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"


def _leased(session: Session, job: Job) -> PhotoRow | None:
    try:
        row = photo_row(session, job.sha256)
    except NotFound:  # forgotten meanwhile
        return None
    held = row.state == PhotoState.RECEIVED and row.lease_token == job.token
    return row if held else None


def _set_aside_poison(session: Session, now: datetime, worker: str) -> None:
    tried = select(PhotoRow).where(*_free(now, worker), PhotoRow.tries >= MAX_TRIES)
    for row in session.scalars(tried).all():
        row.last_failure = nkept(
            "The scan was begun {count} time and never came to an end.",
            "The scan was begun {count} times and never came to an end.",
            row.tries,
        )
        _give_up(session, row)


def _give_up(session: Session, row: PhotoRow) -> None:
    """Set a photo aside; what really happened is for the operator, in `last_failure`."""
    row.state = PhotoState.FAILED.value
    row.problem_code = "internal"
    row.problem_message = (
        "Looking at this photo failed several times. It is kept, and the operator can try it again."
    )
    session.flush()
    gather(session, row.upload_id)
