"""Headings that are no compass readings."""

from datetime import UTC, datetime, timedelta

import pytest

from detection.record import Location, ScanRecord
from mapping.geometry.geodesy import move
from mapping.geometry.heading import follows_travel, same_heading, suspect_headings

START = datetime(2026, 5, 1, 12, tzinfo=UTC)


def walk(
    headings: list[float | None], *, way_deg: float = 60.0, step_m: float = 25.0
) -> list[ScanRecord]:
    """Photos every 20 s on a straight way."""
    records = []
    for number, heading in enumerate(headings):
        latitude, longitude = move(44.81, 20.46, bearing_deg=way_deg, distance_m=number * step_m)
        records.append(
            ScanRecord(
                photo=f"{number}.jpg",
                sha256=f"{number:064}",
                taken_at=START + timedelta(seconds=20 * number),
                location=Location(latitude=latitude, longitude=longitude, heading_deg=heading),
            )
        )
    return records


def test_one_heading_on_every_photo_is_flagged_with_its_value() -> None:
    found = same_heading(walk([123.4, 123.4, 123.4, None]))

    assert found is not None
    assert found.problem.code == "same_heading"
    assert found.problem.message == "All 3 photos carry the same heading, 123.4 degrees."
    assert found.photos == ("0.jpg", "1.jpg", "2.jpg")
    assert found.difference_deg == 0


def test_the_same_heading_is_seen_across_north() -> None:
    assert same_heading(walk([359.99, 0.0, 0.01])) is not None


@pytest.mark.parametrize("headings", [[123.4, 123.4], [123.4, 123.4, 124.0], [None, None, None]])
def test_different_or_too_few_headings_are_left_alone(headings: list[float | None]) -> None:
    assert same_heading(walk(headings)) is None


def test_headings_along_the_way_are_flagged() -> None:
    found = follows_travel(walk([61.0, 57.0, 64.0, 60.0, 200.0]))

    assert found is not None
    assert found.problem.code == "heading_is_travel"
    assert found.photos == ("0.jpg", "1.jpg", "2.jpg", "3.jpg")
    assert found.difference_deg == pytest.approx(4.0, abs=0.1)


def test_a_photographer_who_looks_around_is_left_alone() -> None:
    assert follows_travel(walk([61.0, 150.0, 64.0, 330.0, 60.0])) is None


def test_a_photographer_who_stands_still_has_no_way() -> None:
    assert follows_travel(walk([60.0] * 5, step_m=1.0)) is None


def test_clock_times_with_and_without_zone_are_not_put_in_order() -> None:
    records = walk([60.0] * 5)
    mixed = [
        records[0],
        ScanRecord(
            photo="x.jpg",
            sha256=None,
            taken_at=datetime(2026, 5, 1, 12),  # noqa: DTZ001 - a camera without a zone
            location=records[1].location,
        ),
        *records[2:],
    ]

    assert follows_travel(mixed) is None


def test_both_rules_are_applied() -> None:
    found = suspect_headings(walk([60.0] * 5))

    assert [suspect.problem.code for suspect in found] == ["same_heading", "heading_is_travel"]
