from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from detection.photo import MAX_BYTES
from detection.record import Problem, ScanRecord
from mapping.access.person import LOCAL
from mapping.review.review import NotFound
from mapping.storage.database import UnavailableError
from mapping.storage.failures import failures, retry
from mapping.storage.intake import MAX_FAILURES, MAX_TRIES, Duplicate, Intake, Kept
from mapping.storage.receipt import new_receipt, normalise_receipt
from mapping.storage.rows import PhotoState
from mapping.storage.store import Store
from tests.mapping_builders import PHOTO, Clock, a_detection, a_record, sha256

OTHER = b"another photo"


@pytest.fixture
def intake(store: Store, clock: Clock) -> Intake:
    return Intake(store, clock=clock)


def scan(content: bytes) -> ScanRecord:
    return a_record(content)


def stumble(_content: bytes) -> ScanRecord:
    raise RuntimeError("the detector fell over")


def test_a_receipt_is_hard_to_guess_and_easy_to_type() -> None:
    codes = {new_receipt() for _ in range(100)}
    assert len(codes) == 100
    code = codes.pop()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert not set(code) & set("01OIL")
    assert normalise_receipt(f" {code.lower().replace('-', ' ')} ") == code


def test_received_photos_are_on_the_disk_and_under_a_receipt(store: Store, intake: Intake) -> None:
    reception = intake.receive([PHOTO, OTHER])
    assert reception.files == (Kept(sha256=sha256(PHOTO)), Kept(sha256=sha256(OTHER)))
    assert reception.receipt
    assert store.original(sha256(PHOTO), who=LOCAL) == PHOTO
    upload = store.upload(reception.receipt.lower())
    assert upload is not None
    assert [photo.sha256 for photo in upload.photos] == [sha256(PHOTO), sha256(OTHER)]
    assert upload.waiting == intake.pending() == 2


def test_each_photo_is_safe_before_the_next_is_asked_for(store: Store, intake: Intake) -> None:
    def files() -> Iterator[bytes]:
        yield PHOTO
        assert store.photo(sha256(PHOTO), who=LOCAL).state is PhotoState.RECEIVED
        assert store.original(sha256(PHOTO), who=LOCAL) == PHOTO
        yield OTHER

    assert len(intake.receive(files()).files) == 2


def test_bad_sizes_are_problems_and_the_others_go_on(intake: Intake) -> None:
    empty, large, good = intake.receive([b"", bytes(MAX_BYTES + 1), PHOTO]).files
    assert empty == Problem(code="empty", message="The file is empty.")
    assert isinstance(large, Problem)
    assert large.code == "too_many_bytes"
    assert good == Kept(sha256=sha256(PHOTO))


def test_nothing_new_gives_no_receipt(store: Store, intake: Intake) -> None:
    first = intake.receive([PHOTO])
    again = intake.receive([PHOTO, b""])
    assert first.receipt is not None
    assert again.receipt is None
    assert again.files[0] == Duplicate(sha256=sha256(PHOTO), receipt=None), "who knows who asks?"
    mine = intake.receive([PHOTO], own={first.receipt})
    assert mine.files[0] == Duplicate(sha256=sha256(PHOTO), receipt=first.receipt)
    assert intake.pending() == 1
    upload = store.upload(first.receipt)
    assert upload is not None
    assert len(upload.photos) == 1


def test_a_photo_twice_in_one_upload_is_kept_once(intake: Intake) -> None:
    reception = intake.receive([PHOTO, PHOTO])
    assert reception.receipt is not None
    assert reception.files[1] == Duplicate(sha256=sha256(PHOTO), receipt=reception.receipt)


def test_more_photos_can_join_an_upload(store: Store, intake: Intake) -> None:
    receipt = intake.receive([PHOTO]).receipt
    assert receipt is not None
    assert intake.receive([OTHER], receipt=receipt.lower()).receipt == receipt
    upload = store.upload(receipt)
    assert upload is not None
    assert len(upload.photos) == 2
    with pytest.raises(NotFound, match="no upload with this receipt"):
        intake.receive([b"a third photo"], receipt="AAAA-BBBB")


def test_many_sessions_sending_the_same_photo_keep_it_once(intake: Intake) -> None:
    with ThreadPoolExecutor(8) as pool:
        receptions = list(pool.map(lambda _: intake.receive([PHOTO]), range(16)))
    kept = [reception for reception in receptions if reception.receipt]
    assert len(kept) == 1
    assert intake.pending() == 1
    for reception in receptions:
        if reception not in kept:
            (file,) = reception.files
            assert isinstance(file, Duplicate)
            assert file.receipt is None


