"""Hashes of crops, and how they come into the store."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detection.record import Box, Detection, Location, ScanRecord
from mapping.access.person import LOCAL
from mapping.matching.crops import crop_hashes
from mapping.matching.rejection import CROP_BITS_APART
from mapping.review.verdict import Reason, Reject
from mapping.storage.adoption import adopt
from mapping.storage.intake import Intake
from mapping.storage.selection import Selection
from mapping.storage.store import Store
from mapping.storage.stored_matches import match_stored
from tests.mapping_builders import ANA, PHOTOGRAPHER, a_detection, a_record, sha256

BOX: Box = (120.0, 80.0, 180.0, 140.0)
OTHER: Box = (300.0, 150.0, 360.0, 210.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path)
    yield store
    store.close()


@pytest.fixture
def photo() -> Image.Image:
    """Soft shapes everywhere, other ones in each place."""
    noise = np.random.default_rng(4).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((600, 400), Image.Resampling.BICUBIC)


def jpeg_of(picture: Image.Image, quality: int = 92) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def bits_apart(one: int | None, other: int | None) -> int:
    assert one is not None
    assert other is not None
    return (one ^ other).bit_count()


def test_a_crop_is_known_again_in_a_smaller_worse_copy(photo: Image.Image) -> None:
    smaller = jpeg_of(photo.resize((300, 200)), quality=60)
    (first,) = crop_hashes(jpeg_of(photo), [BOX])
    (again,) = crop_hashes(smaller, [(60.0, 40.0, 90.0, 70.0)])
    (shifted,) = crop_hashes(jpeg_of(photo), [(122.0, 78.0, 181.0, 141.0)])
    assert bits_apart(first, again) <= CROP_BITS_APART
    assert bits_apart(first, shifted) <= CROP_BITS_APART


def test_another_crop_is_another(photo: Image.Image) -> None:
    first, other = crop_hashes(jpeg_of(photo), [BOX, OTHER])
    assert bits_apart(first, other) > CROP_BITS_APART


def test_what_cannot_be_hashed_has_no_hash(photo: Image.Image) -> None:
    outside: Box = (5000.0, 5000.0, 5040.0, 5040.0)
    assert crop_hashes(b"no photo", [BOX, OTHER]) == (None, None)
    assert crop_hashes(jpeg_of(photo), []) == ()
    assert crop_hashes(jpeg_of(photo), [outside]) == (None,)


def scan_of(content: bytes, *boxes: Box) -> ScanRecord:
    found: tuple[Detection, ...] = tuple(a_detection(box=box) for box in boxes)
    return a_record(content, photo=sha256(content), detections=found)


def test_a_scan_keeps_the_hashes_with_the_proposals(store: Store, photo: Image.Image) -> None:
    content = jpeg_of(photo)
    intake = Intake(store)
    intake.receive([content])
    intake.scan_next(lambda data: scan_of(data, BOX, OTHER))
    kept = {each.detection.box: each.crop_hash for each in store.proposals(Selection(), who=LOCAL)}
    first, other = crop_hashes(content, [BOX, OTHER])
    assert kept == {BOX: first, OTHER: other}


def test_adopted_records_get_hashes_where_the_photo_is_found(
    store: Store, photo: Image.Image
) -> None:
    content, absent = jpeg_of(photo), b"somewhere else"
    records = [scan_of(content, BOX), scan_of(absent, BOX)]
    adopt(store, records, read={sha256(content): content}.get, who=LOCAL)
    kept = {
        each.photo: each.crop_hash
        for each in store.proposals(Selection(with_views=True), who=LOCAL)
    }
    assert kept == {sha256(content): crop_hashes(content, [BOX])[0], sha256(absent): None}


def test_a_rejected_crop_is_known_again_in_the_store(store: Store, photo: Image.Image) -> None:
    """A copy of the photo whose place is read 20 m off: the place alone would not tell."""
    first, copy = jpeg_of(photo), jpeg_of(photo, quality=70)
    off = Location(latitude=PHOTOGRAPHER.latitude, longitude=PHOTOGRAPHER.longitude + 2.5e-4)
    intake = Intake(store)
    intake.receive([first])
    intake.scan_next(lambda data: scan_of(data, BOX))
    (rejected,) = store.proposals(who=LOCAL)
    store.decide(rejected, Reject(reason=Reason.LAMP), who=ANA)
    intake.receive([copy])
    intake.scan_next(lambda data: replace(scan_of(data, BOX), location=off))
    (found,) = match_stored(store, who=LOCAL)
    assert found.rejected == rejected.id
