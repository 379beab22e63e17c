"""What people decided, as labelled photos: a YOLO or COCO folder to measure and train models on.

The pictures are the redacted ones that the pages show, at most 1600 pixels long: originals are
deleted after the decision, and a dataset is made to be passed on. Only photos of which every
proposal is decided go along. Their boxes are those that the program proposed and a person
decided on; cameras that it passed over have none. So recall measured on such a folder is too
high, and its photos are no proof that a place is free of cameras.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.export.coco import CocoFolder
from mapping.export.labelled_picture import DecidedBox, Finding, LabelledFolder, LabelledPicture
from mapping.export.licence import Licence
from mapping.export.yolo import YoloFolder
from mapping.review.proposal import Proposal, State
from mapping.review.verdict import Reason
from mapping.storage.reasons import Reasons, reason_of, rejection_reasons
from mapping.storage.rows import StoredPhoto, photo_of
from mapping.storage.schema import PhotoRow
from mapping.storage.store import Store

__all__ = ["Labelled", "Layout", "write_labelled_photos"]


class Layout(StrEnum):
    """The kinds of labelled dataset, by the names that the command line knows."""

    YOLO = "yolo"
    COCO = "coco"


_FOLDERS: dict[Layout, Callable[[Path, Licence], LabelledFolder]] = {
    Layout.YOLO: YoloFolder,
    Layout.COCO: CocoFolder,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """What was written: photos, boxes of cameras and of look-alikes; and photos left out.

    Those are `undecided` where a proposal is, `not_kept` where there is no picture of them.
    `set_aside` counts boxes that were rejected without saying that they show no camera.
    """

    photos: int
    boxes: int
    look_alikes: int
    set_aside: int
    undecided: int
    not_kept: int


def write_labelled_photos(
    store: Store,
    folder: Path,
    *,
    who: Person,
    layout: Layout = Layout.YOLO,
    licence: Licence | None = None,
) -> Labelled:
    """Write a dataset into a folder; raises OSError.

    Pictures are upright and without metadata, under the first 16 digits of the hash of the
    original, so nothing tells who took them, where or when.
    """
    require(who, Permission.EXPORT_LABELS)
    written = _FOLDERS[layout](folder, licence or Licence())
    with store.database.read() as session:
        reasons = rejection_reasons(session)
    photos = undecided = not_kept = 0
    findings: Counter[Finding] = Counter()
    for photo in _reviewed(store):
        picture = store.pictures.photo(photo.sha256)
        if any(proposal.state is State.PROPOSED for proposal in photo.proposals):
            undecided += 1
        elif picture is None or photo.record is None:
            not_kept += 1
        else:
            labelled = _labelled(photo, picture, reasons)
            written.add(labelled)
            photos += 1
            findings.update(each.finding for each in labelled.boxes)
    written.finish()
    return Labelled(
        photos=photos,
        boxes=findings[Finding.ACCEPTED] + findings[Finding.CORRECTED],
        look_alikes=findings[Finding.LOOK_ALIKE],
        set_aside=findings[Finding.SET_ASIDE],
        undecided=undecided,
        not_kept=not_kept,
    )


def _reviewed(store: Store) -> Iterator[StoredPhoto]:
    """The photos that have proposals, in the order of their hashes."""
    with_proposals = (
        select(PhotoRow)
        .where(PhotoRow.proposals.any())
        .order_by(PhotoRow.sha256)
        .options(selectinload(PhotoRow.proposals), joinedload(PhotoRow.upload))
        .execution_options(yield_per=100)
    )
    with store.database.read() as session:
        yield from map(photo_of, session.scalars(with_proposals))


def _labelled(photo: StoredPhoto, picture: bytes, reasons: Reasons) -> LabelledPicture:
    assert photo.record is not None
    assert photo.record.width is not None
    with Image.open(io.BytesIO(picture), formats=["JPEG"]) as opened:
        width, height = opened.size
    scale = width / photo.record.width
    return LabelledPicture(
        name=photo.sha256[:16],
        jpeg=picture,
        width=width,
        height=height,
        boxes=tuple(_decided(each, scale, reason_of(each, reasons)) for each in photo.proposals),
    )


def _decided(proposal: Proposal, scale: float, reason: Reason | None) -> DecidedBox:
    x1, y1, x2, y2 = proposal.box
    if proposal.state is State.REJECTED and reason is None:
        reason = Reason.UNCLEAR  # a history from before reasons were asked for
    return DecidedBox(
        box=(x1 * scale, y1 * scale, x2 * scale, y2 * scale),
        housing=proposal.housing,
        corrected=(
            proposal.standing.box is not None or proposal.housing is not proposal.detection.housing
        ),
        reason=reason,
    )
