"""Health: whether database, disk, workers and model are fine, seen from any process.

The workers are judged by their pulse in the database and by the queue, so it does not matter
where they run: they are not fine when all that live are held up, or when a photo waits for long
and nobody takes it.
"""

import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import text

from detection import registry
from languages.kept import kept, nkept
from mapping.operations.queue_state import QueueState, read_queue
from mapping.storage.database import DatabaseError
from mapping.storage.store import Store

__all__ = ["Finding", "Health", "Installation", "Part"]

MIN_FREE_BYTES = 1_000_000_000
"""Less room on the disk than this is not fine: about a hundred photos."""

MAX_WAIT = timedelta(minutes=10)
"""A photo that waits longer than this while nobody takes it shows that no worker runs."""


class Part(StrEnum):
    """What is looked at."""

    DATABASE = "database"
    DISK = "disk"
    WORKER = "worker"
    MODEL = "model"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What holds of one part, in a sentence for the operator."""

    part: Part
    fine: bool
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """What was found; `queue` is None where the database could not be read."""

    findings: tuple[Finding, ...]
    queue: QueueState | None
    free_bytes: int | None

    @property
    def fine(self) -> bool:
        """Say whether all parts are."""
        return all(finding.fine for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Give what was found as a JSON object."""
        return {
            "fine": self.fine,
            "parts": {
                each.part.value: {"fine": each.fine, "message": each.message}
                for each in self.findings
            },
        }


class Installation:
    """One installation, looked at again and again; the database is opened when it can be."""

    def __init__(
        self,
        folder: Path,
        open_store: Callable[[], Store],
        find_model: Callable[[], registry.Model] = registry.find,
    ) -> None:
        self._folder = folder
        self._open = open_store
        self._find_model = find_model
        self._store: Store | None = None
        self._lock = threading.Lock()

    def examine(self) -> Health:
        """Look at everything now; raises nothing for what is not fine."""
        database, queue = self._examine_database()
        disk, free_bytes = _examine_disk(self._folder)
        findings = (database, disk, _examine_worker(queue), self._examine_model())
        return Health(findings=findings, queue=queue, free_bytes=free_bytes)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            if self._store:
                self._store.close()
                self._store = None

    def _examine_database(self) -> tuple[Finding, QueueState | None]:
        try:
            with self._lock:
                self._store = self._store or self._open()
                database = self._store.database
            with database.write() as session:  # whoever can only read cannot take photos in
                session.execute(text("SELECT 1"))
            queue = read_queue(database)
        except DatabaseError as error:
            return Finding(part=Part.DATABASE, fine=False, message=error.reason), None
        message = kept("It answers and can be written ({kind}).", kind=database.kind)
        return Finding(part=Part.DATABASE, fine=True, message=message), queue

    def _examine_model(self) -> Finding:
        try:
            model = self._find_model()
        except registry.ModelError as error:
            return Finding(part=Part.MODEL, fine=False, message=str(error))
        message = kept("{model} is the file that the registry describes.", model=model.name)
        return Finding(part=Part.MODEL, fine=True, message=message)


def _examine_disk(folder: Path) -> tuple[Finding, int | None]:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        message = kept(
            "The data folder {folder} cannot be used: {reason}.",
            folder=folder,
            reason=error.strerror,
        )
        return Finding(part=Part.DISK, fine=False, message=message), None
    if not os.access(folder, os.W_OK):
        message = kept("The data folder {folder} cannot be written.", folder=folder)
        return Finding(part=Part.DISK, fine=False, message=message), free
    gigabytes = free / 1e9
    message = kept(
        "{gigabytes} GB are free.",
        gigabytes=f"{gigabytes:.0f}" if gigabytes >= 10 else f"{gigabytes:.1f}",
    )
    return Finding(part=Part.DISK, fine=free >= MIN_FREE_BYTES, message=message), free


def _examine_worker(queue: QueueState | None) -> Finding:
    if queue is None:
        message = kept("Unknown while the database does not answer.")
        return Finding(part=Part.WORKER, fine=False, message=message)
    held_up = [worker.problem for worker in queue.workers if worker.problem]
    if held_up and len(held_up) == len(queue.workers):
        return Finding(part=Part.WORKER, fine=False, message=held_up[0].message)
    waited = queue.oldest_waiting
    if waited is None:
        message = kept("Nothing waits for a worker.")
        return Finding(part=Part.WORKER, fine=True, message=message)
    minutes = round(waited.total_seconds() / 60)
    if waited > MAX_WAIT and not queue.in_work:
        message = kept(
            "A photo has waited for {minutes} minutes and no worker takes one.", minutes=minutes
        )
        return Finding(part=Part.WORKER, fine=False, message=message)
    message = nkept(
        "{count} photo waits for {minutes} minutes.",
        "{count} photos wait, the oldest for {minutes} minutes.",
        queue.waiting,
        minutes=minutes,
    )
    return Finding(part=Part.WORKER, fine=True, message=message)
