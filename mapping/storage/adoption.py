"""Adoption: scan records made elsewhere, taken into the store with their proposals."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from detection.record import RecordError, ScanRecord
from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.matching.crops import crop_hashes
from mapping.storage.originals import digest, is_digest
from mapping.storage.receipt import new_receipt
from mapping.storage.rows import PhotoState
from mapping.storage.scans import save_record
from mapping.storage.schema import PhotoRow, UploadRow
from mapping.storage.store import Store
from mapping.storage.views import gather

__all__ = ["Adoption", "adopt", "read_file"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Adoption:
    """What became of scan records; counts of photos, but for `proposals` and `unplaced`.

    `receipt` is that of the upload made for the new photos, None if there were none.
    `unread` counts the records of files that could not be read, so that there is no photo.
    `unplaced` counts the proposals without a place on the map, `pictureless` the photos whose
    file was not found, so that reviewers will not see them.
    """

    receipt: str | None = None
    new: int = 0
    unread: int = 0
    known: int = 0
    failed: int = 0
    pictureless: int = 0
    proposals: int = 0
    unplaced: int = 0


def read_file(name: str) -> bytes | None:
    """Read a photo by the name in its record, None if that is not possible."""
    try:
        return Path(name).read_bytes()
    except OSError:
        return None


def adopt(
    store: Store,
    records: Iterable[ScanRecord],
    *,
    who: Person,
    read: Callable[[str], bytes | None] = read_file,
) -> Adoption:
    """Take scan records into the store, each in a transaction of its own.

    Photos that were scanned already stay as they are, so the same records twice change
    nothing. `read` finds the photo itself; it is kept only if its SHA-256 is the record's.
    Raises RecordError for a bad record, with all records before it in the store.
    """
    require(who, Permission.ADOPT_SCANS)
    tally = Counter[str]()
    receipt: str | None = None
    uploads: set[int] = set()
    try:
        for record in records:
            upload_id, receipt = _adopt_one(store, record, read, receipt, tally)
            uploads |= {upload_id} if upload_id is not None else set()
    finally:
        with store.database.write() as session:
            for upload_id in sorted(uploads):
                gather(session, upload_id)
    return Adoption(receipt=receipt, **tally)


def _adopt_one(
    store: Store,
    record: ScanRecord,
    read: Callable[[str], bytes | None],
    receipt: str | None,
    tally: Counter[str],
) -> tuple[int | None, str | None]:
    """Take one record in and count it; give its upload if it is new, and the receipt."""
    if record.sha256 is None:
        tally["unread"] += 1
        return None, receipt
    if not is_digest(record.sha256):
        raise RecordError(f"sha256: expected 64 hexadecimal digits, got {record.sha256!r}")
    with store.database.read() as session:
        if _is_scanned(_find(session, record.sha256)):
            tally["known"] += 1
            return None, receipt
    picture = _keep_picture(store, record.photo, record.sha256, read)
    tally["pictureless"] += picture is None
    boxes = [detection.box for detection in record.detections]
    crops = crop_hashes(picture, boxes) if picture else ()
    with store.database.write() as session:
        row = _find(session, record.sha256)
        if row is None:
            row, receipt = _add_photo(session, record.sha256, receipt)
        save_record(session, row, record, crops)
        tally.update(_counts(row))
        return row.upload_id, receipt


def _counts(row: PhotoRow) -> dict[str, int]:
    return {
        "new": 1,
        "failed": row.state == PhotoState.FAILED,
        "proposals": len(row.proposals),
        "unplaced": sum(proposal.latitude is None for proposal in row.proposals),
    }


def _find(session: Session, sha256: str) -> PhotoRow | None:
    return session.scalars(select(PhotoRow).where(PhotoRow.sha256 == sha256)).one_or_none()


def _is_scanned(row: PhotoRow | None) -> bool:
    return row is not None and row.state != PhotoState.RECEIVED


def _keep_picture(
    store: Store, name: str, sha256: str, read: Callable[[str], bytes | None]
) -> bytes | None:
    kept = store.originals.read(sha256)
    if kept is not None:
        return kept
    content = read(name)
    if content is None or digest(content) != sha256:
        return None
    store.originals.keep(content)
    return content


def _add_photo(session: Session, sha256: str, receipt: str | None) -> tuple[PhotoRow, str]:
    now = datetime.now(UTC)
    upload = session.scalars(select(UploadRow).where(UploadRow.receipt == receipt)).one_or_none()
    if upload is None:
        upload = UploadRow(receipt=receipt or new_receipt(), created_at=now)
        session.add(upload)
        session.flush()
    row = PhotoRow(sha256=sha256, upload_id=upload.id, received_at=now)
    session.add(row)
    session.flush()
    return row, upload.receipt
