"""Scans in the store: a photo's record and its proposals, saved and estimated anew together.

Functions here work inside a transaction of the caller.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from detection.record import Box, ScanRecord
from detection.shown import Drawn
from languages.kept import kept
from mapping.geometry.position import estimate
from mapping.review.proposal import Proposal, State, propose
from mapping.review.review import NotFound, Refused, check_box
from mapping.review.verdict import Locate, Redraw
from mapping.storage import ledger
from mapping.storage.pictures import Pictures
from mapping.storage.rows import (
    PhotoState,
    placed_location,
    placement_of,
    proposal_of,
    proposal_row,
)
from mapping.storage.schema import PhotoRow, ProposalRow
from mapping.storage.views import gather

__all__ = ["keep_pictures", "locate_anew", "photo_row", "redraw", "save_record"]


def photo_row(session: Session, sha256: str) -> PhotoRow:
    """Read the row of a photo; raises NotFound."""
    row = session.scalars(select(PhotoRow).where(PhotoRow.sha256 == sha256)).one_or_none()
    if row is None:
        raise NotFound(kept("There is no such photo."))
    return row


def save_record(
    session: Session,
    photo: PhotoRow,
    record: ScanRecord,
    crop_hashes: Sequence[int | None] = (),
) -> None:
    """Save the first scan of a photo: its record, its proposals, its state.

    The record is kept without the name of the file. A place that a person gave before the
    scan counts already. `crop_hashes` are those of the record's detections, or nothing.
    """
    named = replace(record, photo=photo.sha256, sha256=photo.sha256).to_json()
    kept = ScanRecord.from_json(named)  # as it will be read again, rounded
    photo.record = named
    photo.width, photo.height = kept.width, kept.height
    photo.lease_token = photo.lease_until = None
    photo.problem_code = kept.error.code if kept.error else None
    photo.problem_message = kept.error.message if kept.error else None
    photo.state = (PhotoState.FAILED if kept.error else PhotoState.SCANNED).value
    photo.pictures_due = kept.error is None
    now = datetime.now(UTC)
    hashes = dict(zip((each.box for each in kept.detections), crop_hashes, strict=False))
    for ordinal, proposal in enumerate(propose(_placed(photo, kept))):
        hashed = replace(proposal, crop_hash=hashes.get(proposal.detection.box))
        row = proposal_row(hashed, photo_id=photo.id, ordinal=ordinal, at=now)
        if not _came_again(session, row):
            session.add(row)
    session.flush()


def keep_pictures(pictures: Pictures, photo: PhotoRow, drawn: Drawn) -> None:
    """Keep the pictures drawn of a scanned photo, its crops in the order of its detections."""
    assert photo.record is not None
    found = ScanRecord.from_json(photo.record).detections
    pictures.keep(photo.sha256, [detection.box for detection in found], drawn)
    photo.pictures_due = False


def locate_anew(session: Session, photo: PhotoRow, *, who: str) -> None:
    """Estimate the cameras of a photo again, all but those accepted or pinned by a person."""
    if photo.record is None:
        return
    record = _placed(photo, ScanRecord.from_json(photo.record))
    for row in photo.proposals:
        proposal = proposal_of(row, photo.sha256)
        if proposal.state is State.ACCEPTED or proposal.standing.pinned:
            continue
        position = estimate(record, proposal.view)
        ledger.decide(session, proposal, Locate(position=position), who=who)
    gather(session, photo.upload_id)


def _came_again(session: Session, row: ProposalRow) -> bool:
    """Give a camera its photo back, if that was forgotten and then handed in again."""
    known = session.get(ProposalRow, row.id)
    if known is None:
        return False
    bare = known.photo
    for name in ("photo_id", "ordinal", "x1", "y1", "x2", "y2", "crop_hash"):
        setattr(known, name, getattr(row, name))
    session.flush()
    session.expire(bare)
    if not bare.proposals:
        session.delete(bare)
        session.delete(bare.upload)
    return True


def redraw(session: Session, proposal: Proposal, box: Box, *, who: str) -> Proposal:
    """Put a person's box in the place of the detector's and estimate the camera anew.

    The box is cut to the photo. Raises what `ledger.decide` does.
    """
    photo = photo_row(session, proposal.photo)
    if photo.record is None:
        raise Refused(kept("This photo was not scanned yet."))
    record = _placed(photo, ScanRecord.from_json(photo.record))
    wide, high = record.width or math.inf, record.height or math.inf
    x1, y1, x2, y2 = box
    inside = (max(0.0, x1), max(0.0, y1), min(wide, x2), min(high, y2))
    check_box(inside)
    position = estimate(record, replace(proposal.detection, box=inside))
    return ledger.decide(session, proposal, Redraw(box=inside, position=position), who=who)


def _placed(photo: PhotoRow, record: ScanRecord) -> ScanRecord:
    return replace(record, location=placed_location(record.location, placement_of(photo)))