def test_a_scan_saves_record_and_proposals_together(store: Store, intake: Intake) -> None:
    intake.receive([PHOTO])
    photo = intake.scan_next(scan)
    assert photo is not None
    assert photo.state is PhotoState.SCANNED
    assert photo.record is not None
    assert photo.record.detections == (a_detection(),)
    assert [proposal.detection for proposal in photo.proposals] == [a_detection()]
    assert intake.scan_next(scan) is None
    assert store.count() == 1


def test_no_file_name_is_kept(tmp_path: Path, store: Store, intake: Intake) -> None:
    intake.receive([PHOTO])
    photo = intake.scan_next(scan)
    assert photo is not None
    assert photo.record is not None
    assert photo.record.photo == photo.sha256
    store.close()
    for file in tmp_path.iterdir():
        assert file.is_dir() or b"IMG_0001" not in file.read_bytes()


def test_a_photo_that_cannot_be_used_has_failed_with_its_reason(
    store: Store, intake: Intake
) -> None:
    problem = Problem(code="not_a_photo", message="This is not a photo.")
    intake.receive([PHOTO])
    photo = intake.scan_next(lambda content: a_record(content, detections=(), error=problem))
    assert photo is not None
    assert (photo.state, photo.problem) == (PhotoState.FAILED, problem)
    assert intake.pending() == store.count() == 0


def test_a_photo_placed_before_its_scan_is_placed(store: Store, intake: Intake) -> None:
    intake.receive([PHOTO])
    store.place(sha256(PHOTO), latitude=44.8, longitude=20.4, who=LOCAL.named("volunteer"))
    photo = intake.scan_next(lambda content: a_record(content, location=None))
    assert photo is not None
    assert photo.proposals[0].position is not None
    assert photo.proposals[0].position.latitude == pytest.approx(44.8)


def test_a_kill_between_file_and_row_is_mended_by_sending_it_again(
    store: Store, intake: Intake
) -> None:
    store.originals.keep(PHOTO)  # and here the machine stopped
    assert intake.scan_next(scan) is None
    assert intake.receive([PHOTO]).files == (Kept(sha256=sha256(PHOTO)),)
    assert intake.scan_next(scan) is not None


def test_a_kill_during_a_scan_means_scanning_again_after_the_lease(
    store: Store, intake: Intake, clock: Clock
) -> None:
    intake.receive([PHOTO])
    assert intake.claim() is not None  # and here the process was killed
    assert intake.scan_next(scan) is None
    clock.now += timedelta(minutes=6)
    assert intake.scan_next(scan) is not None
    assert store.count() == 1


def test_who_lost_the_lease_cannot_save_a_second_result(
    store: Store, intake: Intake, clock: Clock
) -> None:
    intake.receive([PHOTO])
    slow = intake.claim()
    assert slow is not None
    clock.now += timedelta(minutes=6)
    fast = intake.claim()
    assert fast is not None
    assert not intake.finish(slow, a_record())
    assert store.count() == 0
    assert intake.finish(fast, a_record())
    assert not intake.finish(fast, a_record())
    intake.fail(slow, "too late to matter")
    assert store.photo(fast.sha256, who=LOCAL).state is PhotoState.SCANNED
    assert store.count() == 1


