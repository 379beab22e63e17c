from pathlib import Path

import pytest

from detection.record import Problem, RecordError
from mapping.access.person import LOCAL
from mapping.storage.adoption import adopt, read_file
from mapping.storage.intake import Intake
from mapping.storage.rows import PhotoState
from mapping.storage.store import Store
from tests.mapping_builders import PHOTO, a_record, sha256

FAILED = Problem(code="damaged", message="Damaged.")


def no_file(_name: str) -> bytes | None:
    return None


def test_records_become_photos_and_proposals_under_one_receipt(store: Store) -> None:
    records = [
        a_record(),
        a_record(b"second", location=None),
        a_record(b"third", detections=(), error=FAILED),
        a_record(sha256=None, detections=(), error=FAILED),
    ]
    done = adopt(store, records, read=no_file, who=LOCAL)
    assert (done.new, done.failed, done.unread, done.known) == (3, 1, 1, 0)
    assert (done.proposals, done.unplaced, done.pictureless) == (2, 1, 3)
    assert done.receipt is not None
    upload = store.upload(done.receipt)
    assert upload is not None
    assert [photo.state for photo in upload.photos] == ["scanned", "scanned", "failed"]


def test_the_same_records_again_change_nothing(store: Store) -> None:
    first = adopt(store, [a_record()], read=no_file, who=LOCAL)
    before = list(store.proposals(who=LOCAL))
    again = adopt(store, [a_record(), a_record()], read=no_file, who=LOCAL)
    assert (again.new, again.known, again.proposals, again.receipt) == (0, 2, 0, None)
    assert list(store.proposals(who=LOCAL)) == before
    assert first.receipt is not None


def test_a_record_finishes_a_photo_that_was_uploaded_but_not_scanned(store: Store) -> None:
    receipt = Intake(store).receive([PHOTO]).receipt
    done = adopt(store, [a_record()], read=no_file, who=LOCAL)
    assert (done.new, done.pictureless, done.receipt) == (1, 0, None)
    photo = store.photo(sha256(PHOTO), who=LOCAL)
    assert (photo.state, photo.receipt) == (PhotoState.SCANNED, receipt)
    assert Intake(store).pending() == 0


def test_the_photo_itself_comes_along_if_it_is_the_one_that_was_scanned(
    store: Store, tmp_path: Path
) -> None:
    right, wrong = tmp_path / "right.jpg", tmp_path / "wrong.jpg"
    right.write_bytes(PHOTO)
    wrong.write_bytes(b"changed since")
    done = adopt(
        store, [a_record(photo=str(right)), a_record(b"original", photo=str(wrong))], who=LOCAL
    )
    assert done.pictureless == 1
    assert store.original(sha256(PHOTO), who=LOCAL) == PHOTO
    assert store.original(sha256(b"original"), who=LOCAL) is None
    assert read_file(str(tmp_path / "nowhere.jpg")) is None


@pytest.mark.parametrize("name", ["../../../etc/passwd", "ABC"])
def test_a_hash_that_is_none_is_refused(store: Store, name: str) -> None:
    with pytest.raises(RecordError, match="sha256: expected 64 hexadecimal digits"):
        adopt(store, [a_record(sha256=name)], who=LOCAL)
