"""Logs tell what happened, and nothing about who, where, or which file."""

import io
import json
import logging
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from detection.record import ScanRecord
from mapping.operations.logs import scrub, set_up_logs
from mapping.storage.intake import MAX_FAILURES, Intake
from mapping.storage.store import Store
from tests.mapping_builders import PHOTO

PLACE, NAME = "44.8123456", "Milica Marked"


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.mark.parametrize(
    ("line", "scrubbed"),
    [
        ("at 44.8123456, -20.4612", "at [number], [number]"),
        ("receipt 7KQ2-M9TX-AB4R-Z2NE", "receipt [receipt]"),
        ("receipt 7kq2-m9tx-ab4r-z2ne", "receipt [receipt]"),
        ("cannot read /home/ana/IMG_2034.JPG", "cannot read /home/ana/[file]"),
        ("cannot read 'DSC 1.heic'", "cannot read 'DSC [file]'"),
        ("from 192.168.1.77 and 2001:db8:0:1:1:1:1:1", "from [address] and [address]"),
        ("took 1.25 s for 3 photos, version 2.1.9", "took 1.25 s for 3 photos, version 2.1.9"),
        ("photo 0a1b2c3d4e5f", "photo 0a1b2c3d4e5f"),
    ],
)
def test_what_tells_of_people_and_places_is_replaced(line: str, scrubbed: str) -> None:
    assert scrub(line) == scrubbed


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_failing_scan_is_logged_without_what_is_private(
    form: str, stream: io.StringIO, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSMATRAC_LOG", form)
    set_up_logs(stream)
    days = (datetime.now(UTC) + timedelta(days=day) for day in count())
    intake = Intake(store, clock=lambda: next(days))  # failures are tried again later
    receipt = intake.receive([PHOTO]).receipt

    def stumble(_content: bytes) -> ScanRecord:
        raise RuntimeError(f"{receipt} IMG_0042.jpg at {PLACE}")

    for _ in range(MAX_FAILURES):
        intake.scan_next(stumble)
    logged = stream.getvalue()
    assert logged.count("The scan of photo") == MAX_FAILURES
    assert "RuntimeError" in logged
    assert receipt is not None
    for private in (receipt, "IMG_0042", PLACE):
        assert private not in logged
    if form == "json":
        lines = [json.loads(line) for line in logged.splitlines()]
        assert {"time", "level", "logger", "message"} <= lines[0].keys()


def test_numbers_stay_numbers_in_json(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSMATRAC_LOG", "json")
    set_up_logs(stream)
    logging.getLogger("osmatrac").info(
        "scanned", extra={"seconds": 1.23456, "photos": 3, "latitude": 44.8123456, "where": PLACE}
    )
    line = json.loads(stream.getvalue())
    assert (line["seconds"], line["photos"], line["latitude"]) == (1.23, 3, 44.81)
    assert line["where"] == "[number]"


def test_an_error_of_the_database_tells_no_values(store: Store) -> None:
    statement = text("INSERT INTO known_source (name, origin) VALUES (:who, :where)")
    with pytest.raises(IntegrityError) as caught, store.database.write() as session:
        session.execute(statement, {"who": NAME, "where": PLACE})
    logged = scrub(str(caught.value))
    assert "INSERT INTO known_source" in logged
    assert NAME not in logged
    assert PLACE not in logged


def test_setting_up_twice_writes_each_line_once(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert tmp_path
    monkeypatch.delenv("OSMATRAC_LOG", raising=False)
    set_up_logs(stream)
    set_up_logs(stream)
    logging.getLogger("osmatrac").warning("once")
    assert stream.getvalue().count("once") == 1
    assert " WARNING osmatrac: once" in stream.getvalue()