def test_a_scan_that_fails_half_way_through_saving_saves_nothing(
    store: Store, intake: Intake, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall_over(*_: object) -> None:
        raise RuntimeError("no estimate")

    intake.receive([PHOTO])
    with monkeypatch.context() as patch:
        patch.setattr("mapping.review.proposal.estimate", fall_over)
        photo = intake.scan_next(scan)
    clock.now += timedelta(minutes=1)
    assert photo is not None
    assert (photo.state, photo.record) == (PhotoState.RECEIVED, None)
    assert intake.scan_next(scan) is not None
    assert store.count() == 1


def test_a_scan_that_stumbles_is_tried_again_and_then_set_aside(
    store: Store, intake: Intake, clock: Clock
) -> None:
    intake.receive([PHOTO])
    for minutes in range(1, MAX_FAILURES):
        photo = intake.scan_next(stumble)
        assert photo is not None
        assert photo.state is PhotoState.RECEIVED
        assert intake.scan_next(stumble) is None, "not at once"
        clock.now += timedelta(minutes=minutes)
    photo = intake.scan_next(stumble)
    assert photo is not None
    assert photo.state is PhotoState.FAILED
    assert photo.problem is not None
    assert photo.problem.code == "internal"
    assert "RuntimeError" not in photo.problem.message, "this is for the sender"
    (failure,) = failures(store, who=LOCAL)
    assert failure.reason is not None
    assert failure.reason.startswith("RuntimeError in test_mapping_intake.py, line ")
    assert "fell over" not in failure.reason, "a message may tell a position"
    assert failure.tries == MAX_FAILURES
    clock.now += timedelta(days=1)
    assert intake.scan_next(scan) is None


def test_what_was_set_aside_can_be_tried_again(store: Store, intake: Intake, clock: Clock) -> None:
    intake.receive([PHOTO])
    for _ in range(MAX_FAILURES):
        intake.scan_next(stumble)
        clock.now += timedelta(hours=1)
    assert retry(store, [sha256(PHOTO), sha256(OTHER)], who=LOCAL) == 1
    assert failures(store, who=LOCAL) == ()
    assert store.photo(sha256(PHOTO), who=LOCAL).problem is None
    photo = intake.scan_next(scan)
    assert photo is not None
    assert photo.state is PhotoState.SCANNED
    assert retry(store, [sha256(PHOTO)], who=LOCAL) == 0, "what was scanned stays as it is"


def test_a_damaged_photo_is_no_work_for_the_operator(store: Store, intake: Intake) -> None:
    problem = Problem(code="damaged", message="The photo is damaged.")
    intake.receive([PHOTO])
    intake.scan_next(lambda content: a_record(content, detections=(), error=problem))
    assert failures(store, who=LOCAL) == ()
    (failure,) = failures(store, who=LOCAL, all_reasons=True)
    assert (failure.problem, failure.retryable) == (problem, False)


def test_a_photo_that_kills_its_process_is_set_aside_in_the_end(
    store: Store, intake: Intake, clock: Clock
) -> None:
    intake.receive([PHOTO])
    for _ in range(MAX_TRIES):
        assert intake.claim() is not None
        clock.now += timedelta(minutes=6)
    assert intake.claim() is None
    (failure,) = failures(store, who=LOCAL)
    assert failure.reason == "The scan was begun 10 times and never came to an end."


def test_a_locked_database_is_no_failure_of_the_photo(
    store: Store, intake: Intake, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("INSERT", None, Exception("database is locked"))

    intake.receive([PHOTO])
    for _ in range(MAX_FAILURES + 1):
        with monkeypatch.context() as patch:
            patch.setattr("mapping.storage.intake.save_record", locked)
            with pytest.raises(UnavailableError) as gone:
                intake.scan_next(scan)
            assert "locked" in gone.value.reason
        clock.now += timedelta(minutes=6)
    assert store.photo(sha256(PHOTO), who=LOCAL).state is PhotoState.RECEIVED
    assert intake.scan_next(scan) is not None
    assert store.count() == 1


def test_a_stumbling_photo_lets_the_others_pass(intake: Intake) -> None:
    def stumble_over_first(content: bytes) -> ScanRecord:
        return stumble(content) if content == PHOTO else scan(content)

    intake.receive([PHOTO, OTHER])
    order = [intake.scan_next(stumble_over_first) for _ in range(2)]
    assert [photo and photo.sha256 for photo in order] == [sha256(PHOTO), sha256(OTHER)]


def test_a_lost_file_is_a_failure_in_words(tmp_path: Path, intake: Intake) -> None:
    intake.receive([PHOTO])
    next((tmp_path / "photos").rglob("*.bin")).unlink()
    photo = intake.scan_next(scan)
    assert photo is not None
    assert photo.problem == Problem(code="missing", message="The file of the photo is gone.")


def drain(intake: Intake, scan: Callable[[bytes], ScanRecord]) -> list[str]:
    scanned = []
    while photo := intake.scan_next(scan):
        scanned.append(photo.sha256)
    return scanned


def test_many_workers_scan_each_photo_once(store: Store, intake: Intake) -> None:
    contents = [f"photo {number}".encode() for number in range(20)]
    intake.receive(contents)
    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(lambda _: drain(intake, scan), range(4)))
    scanned = [name for share in shares for name in share]
    assert sorted(scanned) == sorted(map(sha256, contents))
    assert store.count() == 20
