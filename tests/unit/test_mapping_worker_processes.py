"""Workers in processes of their own, started by the app or by hand, on real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mapping.__main__ import app
from mapping.storage.intake import MAX_FAILURES, Intake
from mapping.storage.store import Store
from mapping.storage.worker_processes import WorkerProcesses
from mapping.storage.worker_register import WorkerRegister
from tests.builders import encoded, jpeg
from tests.mapping_builders import PHOTO, a_record, sha256
from tests.postgresql import NewDatabase

WAIT_SECONDS = 120
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    address = new_database()
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", address)
    store = Store.open(tmp_path, database=address)
    yield store
    store.close()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.1)


def test_the_apps_worker_scans_and_is_started_again_when_it_is_killed(store: Store) -> None:
    intake, register = Intake(store), WorkerRegister(store.database)
    intake.receive([jpeg()])
    workers = WorkerProcesses(1)
    workers.start()
    try:
        wait_until(lambda: intake.pending() == 0)
        (first,) = register.living()
        os.kill(first.process, signal.SIGKILL)
        intake.receive([encoded()])
        workers.wake()
        wait_until(lambda: intake.pending() == 0)
        (second,) = register.living()
        assert second.process != first.process
    finally:
        workers.stop()
    assert register.living() == (), "it took leave"


def test_several_workers_by_hand_scan_each_photo_once_and_end_when_told(
    store: Store, tmp_path: Path
) -> None:
    contents = [encoded(exif=b"Exif\0\0" + bytes([number])) for number in range(12)]
    intake = Intake(store)
    intake.receive(contents)
    command = [sys.executable, "-m", "benchmarks.quick_worker"]
    environment = {**os.environ, "OSMATRAC_DATA": str(tmp_path)}
    workers = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(2)]
    try:
        wait_until(lambda: intake.pending() == 0)
        living = WorkerRegister(store.database).living()
        assert {worker.process for worker in living} == {worker.pid for worker in workers}
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert store.count() == len(contents)


def set_one_aside(store: Store) -> None:
    def stumble(_: bytes) -> None:
        raise RuntimeError("44.81, 20.42")

    intake = Intake(store)
    intake.receive([PHOTO])
    with store.database.write() as session:
        session.connection().exec_driver_sql(f"UPDATE photo SET failures = {MAX_FAILURES - 1}")
    intake.scan_next(stumble)  # type: ignore[arg-type]


def test_the_commands_list_what_was_set_aside_and_try_it_again(store: Store) -> None:
    set_one_aside(store)
    listed = CliRunner().invoke(app, ["failures"])
    assert listed.exit_code == 0
    assert sha256(PHOTO)[:16] in listed.output
    assert "RuntimeError in test_mapping_worker_processes.py" in listed.output
    assert "44.81" not in listed.output, "a message may tell a position"
    assert CliRunner().invoke(app, ["retry", "ffffff"]).exit_code == 2
    again = CliRunner().invoke(app, ["retry", sha256(PHOTO)[:10]])
    assert "1 photos wait for another scan." in again.output
    assert Intake(store).scan_next(a_record) is not None
    assert "0 photos wait" in CliRunner().invoke(app, ["retry"]).output
