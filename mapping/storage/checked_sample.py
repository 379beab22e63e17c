"""How much was overlooked: a random sample of photos that a person searches in full.

The photos go out as a dataset without boxes; somebody draws all cameras in them. Then each drawn
camera is held against the proposals of its photo: how many cameras there are, and how many of
them had been proposed. `python -m evaluation wild` makes recall and a count of it.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from PIL import Image
from sqlalchemy import select

from detection import photo as photos
from detection.boxes import iou
from detection.record import Box, Housing
from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.storage.rows import PhotoState, StoredPhoto, photo_of
from mapping.storage.schema import PhotoRow
from mapping.storage.store import Store

__all__ = ["FOUND_IOU", "CheckedPhoto", "Sample", "SampleError", "read_checked", "write_sample"]

FOUND_IOU = 0.3
"""The overlap that makes a camera found, as in the evaluation."""

_NAME_DIGITS = 16
_JPEG_QUALITY = 95

NOTE = """A random sample of photos, to be searched in full: draw every camera, with its box.

The photos are at full size and nothing in them is blurred. Delete them once they are labelled.
"""


class SampleError(ValueError):
    """The folder holds no checked sample; the message is for the person who gave it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """How many photos were drawn, and how many of them are no longer kept at full size."""

    written: int
    not_kept: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedPhoto:
    """A searched photo: how many cameras it shows, and how many of them were proposed."""

    cameras: int
    found: int


def write_sample(store: Store, folder: Path, *, count: int, seed: int, who: Person) -> Sample:
    """Draw `count` of the scanned photos at random into a YOLO folder without boxes.

    Pictures are upright, at full size and without metadata, under the first 16 digits of their
    hash. Photos whose original is gone are drawn too, and told: left out quietly, those that
    were decided on would be missing. Raises OSError.
    """
    require(who, Permission.SEE_ORIGINAL)
    scanned = select(PhotoRow.sha256).where(PhotoRow.state == PhotoState.SCANNED.value)
    with store.database.read() as session:
        hashes = sorted(session.scalars(scanned))
    drawn = random.Random(seed).sample(hashes, min(count, len(hashes)))  # noqa: S311 - no secret
    for name in ("images", "labels"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    names = {number: housing.value for number, housing in enumerate(Housing)}
    (folder / "data.yaml").write_text(yaml.safe_dump({"names": names}), encoding="utf-8")
    (folder / "README.txt").write_text(NOTE, encoding="utf-8")
    written = 0
    for sha256 in drawn:
        original = store.original(sha256, who=who)
        if original is not None:
            name = sha256[:_NAME_DIGITS]
            upright = Image.fromarray(photos.read(original).pixels)
            upright.save(folder / "images" / f"{name}.jpg", "JPEG", quality=_JPEG_QUALITY)
            (folder / "labels" / f"{name}.txt").touch()
            written += 1
    return Sample(written=written, not_kept=len(drawn) - written)


def read_checked(store: Store, folder: Path, *, who: Person) -> tuple[CheckedPhoto, ...]:
    """Hold the boxes of a searched sample against the proposals; raises SampleError, OSError."""
    require(who, Permission.SEE_PROPOSALS)
    files = sorted((folder / "labels").glob("*.txt"))
    if not files:
        raise SampleError(f"{folder} holds no labels: give the folder of a searched sample.")
    return tuple(_checked(_photo(store, file.stem), file) for file in files)


def _photo(store: Store, name: str) -> StoredPhoto:
    named = select(PhotoRow).where(PhotoRow.sha256.startswith(name, autoescape=True))
    with store.database.read() as session:
        rows = session.scalars(named).all() if len(name) >= _NAME_DIGITS else []
        if len(rows) != 1:
            raise SampleError(f"{name}.txt belongs to no photo of this collection.")
        return photo_of(rows[0])


def _checked(photo: StoredPhoto, file: Path) -> CheckedPhoto:
    record = photo.record
    if record is None or record.width is None or record.height is None:
        raise SampleError(f"{file.name} belongs to a photo that was not scanned.")
    there = [
        _box(line, f"{file.name}, line {number}", record.width, record.height)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if line.strip()
    ]
    proposed = [proposal.detection.box for proposal in photo.proposals]
    return CheckedPhoto(cameras=len(there), found=_found(there, proposed))


def _box(line: str, where: str, width: int, height: int) -> Box:
    try:
        x, y, wide, high = map(float, line.split()[1:5])
    except ValueError:
        raise SampleError(f"{where} is no box: {line}") from None
    left, top = (x - wide / 2) * width, (y - high / 2) * height
    return (left, top, left + wide * width, top + high * height)


def _found(there: Sequence[Box], proposed: Sequence[Box]) -> int:
    """Count the cameras found; a proposal finds one at most, the best pairs first."""
    pairs = sorted(
        (
            (iou(box, other), a, b)
            for a, box in enumerate(there)
            for b, other in enumerate(proposed)
        ),
        reverse=True,
    )
    cameras: set[int] = set()
    taken: set[int] = set()
    for overlap, camera, proposal in pairs:
        if overlap >= FOUND_IOU and camera not in cameras and proposal not in taken:
            cameras.add(camera)
            taken.add(proposal)
    return len(cameras)
