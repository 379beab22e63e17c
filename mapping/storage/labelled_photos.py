"""What people decided, as labelled photos: a YOLO folder to measure and to train models on.

The pictures are the redacted ones that the pages show, at most 1600 pixels long: originals are
deleted after the decision, and a dataset is made to be passed on. Only photos of which every
proposal is decided go along. Their boxes are those that the program proposed and a person
accepted; cameras that it passed over have none. So recall measured on such a folder is too
high, and its photos are no proof that a place is free of cameras.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from detection.record import Box, Housing
from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.review.proposal import Proposal, State
from mapping.storage.rows import StoredPhoto, photo_of
from mapping.storage.schema import PhotoRow
from mapping.storage.store import Store

__all__ = ["Labelled", "write_labelled_photos"]

NOTE = """Photos with boxes that people accepted in Osmatrač, one by one.

Faces and number plates are blurred, and the pictures are at most 1600 pixels long.
Cameras that the detector did not propose have no box here: recall measured on these photos is too
high, and an empty label file is no proof that there is no camera.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """What was written: photos, boxes, and photos left out.

    Those are `undecided` where a proposal is, `not_kept` where there is no picture of them.
    """

    photos: int
    boxes: int
    undecided: int
    not_kept: int


def write_labelled_photos(store: Store, folder: Path, *, who: Person) -> Labelled:
    """Write `images/`, `labels/` and `data.yaml` into a folder; raises OSError.

    Pictures are upright and without metadata, under the first 16 digits of the hash of the
    original, so nothing tells who took them, where or when.
    """
    require(who, Permission.EXPORT_LABELS)
    for name in ("images", "labels"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    names = {number: housing.value for number, housing in enumerate(Housing)}
    (folder / "data.yaml").write_text(yaml.safe_dump({"names": names}), encoding="utf-8")
    (folder / "README.txt").write_text(NOTE, encoding="utf-8")
    written = boxes = undecided = not_kept = 0
    for photo in _reviewed(store):
        picture = store.pictures.photo(photo.sha256)
        if any(proposal.state is State.PROPOSED for proposal in photo.proposals):
            undecided += 1
        elif picture is None or photo.record is None:
            not_kept += 1
        else:
            accepted = [each for each in photo.proposals if each.state is State.ACCEPTED]
            _write(folder, photo, picture, accepted)
            written, boxes = written + 1, boxes + len(accepted)
    return Labelled(photos=written, boxes=boxes, undecided=undecided, not_kept=not_kept)


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


def _write(folder: Path, photo: StoredPhoto, picture: bytes, accepted: list[Proposal]) -> None:
    assert photo.record is not None
    width, height = photo.record.width, photo.record.height
    assert width is not None
    assert height is not None
    name = photo.sha256[:16]
    (folder / "images" / f"{name}.jpg").write_bytes(picture)
    lines = [_line(each.housing, each.box, width, height) for each in accepted]
    (folder / "labels" / f"{name}.txt").write_text("".join(lines), encoding="utf-8")


def _line(housing: Housing, box: Box, width: int, height: int) -> str:
    """Class, centre and size in fractions of the photo's sides."""
    x1, y1, x2, y2 = box
    parts = ((x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height)
    return f"{list(Housing).index(housing)} {' '.join(f'{part:.6f}' for part in parts)}\n"
