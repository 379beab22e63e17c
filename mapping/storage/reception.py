"""Reception: each photo handed in is checked, kept on the disk, and entered in the database.

    reception = Receiver(store).receive([jpeg, heic])

A photo that is acknowledged (`Kept`) is safe, whatever happens next. One that cannot be kept is
told as a problem, and the rest goes on.
"""

import errno
import shutil
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from detection import photo as photos
from detection.photo import PhotoError
from detection.record import Problem
from languages.kept import kept
from mapping.access.permission import Permission
from mapping.access.person import SIGNED_OUT, Person, require
from mapping.review.review import NotFound
from mapping.storage.allowance import Allowance, Limits, receipt_problem
from mapping.storage.database import UnavailableError
from mapping.storage.originals import digest
from mapping.storage.receipt import new_receipt, normalise_receipt
from mapping.storage.schema import PhotoRow, UploadRow
from mapping.storage.store import Store

__all__ = ["Duplicate", "Kept", "Receiver", "Reception", "other_than_photo", "room_problem"]

RESERVE_BYTES = 256 * 1024 * 1024
"""Free space that uploads leave to the database, so that what was taken in can be scanned."""

DISK_FULL = Problem(
    code="disk_full",
    message=kept(
        "The server has no room left, so the photo was not kept. Please send it again later."
    ),
)
UNAVAILABLE = Problem(
    code="unavailable",
    message=kept(
        "The database does not answer, so the photo was not kept. Please send it again in a minute."
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """The photo is on the disk and in the database."""

    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicate:
    """The same bytes came before. `receipt` is given to those alone who have it already."""

    sha256: str
    receipt: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reception:
    """What became of each file, in their order; no receipt where no file was new."""

    receipt: str | None
    files: tuple[Kept | Duplicate | Problem, ...]


def other_than_photo(content: bytes) -> Problem | None:
    """Say why a file is no photo at all, by its first bytes; nothing is decoded."""
    try:
        photos.kind(content)
    except PhotoError as error:
        return error.problem
    return None


def _wrong_size(content: bytes) -> Problem | None:
    if not content:
        return PhotoError("empty").problem
    return PhotoError("too_many_bytes").problem if len(content) > photos.MAX_BYTES else None


class Receiver:
    """Takes photos in. Safe to share between threads and processes.

    `refuse` looks at the bytes of a file before it is kept; without it only its size counts.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        limits: Limits | None = None,
        refuse: Callable[[bytes], Problem | None] | None = None,
        reserve_bytes: int = RESERVE_BYTES,
    ) -> None:
        self._store = store
        self._database = store.database
        self._clock = clock
        self._limits = limits or Limits()
        self._refuse = refuse or _wrong_size
        self._reserve_bytes = reserve_bytes
        self._one_at_a_time = threading.Lock()

    def receive(
        self,
        files: Iterable[bytes],
        *,
        receipt: str | None = None,
        own: Collection[str] = (),
        allowance: Allowance | None = None,
        who: Person = SIGNED_OUT,
    ) -> Reception:
        """Keep photos one after the other; see Intake.receive."""
        require(who, Permission.UPLOAD)
        code = normalise_receipt(receipt) if receipt else None
        under_receipt = self._held(code) if code else (0, 0)
        results: list[Kept | Duplicate | Problem] = []
        for content in files:
            result, code = self._receive_one(content, code, under_receipt, allowance)
            results.append(result)
            if isinstance(result, Kept):
                under_receipt = under_receipt[0] + 1, under_receipt[1] + len(content)
        return _told(code, results, {*own, code})

    def receive_shared(self, files: Iterable[bytes], *, who: Person = SIGNED_OUT) -> Reception:
        """Keep photos that everybody has; see Intake.receive_shared."""
        require(who, Permission.UPLOAD)
        code: str | None = None
        results: list[Kept | Duplicate | Problem] = []
        for content in files:
            result, code = self._receive_one(content, code, (0, 0), None)
            results.append(result)
        return _told(code, results, {code, *self._holding_only(results)})

    def _receive_one(
        self,
        content: bytes,
        receipt: str | None,
        under_receipt: tuple[int, int],
        allowance: Allowance | None,
    ) -> tuple[Kept | Duplicate | Problem, str | None]:
        held, size = under_receipt
        problem = (
            self._refuse(content)
            or (allowance.take(len(content)) if allowance else None)
            or receipt_problem(held + 1, size + len(content), self._limits)
        )
        if problem:
            return problem, receipt
        try:
            # Many threads at once would only wait for the disk and for each other, and between
            # two photos the workers get their turn at the database.
            with self._one_at_a_time:
                return self._keep(content, receipt)
        except UnavailableError:
            return UNAVAILABLE, receipt
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                return DISK_FULL, receipt
            raise

    def _keep(
        self, content: bytes, receipt: str | None
    ) -> tuple[Kept | Duplicate | Problem, str | None]:
        sha256 = digest(content)
        earlier = self._find(sha256)
        if earlier:
            return earlier, receipt
        if room_problem(self._store, self._reserve_bytes + len(content)):
            return DISK_FULL, receipt
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
        statement = select(UploadRow.receipt).join(PhotoRow).where(PhotoRow.sha256 == sha256)
        with self._database.read() as session:
            receipt = session.scalar(statement)
        return None if receipt is None else Duplicate(sha256=sha256, receipt=receipt)

    def _held(self, receipt: str) -> tuple[int, int]:
        """Count the photos and bytes that a receipt holds already."""
        with self._database.read() as session:
            names = session.scalars(
                select(PhotoRow.sha256).join(UploadRow).where(UploadRow.receipt == receipt)
            ).all()
        return len(names), sum(map(self._store.originals.size, names))

    def _holding_only(self, results: Iterable[Kept | Duplicate | Problem]) -> set[str | None]:
        """Find the earlier receipts that hold none but these photos."""
        duplicates = [each for each in results if isinstance(each, Duplicate)]
        names = {each.sha256 for each in duplicates}
        other = select(func.count(PhotoRow.id)).join(UploadRow).where(PhotoRow.sha256.not_in(names))
        with self._database.read() as session:
            return {
                receipt
                for receipt in {each.receipt for each in duplicates}
                if session.scalar(other.where(UploadRow.receipt == receipt)) == 0
            }


def room_problem(store: Store, needed_bytes: int = RESERVE_BYTES) -> Problem | None:
    """Say so where the disk of the photos has less room than that."""
    place = next(
        each for each in (store.originals.folder, *store.originals.folder.parents) if each.exists()
    )
    return DISK_FULL if shutil.disk_usage(place).free < needed_bytes else None


def _told(
    receipt: str | None,
    results: Iterable[Kept | Duplicate | Problem],
    known: Collection[str | None],
) -> Reception:
    return Reception(receipt=receipt, files=tuple(_concealed(each, known) for each in results))


def _concealed(
    result: Kept | Duplicate | Problem, known: Collection[str | None]
) -> Kept | Duplicate | Problem:
    if isinstance(result, Duplicate) and result.receipt not in known:
        return Duplicate(sha256=result.sha256, receipt=None)
    return result


def _upload(session: Session, receipt: str | None, now: datetime) -> UploadRow:
    if receipt is None:
        upload = UploadRow(receipt=new_receipt(), created_at=now)
        session.add(upload)
        session.flush()
        return upload
    found = session.scalars(select(UploadRow).where(UploadRow.receipt == receipt)).one_or_none()
    if found is None:
        raise NotFound(kept("There is no upload with this receipt."))
    return found
