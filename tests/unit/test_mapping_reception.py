"""Full disks, for real: what was acknowledged is there, the rest is told, and it goes on."""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from detection.record import Problem
from mapping.storage import reception
from mapping.storage.database import UnavailableError
from mapping.storage.intake import Duplicate, Intake, Kept
from mapping.storage.reception import DISK_FULL, UNAVAILABLE, Receiver, room_problem
from mapping.storage.store import Store
from tests.mapping_builders import sha256


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs the rights of root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_runs_full_keeps_what_was_acknowledged(small_disk: Path) -> None:
    store = Store.open(small_disk)
    intake = Intake(store, receiver=Receiver(store, reserve_bytes=0))
    photos = [bytes([number]) * 300_000 for number in range(1, 10)]
    files = intake.receive(photos).files
    kept = [file.sha256 for file in files if isinstance(file, Kept)]
    assert DISK_FULL in files
    assert 2 <= len(kept) < len(photos)
    assert all(isinstance(file, Kept) or file in (DISK_FULL, UNAVAILABLE) for file in files)
    assert intake.pending() == len(kept)
    for name in kept:
        assert sha256(store.originals.read(name) or b"") == name
    assert list(small_disk.rglob("*.part")) == [], "nothing half-written stays"
    (small_disk / "photos" / kept[0][:2] / f"{kept[0][2:]}.bin").unlink()  # somebody makes room
    again = intake.receive([photos[-1]]).files[0]
    assert isinstance(again, Kept)
    store.close()


def test_room_is_left_to_the_database(store: Store) -> None:
    hardly = Intake(store, receiver=Receiver(store, reserve_bytes=2**60))
    assert hardly.receive([b"photo"]).files == (DISK_FULL,)
    assert hardly.pending() == 0
    assert room_problem(store, 2**60) == DISK_FULL
    assert room_problem(store, 1) is None


def test_a_file_size_limit_is_told_like_a_full_disk(store: Store) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
        large, small = Intake(store).receive([bytes(2_000_000), b"small"]).files
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert large == DISK_FULL
    assert isinstance(small, Kept)


def test_a_database_that_does_not_answer_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> Duplicate:
        raise UnavailableError

    intake = Intake(store)
    with monkeypatch.context() as patch:
        patch.setattr(Receiver, "_find", gone)
        assert intake.receive([b"photo"]).files == (UNAVAILABLE,)
    assert isinstance(intake.receive([b"photo"]).files[0], Kept)


def test_other_files_are_refused_by_their_first_bytes(store: Store) -> None:
    receiver = Receiver(store, refuse=reception.other_than_photo)
    page, empty = Intake(store, receiver=receiver).receive([b"<html>", b""]).files
    assert page == Problem(code="not_a_photo", message="This is not a photo.")
    assert empty == Problem(code="empty", message="The file is empty.")


def test_the_receipt_of_samples_is_told_where_it_holds_nothing_else(store: Store) -> None:
    intake = Intake(store)
    samples = [b"sample one", b"sample two"]
    first = intake.receive_shared(samples).receipt
    again = intake.receive_shared(samples)
    assert again.receipt is None
    assert [file.receipt for file in again.files if isinstance(file, Duplicate)] == [first] * 2
    assert first is not None
    intake.receive([b"my own photo"], receipt=first)
    hidden = intake.receive_shared(samples).files
    assert [file.receipt for file in hidden if isinstance(file, Duplicate)] == [None, None]
