"""What must not be kept is not kept, and logs tell of no place and no person."""

import json
import logging
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from detection import photo
from detection.record import ScanRecord
from mapping.storage.intake import Intake
from mapping.storage.receipt import new_receipt
from mapping.storage.store import Store
from tests.builders import jpeg, plain_pictures
from tests.mapping_builders import sha256

LATITUDE = 44.8123456
FILE_NAME = "IMG_secret.jpg"


def test_receipts_are_drawn_from_79_bits_evenly() -> None:
    receipts = [new_receipt() for _ in range(5000)]
    assert len(set(receipts)) == 5000
    letters = Counter("".join(receipts).replace("-", ""))
    assert len(letters) == 31
    assert {len(receipt) for receipt in receipts} == {19}
    expected = 5000 * 16 / 31
    assert sum((n - expected) ** 2 / expected for n in letters.values()) < 76  # 30 df, p = 1e-5


def test_a_failed_scan_logs_where_it_failed_and_no_place(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    intake = Intake(store)
    intake.receive([jpeg()])

    def fail(_: bytes) -> ScanRecord:
        raise ValueError(f"location.latitude: {LATITUDE} in {FILE_NAME}")

    with caplog.at_level(logging.DEBUG):
        intake.scan_next(fail)
    assert "ValueError" in caplog.text
    assert "in fail" in caplog.text
    with store.database.read() as session:
        kept = " ".join(map(str, session.execute(text("SELECT * FROM photo")).one()))
    for told in (caplog.text, kept):
        assert "44.81" not in told
        assert FILE_NAME not in told


def test_an_error_of_the_database_tells_no_values(store: Store) -> None:
    with store.database.read() as session, pytest.raises(DBAPIError) as caught:
        session.execute(text("SELECT :latitude FROM nowhere"), {"latitude": LATITUDE})
    assert "nowhere" in str(caught.value)
    assert "44.81" not in str(caught.value)


def test_a_scanned_photo_keeps_no_file_name_and_only_known_fields(store: Store) -> None:
    intake = Intake(store)
    intake.receive([jpeg()])

    def scan(data: bytes) -> ScanRecord:
        read = photo.read(data)
        return ScanRecord(
            photo=FILE_NAME,
            sha256=sha256(data),
            width=read.width,
            height=read.height,
            location=read.metadata.location,
            taken_at=read.metadata.taken_at,
        )

    intake.scan_next(scan, plain_pictures)
    with store.database.read() as session:
        record = session.scalar(text("SELECT record FROM photo"))
    kept = json.loads(record) if isinstance(record, str) else record
    assert kept["photo"] == kept["sha256"] == sha256(jpeg())
    assert set(kept["location"]) == {
        *("latitude", "longitude", "accuracy_m", "altitude_m"),
        *("heading_deg", "heading_reference", "focal_length_35mm"),
    }


def test_a_new_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    Store.open(tmp_path / "new").close()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
