"""The queue of evaluations: one at a time, each in a process of its own, none lost."""

import io
import logging
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from evaluation.running.job import (
    Job,
    JobOrder,
    JobState,
    Progress,
    is_locked,
    new_job,
    read_job,
    read_progress,
    write_job,
)
from languages.kept import kept

__all__ = ["JobQueue", "start_process"]

Launch = Callable[[Path], "subprocess.Popen[bytes] | None"]
"""Begins the job in a folder; None if it has ended already."""

_IDLE_SECONDS = 1.0
_MOST_STARTS = 3
_ROOT = Path(__file__).resolve().parents[2]

_log = logging.getLogger(__name__)


def start_process(folder: Path) -> "subprocess.Popen[bytes]":
    """Begin a job in a process of its own."""
    with (folder / "log.txt").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module on a path of ours
            [sys.executable, "-m", "evaluation.running.job_process", str(folder.resolve())],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


class JobQueue:
    """All evaluations below a data folder, and the thread that sees to it that they run."""

    def __init__(self, data_folder: Path, launch: Launch = start_process) -> None:
        self._folder = data_folder / "evaluations"
        self._launch = launch
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="evaluation-queue", daemon=True)

    def start(self) -> None:
        """Begin; jobs that were interrupted go on first."""
        self._thread.start()

    def stop(self, timeout_s: float = 30.0) -> None:
        """End, and the job that is under way with it; it goes on at the next start."""
        self._stopped.set()
        self._woken.set()
        self._thread.join(timeout_s)

    def add(self, order: JobOrder) -> Job:
        """Take in a job and give it."""
        job = new_job(order)
        folder = self._folder / job.id
        folder.mkdir(parents=True)
        write_job(job, folder)
        self._woken.set()
        return job

    def all(self) -> tuple[Job, ...]:
        """Give all jobs, the newest first."""
        if not self._folder.is_dir():
            return ()
        folders = sorted(self._folder.iterdir(), reverse=True)
        return tuple(job for folder in folders if (job := read_job(folder)) is not None)

    def get(self, job_id: str) -> Job | None:
        """Give a job by its id, None if there is none."""
        folder = self.folder(job_id)
        return None if folder is None else read_job(folder)

    def folder(self, job_id: str) -> Path | None:
        """Give the folder of a job; an id that is no name of a folder here gives None."""
        folders = self._folder.iterdir() if self._folder.is_dir() else ()
        return next((folder for folder in folders if folder.name == job_id), None)

    def progress(self, job: Job) -> Progress | None:
        """Tell how far a job is, None where it has not said anything yet."""
        return read_progress(self._folder / job.id)

    def is_alive(self, job: Job) -> bool:
        """Tell whether a process works on a job at this moment."""
        return is_locked(self._folder / job.id)

    def ask_to_stop(self, job: Job) -> None:
        """End a job after the photo that is under way; one that waits ends at once."""
        (self._folder / job.id / "stop").touch()
        if job.state is JobState.WAITING:
            write_job(replace(job, state=JobState.STOPPED), self._folder / job.id)

    def go_on(self, job: Job) -> None:
        """Let a job that failed or was stopped go on; photos already scanned are not again."""
        (self._folder / job.id / "stop").unlink(missing_ok=True)
        waiting = replace(job, state=JobState.WAITING, starts=0, message="")
        write_job(waiting, self._folder / job.id)
        self._woken.set()

    def delete(self, job: Job) -> None:
        """Remove a job that does not run, with its report."""
        if not self.is_alive(job):
            shutil.rmtree(self._folder / job.id, ignore_errors=True)

    def report_zip(self, job: Job) -> bytes:
        """Give the report as a zip file."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((self._folder / job.id / "report").iterdir()):
                archive.write(path, f"evaluation-{job.id}/{path.name}")
        return stream.getvalue()

    def _run(self) -> None:
        while not self._stopped.is_set():
            job = self._next()
            if job is None:
                self._woken.wait(_IDLE_SECONDS)
                self._woken.clear()
            elif job.starts >= _MOST_STARTS:
                self._give_up(job)
            else:
                self._see_through(job)

    def _next(self) -> Job | None:
        """Give the oldest job to begin, None also while any job runs."""
        open_jobs = [job for job in self.all() if job.state in {JobState.WAITING, JobState.RUNNING}]
        if any(self.is_alive(job) for job in open_jobs):
            return None
        return open_jobs[-1] if open_jobs else None

    def _see_through(self, job: Job) -> None:
        folder = self._folder / job.id
        # Counted before it begins, so that one that cannot even begin is given up too.
        write_job(replace(job, starts=job.starts + 1), folder)
        try:
            process = self._launch(folder)
        except OSError:
            _log.exception("The evaluation %s could not be begun", job.id)
            self._stopped.wait(_IDLE_SECONDS)
            return
        while process is not None and process.poll() is None:
            if self._stopped.wait(0.2):
                process.terminate()
                process.wait()

    def _give_up(self, job: Job) -> None:
        _log.error("The evaluation %s ended %d times before its end", job.id, job.starts)
        message = kept(
            "The evaluation ended unexpectedly, several times. The memory may be too small, or "
            "a model may be broken. What was scanned is kept: it can go on where it was."
        )
        write_job(replace(job, state=JobState.FAILED, message=message), self._folder / job.id)
