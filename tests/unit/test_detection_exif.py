"""Every Exif trap that phones and attackers set, and what the user reads."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detection import exif
from detection.record import HeadingReference
from tests.builders import BELGRADE_GPS, PHONE_EXIF, Value, exif_block


def with_gps(**changes: Value | None) -> exif.Metadata:
    """Metadata of a Belgrade photo with GPS tags changed or, by None, removed."""
    tags = {**BELGRADE_GPS, **{int(tag[1:]): value for tag, value in changes.items()}}
    return exif.read(exif_block({tag: value for tag, value in tags.items() if value is not None}))


def test_all_fields_of_a_complete_photo() -> None:
    metadata = with_gps()
    assert metadata.location_problem is None
    assert metadata.location is not None
    assert metadata.location.latitude == pytest.approx(44.81)
    assert metadata.location.longitude == pytest.approx(20.42)
    assert metadata.location.accuracy_m == 4.5
    assert metadata.location.altitude_m == 80
    assert metadata.location.heading_deg == 123
    assert metadata.location.heading_reference is HeadingReference.TRUE
    assert metadata.location.focal_length_35mm == 26
    assert metadata.taken_at == datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert metadata.orientation == 1
    assert metadata.notes == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"t1": None, "t2": None, "t3": None, "t4": None}, "no_gps"),
        ({"t2": [(0, 0)] * 3, "t4": [(0, 0)] * 3}, "gps_empty"),
        ({"t2": [(44, 1), (48, 1), (0, 0)]}, "gps_incomplete"),
        ({"t4": None}, "gps_incomplete"),
        ({"t2": None}, "gps_incomplete"),
        ({"t2": [(44, 1)]}, "gps_unreadable"),
        ({"t2": [(44, 1), (48, 1)]}, "gps_unreadable"),
        ({"t2": [(44, 1), (48, 1), (1, 1), (1, 1)]}, "gps_unreadable"),
        ({"t2": "44.81"}, "gps_unreadable"),
        ({"t1": None}, "gps_no_hemisphere"),
        ({"t3": None}, "gps_no_hemisphere"),
        ({"t1": " "}, "gps_no_hemisphere"),
        ({"t1": "X"}, "gps_no_hemisphere"),
        ({"t2": [(97, 1), (0, 1), (0, 1)]}, "gps_impossible"),
        ({"t4": [(400, 1), (0, 1), (0, 1)]}, "gps_impossible"),
        ({"t2": [(44, 1), (75, 1), (0, 1)]}, "gps_impossible"),
        ({"t2": [(0, 1)] * 3, "t4": [(0, 1)] * 3}, "gps_removed"),
        ({"t2": [(0, 1)] * 3, "t4": [(0, 1)] * 3, "t1": None, "t3": None}, "gps_removed"),
        ({"t9": "V"}, "gps_unreliable"),
        ({"t31": [(4294967295, 1)]}, "gps_unreliable"),
    ],
)
def test_unusable_locations_say_why(changes: dict[str, Value | None], code: str) -> None:
    metadata = with_gps(**changes)
    assert metadata.location is None
    assert metadata.location_problem is not None
    assert metadata.location_problem.code == code
    assert "map" in metadata.location_problem.message
    assert metadata.taken_at is not None, "the rest is still read"


@pytest.mark.parametrize("reference", ["s", "South", " S\0", "S"])
def test_hemispheres_are_normalised_where_they_are_clear(reference: str) -> None:
    location = with_gps(t1=reference).location
    assert location is not None
    assert location.latitude == pytest.approx(-44.81)


@pytest.mark.parametrize(
    ("changes", "heading_deg", "reference"),
    [
        ({"t17": [(0, 0)]}, None, None),
        ({"t17": [(400, 1)]}, None, None),
        ({"t17": None}, None, None),
        ({"t16": None}, 123, None),
        ({"t16": "M"}, 123, HeadingReference.MAGNETIC),
        ({"t17": [(360, 1)]}, 0, HeadingReference.TRUE),
    ],
)
def test_headings_are_dropped_or_marked(
    changes: dict[str, Value | None], heading_deg: float | None, reference: HeadingReference | None
) -> None:
    location = with_gps(**changes).location
    assert location is not None
    assert location.heading_deg == heading_deg
    assert location.heading_reference is reference


def test_altitudes_below_the_sea_and_unknown() -> None:
    below = with_gps(t5=b"\1").location
    unknown = with_gps(t6=[(0, 0)]).location
    assert below is not None
    assert below.altitude_m == -80
    assert unknown is not None
    assert unknown.altitude_m is None


def test_accuracy_falls_back_to_the_dilution_of_precision() -> None:
    by_dop = with_gps(t31=None, t11=[(2, 1)]).location
    unknown = with_gps(t31=None).location
    assert by_dop is not None
    assert by_dop.accuracy_m == 10
    assert unknown is not None
    assert unknown.accuracy_m is None


def test_another_datum_is_warned_of() -> None:
    assert [note.code for note in with_gps(t18="TOKYO").notes] == ["gps_datum"]
    assert with_gps(t18="WGS-84").notes == ()


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({0x9003: "0000:00:00 00:00:00"}, None),
        ({0x9003: "2026:13:01 12:00:00"}, None),
        ({}, None),
        ({0x9003: "2026:05:01 12:00:00"}, datetime(2026, 5, 1, 12)),  # noqa: DTZ001
    ],
)
def test_times_are_impossible_or_local(tags: dict[int, Value], expected: datetime | None) -> None:
    assert exif.read(exif_block(exif=tags)).taken_at == expected


def test_the_satellites_tell_the_time_zone_that_the_phone_left_out() -> None:
    gps = {**BELGRADE_GPS, 7: [(10, 1), (0, 1), (3, 1)], 29: "2026:05:01"}
    taken_at = exif.read(exif_block(gps, exif={0x9003: "2026:05:01 12:00:00"})).taken_at
    assert taken_at is not None
    assert taken_at.astimezone(UTC) == datetime(2026, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("hours", [(4294967295, 1), (24 * 366 * 9000, 1)])
def test_a_satellite_time_beyond_the_calendar_is_no_time(hours: tuple[int, int]) -> None:
    gps = {**BELGRADE_GPS, 7: [hours, (0, 1), (3, 1)], 29: "9999:05:01"}
    taken_at = exif.read(exif_block(gps, exif={0x9003: "2026:05:01 12:00:00"})).taken_at
    assert taken_at == datetime(2026, 5, 1, 12)  # noqa: DTZ001


def test_a_focal_length_of_zero_is_unknown() -> None:
    location = exif.read(exif_block(exif={**PHONE_EXIF, 0xA405: 0})).location
    assert location is not None
    assert location.focal_length_35mm is None


@pytest.mark.parametrize("block", [None, b"", b"Exif\0\0", b"Exif\0\0MM\0*", b"\0" * 40])
def test_no_exif_and_cut_exif_give_a_problem(block: bytes | None) -> None:
    problem = exif.read(block).location_problem
    assert problem is not None
    assert problem.code in {"no_gps", "exif_damaged"}


def test_a_block_that_loops_is_given_up_in_time() -> None:
    entry = b"\x01\x0f\x00\x02\x00\x00\x00\x01\x00\x00\x00\x08"
    bomb = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + entry * 65_535 + b"\0\0\0\x08"
    started = time.monotonic()
    metadata = exif.read(bomb)
    assert time.monotonic() - started < 2
    assert metadata.location is None


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_mutation_of_a_block_raises(data: st.DataObject) -> None:
    block = bytearray(exif_block({**BELGRADE_GPS, 7: [(10, 1), (0, 1), (3, 1)], 29: "2026:05:01"}))
    for _ in range(data.draw(st.integers(1, 8))):
        block[data.draw(st.integers(6, len(block) - 1))] = data.draw(st.integers(0, 255))
    metadata = exif.read(bytes(block[: data.draw(st.integers(1, len(block)))]))
    assert (metadata.location is None) == (metadata.location_problem is not None)
