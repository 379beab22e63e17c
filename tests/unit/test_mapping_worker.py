"""The worker scans what waits, and waits itself where it cannot."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from detection.detector import Detector
from detection.photo import Pixels
from detection.record import Detection
from detection.redaction import Redactor
from detection.registry import ModelError
from mapping.storage import worker as workers
from mapping.storage.intake import Intake
from mapping.storage.rows import PhotoState
from mapping.storage.store import Store
from mapping.storage.worker import Worker
from mapping.storage.worker_register import WorkerRegister
from tests.builders import encoded, jpeg

WAIT_SECONDS = 10


class BlindDetector:
    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        assert pixels.ndim == 3
        assert confidence is None
        return ()


@pytest.fixture
def intake(store: Store) -> Intake:
    return Intake(store)


@pytest.fixture
def register(store: Store) -> WorkerRegister:
    return WorkerRegister(store.database)


@pytest.fixture
def start(intake: Intake) -> Iterator[Callable[[Callable[[], Detector]], Worker]]:
    started: list[Worker] = []

    def begin(load: Callable[[], Detector]) -> Worker:
        worker = Worker(intake, load, Redactor)
        worker.start()
        started.append(worker)
        return worker

    yield begin
    for worker in started:
        worker.stop()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.01)


def test_what_waits_is_scanned_and_bad_photos_stop_nothing(
    store: Store, intake: Intake, start: Callable[[Callable[[], Detector]], Worker]
) -> None:
    reception = intake.receive([jpeg(), b"no photo", encoded()])
    start(BlindDetector)
    wait_until(lambda: intake.pending() == 0)
    upload = store.upload(str(reception.receipt))
    assert upload is not None
    assert [photo.state for photo in upload.photos] == [
        PhotoState.SCANNED,
        PhotoState.FAILED,
        PhotoState.SCANNED,
    ]
    record = upload.photos[0].record
    assert record is not None
    assert record.photo == record.sha256, "no file name is kept"


def test_it_is_woken_at_once(
    intake: Intake,
    start: Callable[[Callable[[], Detector]], Worker],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "IDLE_SECONDS", 3600)
    loaded = threading.Event()

    def load() -> Detector:
        loaded.set()
        return BlindDetector()

    worker = start(load)
    assert loaded.wait(WAIT_SECONDS)
    intake.receive([jpeg()])
    worker.wake()
    wait_until(lambda: intake.pending() == 0)


def test_a_missing_model_is_told_and_photos_wait_for_it(
    intake: Intake,
    start: Callable[[Callable[[], Detector]], Worker],
    register: WorkerRegister,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "RETRY_SECONDS", 0.01)
    mended = threading.Event()

    def load() -> Detector:
        if not mended.is_set():
            raise ModelError("models/a.onnx: the model file is missing or unreadable.")
        return BlindDetector()

    intake.receive([jpeg()])
    worker = start(load)
    wait_until(lambda: worker.problem is not None)
    assert worker.problem is not None
    assert worker.problem.message.startswith("Photos are kept but cannot be looked at yet")
    wait_until(lambda: register.obstacle() == worker.problem)
    assert intake.pending() == 1
    mended.set()
    wait_until(lambda: intake.pending() == 0)
    wait_until(lambda: worker.problem is None)
    wait_until(lambda: register.obstacle() is None)


def test_a_store_that_fails_for_a_while_loses_nothing(
    intake: Intake,
    start: Callable[[Callable[[], Detector]], Worker],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "RETRY_SECONDS", 0.01)
    claim, failures = intake.claim, iter([OSError("no space left on device")] * 3)

    def claim_or_fail(worker: str) -> object:
        for error in failures:
            raise error
        return claim(worker)

    monkeypatch.setattr(intake, "claim", claim_or_fail)
    intake.receive([jpeg()])
    worker = start(BlindDetector)
    wait_until(lambda: intake.pending() == 0)
    wait_until(lambda: worker.problem is None)
