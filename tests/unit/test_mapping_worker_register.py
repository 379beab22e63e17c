"""Who scans, who is gone, and what becomes of the photos that they held."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from detection.record import Problem
from mapping.storage.intake import Intake
from mapping.storage.store import Store
from mapping.storage.worker_register import WorkerRegister
from tests.mapping_builders import PHOTO, Clock

MISSING = Problem(code="model", message="A model is missing.")
OTHER = b"another photo"


@pytest.fixture
def register(store: Store, clock: Clock) -> WorkerRegister:
    return WorkerRegister(store.database, clock=clock)


def test_a_worker_is_seen_as_long_as_it_gives_a_pulse(
    register: WorkerRegister, clock: Clock
) -> None:
    name = register.enter()
    clock.now += timedelta(seconds=30)
    register.pulse(name, scanned=7, problem=None)
    clock.now += timedelta(seconds=30)
    (worker,) = register.living()
    assert (worker.id, worker.process, worker.scanned) == (name, os.getpid(), 7)
    clock.now += timedelta(seconds=30)
    assert register.living() == ()


def test_a_worker_that_leaves_is_gone(register: WorkerRegister) -> None:
    register.leave(register.enter())
    assert register.living() == ()


def test_one_that_scans_is_enough(register: WorkerRegister) -> None:
    first, second = register.enter(), register.enter()
    register.pulse(first, scanned=0, problem=MISSING)
    assert register.obstacle() is None
    register.pulse(second, scanned=0, problem=MISSING)
    assert register.obstacle() == MISSING
    register.pulse(first, scanned=1, problem=None)
    assert register.obstacle() is None


def test_nobody_scanning_is_told_only_where_photos_wait_for_long(
    register: WorkerRegister, clock: Clock
) -> None:
    assert register.obstacle() is None
    assert register.obstacle(waiting_since=clock.now) is None, "one may be starting"
    problem = register.obstacle(waiting_since=clock.now - timedelta(minutes=2))
    assert problem is not None
    assert problem.message == (
        "Photos are kept and wait: no scanning process is running at the moment."
    )


def test_a_pulse_keeps_the_photo_of_its_worker_and_no_other(
    store: Store, register: WorkerRegister, clock: Clock
) -> None:
    intake = Intake(store, clock=clock)
    intake.receive([PHOTO, OTHER])
    slow, killed = register.enter(), register.enter()
    assert intake.claim(slow) is not None
    lost = intake.claim(killed)
    assert lost is not None
    for _ in range(3):
        clock.now += timedelta(seconds=25)
        register.pulse(slow, scanned=0, problem=None)
    again = intake.claim()
    assert again is not None
    assert again.sha256 == lost.sha256
    assert intake.claim() is None


def test_who_asks_again_has_given_up_what_it_held(
    store: Store, register: WorkerRegister, clock: Clock
) -> None:
    intake = Intake(store, clock=clock)
    intake.receive([PHOTO])
    name = register.enter()
    first, second = intake.claim(name), intake.claim(name)
    assert first is not None
    assert second is not None
    assert first.sha256 == second.sha256
    assert first.token != second.token


def test_photos_of_a_killed_process_are_free_when_the_next_enters(
    store: Store, register: WorkerRegister, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    intake = Intake(store, clock=clock)
    intake.receive([PHOTO])
    with monkeypatch.context() as patch:
        patch.setattr("mapping.storage.worker_register.os.getpid", lambda: ended.pid)
        assert intake.claim(register.enter()) is not None
    assert intake.claim() is None
    register.enter()
    assert len(register.living()) == 1
    assert intake.claim() is not None, "at once, not when the lease runs out"
