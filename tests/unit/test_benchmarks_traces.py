"""A search that finds nothing proves nothing, unless it finds what was put there."""

import io
import json
import sqlite3
import struct
from pathlib import Path

from PIL import Image

from benchmarks.leak_day import a_day
from benchmarks.leaks import ALLOWED, excess
from benchmarks.marked_photo import FILE_NAME, LATITUDE, LONGITUDE, PERSONAL, PLACE, marked_photo
from benchmarks.traces import found_in, found_under
from detection import photo

ALL = {**PLACE, **PERSONAL}


def test_the_marked_photo_is_a_photo_at_the_marked_place() -> None:
    location = photo.read(marked_photo()).metadata.location
    assert location is not None
    assert abs(location.latitude - LATITUDE) < 1e-7
    assert abs(location.longitude - LONGITUDE) < 1e-7
    assert location.heading_deg is not None


def test_marks_are_found_in_the_photo_and_gone_from_a_redrawn_one() -> None:
    found = found_in(marked_photo(), ALL)
    assert {
        "camera owner",
        "serial number",
        "serial number of the lens",
        "latitude as text",
    } <= found
    assert any(name.startswith("latitude as rationals") for name in found)
    stream = io.BytesIO()
    Image.fromarray(photo.read(marked_photo()).pixels).save(stream, "JPEG")
    assert found_in(stream.getvalue(), ALL) == set()


def test_numbers_are_found_in_every_form(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"latitude": LATITUDE}))
    (tmp_path / "b.bin").write_bytes(b"..." + struct.pack("<d", LONGITUDE) + b"...")
    (tmp_path / FILE_NAME).write_bytes(b"")
    with sqlite3.connect(tmp_path / "c.db") as database:
        database.execute("CREATE TABLE place (latitude REAL)")
        database.execute("INSERT INTO place VALUES (?)", (round(LATITUDE, 7),))
    database.close()
    assert found_under(tmp_path, ALL) == {
        "a.json: latitude as text",
        "b.bin: longitude as a double, little-endian",
        "c.db: latitude as a double, big-endian",
        f"{FILE_NAME}: file name",
    }


def test_a_camera_near_by_is_no_trace(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([LATITUDE + 0.00005, LONGITUDE - 0.00005]))
    assert found_under(tmp_path, ALL) == set()


def test_what_the_policy_does_not_name_is_too_much() -> None:
    place = "latitude as text"
    assert excess({"scanned": {"database": {place}}}) == []
    assert excess({"decided": {"exports": {place}}}) == [f"decided: exports: {place}"]
    assert excess({"scanned": {"database": {"serial number"}}}) == [
        "scanned: database: serial number"
    ]
    assert excess({"forgotten": {"database": {place}}}) == [f"forgotten: database: {place}"]
    assert ALLOWED["forgotten"] == {}


def test_a_short_day_leaves_nothing_where_it_must_not_be(tmp_path: Path) -> None:
    figures = a_day(tmp_path, 6)
    assert figures["too much"] == []
    assert figures["found"]["all forgotten"] == {}
    assert figures["found"]["evening"]["originals"] == ["personal", "place"], "or it finds nothing"
    assert figures["found"]["three months later"] == {"database": ["place"]}
    assert figures["files without a row deleted"] == 1
    assert figures["marks in the backups, as documented"] > 0
