"""Originals go as soon as nobody needs them, and what people see and decide stays."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from detection.record import HeadingReference, Problem, ScanRecord
from mapping.access.person import LOCAL
from mapping.review.verdict import Accept, Reason, Reject, Reopen
from mapping.storage import retention
from mapping.storage.adoption import adopt
from mapping.storage.database import DatabaseError
from mapping.storage.drawing import draw_missing
from mapping.storage.intake import Intake
from mapping.storage.store import Store
from tests.builders import BELGRADE_GPS, encoded, jpeg, plain_pictures
from tests.mapping_builders import ANA, PHOTOGRAPHER, a_detection, a_record, sha256

PHOTO = jpeg()
BOXES = ((8.0, 8.0, 40.0, 24.0), (50.0, 10.0, 90.0, 60.0))


def record(content: bytes, cameras: int = 2) -> ScanRecord:
    found = tuple(a_detection(box=box) for box in BOXES[:cameras])
    location = replace(
        PHOTOGRAPHER,
        heading_deg=120.0,
        heading_reference=HeadingReference.TRUE,
        focal_length_35mm=26.0,
    )
    return a_record(content, width=96, height=64, location=location, detections=found)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path)
    yield store
    store.close()


def scanned(store: Store, content: bytes = PHOTO, cameras: int = 2) -> None:
    intake = Intake(store)
    intake.receive([content])
    assert intake.scan_next(lambda data: record(data, cameras), plain_pictures)


def test_an_original_goes_with_the_last_decision_and_not_before(store: Store) -> None:
    scanned(store)
    first, second = store.photo(sha256(PHOTO), who=LOCAL).proposals
    store.decide(first, Accept(), who=ANA)
    assert store.originals.has(sha256(PHOTO))
    store.decide(second, Reject(reason=Reason.LAMP), who=ANA)
    assert not store.originals.has(sha256(PHOTO))
    assert store.shown(sha256(PHOTO), who=ANA) is not None
    assert store.pictures.crop(sha256(PHOTO), BOXES[0]) is not None


def test_what_was_decided_can_be_taken_back_without_the_original(store: Store) -> None:
    scanned(store, cameras=1)
    (only,) = store.photo(sha256(PHOTO), who=LOCAL).proposals
    accepted = store.decide(only, Accept(), who=ANA)
    assert store.decide(accepted, Reopen(), who=ANA).state == "proposed"
    again = store.decide(store.proposal(only.id, who=LOCAL), Accept(), who=ANA)
    assert again.state == "accepted"
    assert store.undo_last(ANA).state == "proposed"
    placed = store.place(sha256(PHOTO), latitude=44.8, longitude=20.4, who=ANA)
    assert placed.proposals[0].position is not None


def test_a_photo_without_cameras_goes_at_once(store: Store) -> None:
    scanned(store, cameras=0)
    assert not store.originals.has(sha256(PHOTO))
    assert store.shown(sha256(PHOTO), who=ANA) is not None


def test_a_bad_photo_goes_and_one_that_may_be_tried_again_stays(store: Store) -> None:
    intake = Intake(store)
    for content, code in ((PHOTO, "damaged"), (encoded(), "too_slow")):
        intake.receive([content])
        failed = ScanRecord(
            photo="x", sha256=sha256(content), error=Problem(code=code, message="No.")
        )
        intake.scan_next(lambda _, failed=failed: failed, plain_pictures)  # type: ignore[misc]
    assert not store.originals.has(sha256(PHOTO))
    assert store.originals.has(sha256(encoded()))


def test_after_the_longest_time_it_goes_undecided(store: Store) -> None:
    scanned(store)
    now = datetime.now(UTC)
    soon, late = now + timedelta(days=89), now + timedelta(days=91)
    assert retention.delete_due(store.database, store.originals, now=soon) == 0
    assert retention.delete_due(store.database, store.originals, now=late) == 1
    assert not store.originals.has(sha256(PHOTO))
    assert store.count() == 2, "the proposals wait on, with their pictures"


def test_a_duplicate_a_photo_without_a_place_and_a_second_sending_end_alike(store: Store) -> None:
    scanned(store, cameras=1)
    (only,) = store.photo(sha256(PHOTO), who=LOCAL).proposals
    store.decide(only, Reject(reason=Reason.DUPLICATE), who=ANA)
    assert not store.originals.has(sha256(PHOTO))
    Intake(store).receive([PHOTO])
    assert not store.originals.has(sha256(PHOTO)), "it came before, and is not kept again"
    Intake(store).receive([encoded()])
    Intake(store).scan_next(lambda data: replace(record(data, 1), location=None), plain_pictures)
    (placeless,) = store.photo(sha256(encoded()), who=LOCAL).proposals
    store.decide(placeless, Reject(reason=Reason.LAMP), who=ANA)
    assert not store.originals.has(sha256(encoded()))


def test_what_was_set_aside_or_never_placed_goes_after_the_longest_time(store: Store) -> None:
    intake = Intake(store)
    intake.receive([PHOTO])
    slow = Problem(code="too_slow", message="No.")
    intake.scan_next(lambda data: replace(record(data, 0), error=slow), plain_pictures)
    intake.receive([encoded()])
    intake.scan_next(lambda data: replace(record(data, 1), location=None), plain_pictures)
    late = datetime.now(UTC) + retention.LONGEST + timedelta(days=1)
    assert retention.delete_due(store.database, store.originals) == 0
    assert retention.delete_due(store.database, store.originals, now=late) == 2
    assert list(store.originals.folder.rglob("*.bin")) == []


def test_the_other_photos_of_a_camera_go_with_its_decision(store: Store) -> None:
    contents = [jpeg({**BELGRADE_GPS, 17: [(degree, 1)]}) for degree in (100, 101, 102)]
    adopt(store, [record(each, 1) for each in contents], read=lambda _: None, who=LOCAL)
    for content in contents:
        store.originals.keep(content)
    while draw_missing(store, plain_pictures):
        pass
    (camera,) = store.proposals(who=LOCAL)
    assert len(store.views(camera.id, who=LOCAL)) == 2
    assert all(store.originals.has(sha256(each)) for each in contents)
    store.decide(camera, Accept(), who=ANA)
    assert not any(store.originals.has(sha256(each)) for each in contents)


def test_no_original_goes_before_its_pictures_are_drawn(store: Store) -> None:
    intake = Intake(store)
    intake.receive([PHOTO])
    intake.scan_next(lambda data: record(data, cameras=0))
    assert store.originals.has(sha256(PHOTO))
    assert draw_missing(store, plain_pictures)
    assert not draw_missing(store, plain_pictures)
    assert store.shown(sha256(PHOTO), who=ANA) is not None
    assert not store.originals.has(sha256(PHOTO))


def test_adopted_scans_get_their_pictures_from_the_worker(store: Store) -> None:
    adopt(store, [record(PHOTO)], read=lambda _: PHOTO, who=LOCAL)
    adopt(store, [record(encoded())], read=lambda _: None, who=LOCAL)
    while draw_missing(store, plain_pictures):
        pass
    assert store.pictures.has(sha256(PHOTO))
    assert not store.pictures.has(sha256(encoded()))


def test_the_operator_may_keep_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSMATRAC_ORIGINALS", "keep")
    store = Store.open(tmp_path)
    scanned(store, cameras=0)
    store.tidy()
    assert store.originals.has(sha256(PHOTO))
    store.close()
    monkeypatch.setenv("OSMATRAC_ORIGINALS", "forever")
    with pytest.raises(DatabaseError, match="must be delete or keep, not 'forever'"):
        Store.open(tmp_path)


def test_a_file_that_cannot_be_deleted_stops_no_decision(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    scanned(store, cameras=1)

    def refuse(_: str) -> None:
        raise PermissionError(13, "Permission denied", "/secret/path")

    with monkeypatch.context() as broken:
        broken.setattr(store.originals, "delete", refuse)
        (only,) = store.photo(sha256(PHOTO), who=LOCAL).proposals
        assert store.decide(only, Accept(), who=ANA).state == "accepted"
    assert "Permission denied" in caplog.text
    assert "secret" not in caplog.text
    store.tidy()
    assert not store.originals.has(sha256(PHOTO))


def test_what_a_killed_process_left_half_written_goes_after_an_hour(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_self: Path, _target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as kill:
        kill.setattr(Path, "replace", killed)
        kill.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            store.originals.keep(PHOTO)
    (part,) = store.originals.folder.rglob("*.part")
    store.tidy()
    assert part.exists(), "somebody may be at it still"
    os.utime(part, (0, 0))
    store.tidy()
    assert not part.exists()
