"""Evaluations as jobs: they end, fail in words, stop, and survive a killed process."""

import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from detection import registry
from detection.detector import Detector
from detection.photo import Pixels
from detection.record import Detection
from evaluation.figures.outcomes import read_outcomes
from evaluation.running.job import (
    Job,
    JobOrder,
    JobState,
    is_locked,
    lock,
    new_job,
    read_job,
    read_progress,
    write_job,
)
from evaluation.running.job_process import run_job
from evaluation.running.job_queue import JobQueue, Launch
from tests.evaluation_builders import found, write_yolo

WAIT_SECONDS = 10
_HOLD_LOCK = """
import sys, time, pathlib
from evaluation.running.job import lock
with lock(pathlib.Path(sys.argv[1])) as mine:
    print(mine, flush=True)
    time.sleep(60)
"""


class Fixed:
    """Finds the same box in every photo."""

    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        assert pixels.ndim == 3
        assert confidence is not None
        return (found(90, 45, 110, 55, confidence=0.8),)


@pytest.fixture(autouse=True)
def fixed_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: registry.Model) -> Detector:
        return Fixed()

    monkeypatch.setattr(registry, "load", load)


@pytest.fixture
def order(tmp_path: Path) -> JobOrder:
    root = write_yolo(tmp_path / "my set", ["1 .5 .5 .1 .1", ""])
    return JobOrder(dataset="Pictures", root=str(root), models=(next(iter(registry.models())),))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[Launch], JobQueue]]:
    queues: list[JobQueue] = []

    def begin(launch: Launch) -> JobQueue:
        queues.append(JobQueue(tmp_path / "data", launch))
        queues[-1].start()
        return queues[-1]

    yield begin
    for queue in queues:
        queue.stop()


def here(folder: Path) -> None:
    run_job(folder)


def wait_for(queue: JobQueue, job: Job, state: JobState) -> Job:
    for _ in range(WAIT_SECONDS * 20):
        now = queue.get(job.id)
        assert now is not None
        if now.state is state:
            return now
        time.sleep(0.05)
    pytest.fail(f"still {now}")


def test_a_job_ends_with_report_and_outcomes(
    start: Callable[[Launch], JobQueue], order: JobOrder
) -> None:
    queue = start(here)
    job = wait_for(queue, queue.add(order), JobState.DONE)
    folder = queue.folder(job.id)
    assert folder is not None
    report = json.loads((folder / "report" / "report.json").read_text("utf-8"))
    assert report["dataset"]["name"] == "Pictures"
    assert order.root not in json.dumps(report), "the report tells nothing of the server's folders"
    told = (folder / "report" / "report.md").read_text("utf-8")
    assert "Made by `python -m evaluation run 'my set' --model" in told, "can be typed as it is"
    assert job.outcomes == tuple(model["name"] for model in report["models"])
    tally = read_outcomes(folder / "outcomes-0.npz", Path(order.root)).at(0.5, 0.5)
    assert (tally.found, tally.missed, tally.false) == (1, 0, 1)
    with zipfile.ZipFile(BytesIO(queue.report_zip(job))) as archive:
        assert {Path(name).name for name in archive.namelist()} == {
            "report.json",
            "report.html",
            "report.md",
        }
    progress = queue.progress(job)
    assert progress is not None
    assert (progress.done, progress.total, progress.share) == (2, 2, 1.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"root": "/nowhere"}, "Pictures: does not exist"),
        ({"split": "test"}, "no photo is in the split"),
        ({"models": ("/nowhere/a.onnx",)}, "There is no model 'a.onnx'"),
    ],
)
def test_what_cannot_be_measured_is_told(
    start: Callable[[Launch], JobQueue], order: JobOrder, change: dict[str, str], message: str
) -> None:
    queue = start(here)
    job = wait_for(queue, queue.add(replace(order, **change)), JobState.FAILED)  # type: ignore[arg-type]
    assert message in job.message
    assert "nowhere" not in job.message


def test_a_job_that_waits_can_be_stopped_and_go_on(
    start: Callable[[Launch], JobQueue], order: JobOrder, tmp_path: Path
) -> None:
    idle = JobQueue(tmp_path / "data", here)
    job = idle.add(order)
    idle.ask_to_stop(job)
    stopped = idle.get(job.id)
    assert stopped is not None
    assert stopped.state is JobState.STOPPED
    queue = start(here)
    time.sleep(0.2)
    assert queue.get(job.id) == stopped
    queue.go_on(stopped)
    wait_for(queue, job, JobState.DONE)


def test_a_job_that_runs_stops_after_the_photo_under_way(order: JobOrder, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "evaluations" / "job"
    folder.mkdir(parents=True)
    write_job(new_job(order), folder)
    (folder / "stop").touch()
    assert run_job(folder)
    job = read_job(folder)
    assert job is not None
    assert job.state is JobState.STOPPED


def test_a_killed_job_is_seen_and_goes_on(
    start: Callable[[Launch], JobQueue], order: JobOrder, tmp_path: Path
) -> None:
    idle = JobQueue(tmp_path / "data", here)
    job = idle.add(order)
    folder = idle.folder(job.id)
    assert folder is not None
    write_job(replace(job, state=JobState.RUNNING, starts=1), folder)
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD_LOCK, str(folder)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        assert idle.is_alive(job)
        assert not run_job(folder), "one process a job"
        idle.delete(job)
        assert folder.is_dir(), "a job that runs is not deleted"
        process.kill()
        process.wait()
    assert not idle.is_alive(job)
    queue = start(here)
    assert wait_for(queue, job, JobState.DONE).starts == 2


def test_a_job_that_never_ends_well_is_given_up(
    start: Callable[[Launch], JobQueue], order: JobOrder
) -> None:
    tries: list[Path] = []
    queue = start(tries.append)  # begins nothing
    job = wait_for(queue, queue.add(order), JobState.FAILED)
    assert len(tries) == 3
    assert "ended unexpectedly" in job.message


def test_jobs_come_newest_first_and_are_deleted_whole(order: JobOrder, tmp_path: Path) -> None:
    queue = JobQueue(tmp_path / "data", here)
    assert queue.all() == ()
    jobs = [queue.add(order)]
    for number in (1, 2):
        later = replace(jobs[0], id=f"29990101-00000{number}-abc")
        (tmp_path / "data" / "evaluations" / later.id).mkdir()
        write_job(later, tmp_path / "data" / "evaluations" / later.id)
        jobs.append(later)
    assert queue.all() == tuple(reversed(jobs))
    queue.delete(jobs[1])
    assert queue.all() == (jobs[2], jobs[0])


@pytest.mark.parametrize("job_id", ["../data", "", ".", "no-such"])
def test_an_id_that_is_no_job_gives_none(order: JobOrder, tmp_path: Path, job_id: str) -> None:
    queue = JobQueue(tmp_path / "data", here)
    queue.add(order)
    assert queue.get(job_id) is None


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"order": 3}'])
def test_a_broken_file_is_no_job(tmp_path: Path, content: str) -> None:
    (tmp_path / "job.json").write_text(content, "utf-8")
    (tmp_path / "progress.json").write_text(content, "utf-8")
    assert read_job(tmp_path) is None
    assert read_progress(tmp_path) is None


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    assert not is_locked(tmp_path)
    with lock(tmp_path) as mine, lock(tmp_path) as other:
        assert (mine, other) == (True, False)
        assert is_locked(tmp_path)
    assert not is_locked(tmp_path)
