"""Evaluations that were asked for: what each measures, how far it is, and what came out.

Each has a folder `evaluations/<id>/` below the data folder:

    job.json            what to measure, and the state
    progress.json       how far it is, while it runs
    lock                locked by the process that runs it, for as long as it lives
    stop                there once a person asked it to stop
    log.txt             what the process wrote
    report/             report.json, report.html, report.md
    outcomes-<n>.npz    what became of each camera and prediction, by model

A process that is killed gives up its lock, so a job that says it runs and has no lock was
interrupted.
"""

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from evaluation.running.views import Views

__all__ = [
    "Job",
    "JobOrder",
    "JobState",
    "Progress",
    "is_locked",
    "lock",
    "new_job",
    "read_job",
    "read_progress",
    "write_job",
    "write_progress",
]

_JOB, _PROGRESS, _LOCK = "job.json", "progress.json", "lock"


class JobState(StrEnum):
    """How far a job is. A running job whose lock is free was interrupted."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True, slots=True)
class JobOrder:
    """What to measure: see evaluate.Settings.

    `dataset` is what people call it and `root` its folder; `models` are names of the registry
    or paths of files.
    """

    dataset: str
    root: str
    models: tuple[str, ...]
    views: tuple[Views, ...] = (Views.TILES,)
    image_sizes: tuple[int, ...] = ()
    confidence: float | None = None
    split: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A job and its state; `starts` counts how often it was begun, `message` says what failed."""

    id: str
    created_at: datetime
    order: JobOrder
    state: JobState = JobState.WAITING
    starts: int = 0
    message: str = ""
    outcomes: tuple[str, ...] = ()
    """Names of the models in the order of their outcomes files, once it is done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a running job is: which of how many models, and photos done of it."""

    model: str
    number: int
    models: int
    done: int
    total: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        within = self.done / self.total if self.total else 0.0
        return min(1.0, (self.number - 1 + within) / max(self.models, 1))


def new_job(order: JobOrder) -> Job:
    """Give a job with an id of its own that sorts by time."""
    now = datetime.now(UTC)
    return Job(
        id=f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        created_at=now.replace(microsecond=0),
        order=order,
    )


def write_job(job: Job, folder: Path) -> None:
    """Write the state of a job; whoever reads meets the old or the new one, whole."""
    _write(folder / _JOB, {**asdict(job), "created_at": job.created_at.isoformat()})


def read_job(folder: Path) -> Job | None:
    """Read a job, None where the folder holds none."""
    try:
        stored: dict[str, Any] = json.loads((folder / _JOB).read_text("utf-8"))
        order = stored["order"]
        return Job(
            id=folder.name,
            created_at=datetime.fromisoformat(stored["created_at"]),
            order=JobOrder(
                dataset=str(order["dataset"]),
                root=str(order["root"]),
                models=tuple(map(str, order["models"])),
                views=tuple(map(Views, order["views"])),
                image_sizes=tuple(map(int, order["image_sizes"])),
                confidence=order["confidence"],
                split=order["split"],
            ),
            state=JobState(stored["state"]),
            starts=int(stored["starts"]),
            message=str(stored["message"]),
            outcomes=tuple(map(str, stored["outcomes"])),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_progress(progress: Progress, folder: Path) -> None:
    """Write how far a job is."""
    _write(folder / _PROGRESS, asdict(progress), durable=False)


def read_progress(folder: Path) -> Progress | None:
    """Read how far a job is, None where nothing is known."""
    try:
        return Progress(**json.loads((folder / _PROGRESS).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def lock(folder: Path) -> Iterator[bool]:
    """Hold a job's lock inside the block; False if another process holds it."""
    with (folder / _LOCK).open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def is_locked(folder: Path) -> bool:
    """Tell whether a living process works on a job."""
    try:
        with (folder / _LOCK).open("r") as held:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _write(path: Path, content: dict[str, Any], *, durable: bool = True) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    Path(temporary).replace(path)
