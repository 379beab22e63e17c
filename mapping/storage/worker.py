"""The worker: scans what waits in the intake, one photo after the other.

What is to be done stands in the database, so a worker may be started and stopped at any
moment, and there may be several, here or in other processes. A detector that cannot be loaded
is told as a problem and tried again; the photos wait.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from detection import photo as photos
from detection import registry
from detection.detector import Detector
from detection.record import Box, Problem
from detection.redaction import Redactor
from detection.registry import ModelError
from detection.scan import ReadPhoto, scan_bytes
from detection.shown import Drawn, draw
from languages.kept import kept
from mapping.storage.database import UnavailableError
from mapping.storage.drawing import draw_missing
from mapping.storage.intake import Draw, Intake
from mapping.storage.worker_register import PULSE_SECONDS, WorkerRegister

__all__ = ["Worker"]

IDLE_SECONDS = 1.0
"""How long to wait before looking for photos that another process took in."""

RETRY_SECONDS = 10.0
"""How long to wait before trying to load the models, or to reach the database, again."""

TIDY_SECONDS = 3600.0
"""How often to look for originals that are not needed any more."""

_log = logging.getLogger(__name__)


def _registered() -> Redactor:
    return registry.load_redactor()


class Worker:
    """Scans photos until it is stopped, and draws what the pages show of them.

    `load` gives the detector, `load_redactor` what hides faces and number plates; both are
    called where the worker runs. `read` decodes photos.
    """

    def __init__(
        self,
        intake: Intake,
        load: Callable[[], Detector],
        load_redactor: Callable[[], Redactor] = _registered,
        *,
        read: ReadPhoto = photos.read,
    ) -> None:
        self._intake = intake
        self._load = load
        self._load_redactor = load_redactor
        self._read = read
        self._register = WorkerRegister(intake.store.database)
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self.run, name="scan-worker", daemon=True)
        self._told = threading.Event()
        self._name: str | None = None
        self._scanned = 0
        self._tidied: float | None = None
        self.problem: Problem | None = None

    def start(self) -> None:
        """Begin in a thread; photos that an earlier process left behind are scanned first."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to do, so that it starts at once."""
        self._woken.set()

    def stop(self, timeout_s: float = 30.0) -> None:
        """End after the photo that is under way, and wait for that where it is a thread."""
        self._stopped.set()
        self._woken.set()
        self._told.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def run(self) -> None:
        """Work in this thread, until `stop` is called from elsewhere."""
        pulse = threading.Thread(target=self._pulse, name="scan-worker-pulse", daemon=True)
        pulse.start()
        loaded = self._loaded()
        while loaded is not None and not self._stopped.is_set():
            if self._name is None or not self._try(*loaded):
                self._woken.wait(IDLE_SECONDS if self._name else IDLE_SECONDS / 10)
                self._woken.clear()
        self._stopped.set()
        self._told.set()
        pulse.join()

    def _try(self, detector: Detector, redactor: Redactor) -> bool:
        """Do what is next; False if there was nothing. What passes is told, and waited for."""
        try:
            busy = self._work(detector, partial(self._draw, redactor=redactor))
        except (UnavailableError, OSError) as error:
            _log.warning("The worker could not go on: %s", type(error).__name__)
            message = kept("Scanning is paused and goes on by itself. Photos are kept and wait.")
            self._tell(Problem(code="worker", message=message))
            self._stopped.wait(RETRY_SECONDS)
            return True
        self._tell(None)
        return busy

    def _work(self, detector: Detector, draw_photo: Draw) -> bool:
        # Named by its hash: file names are not kept.
        scan = partial(scan_bytes, detector=detector, read=self._read)
        if self._intake.scan_next(scan, draw_photo, worker=self._name or ""):
            self._scanned += 1
            return True
        if draw_missing(self._intake.store, draw_photo):
            return True
        if self._tidied is None or time.monotonic() - self._tidied > TIDY_SECONDS:
            self._intake.store.tidy()
            self._intake.store.database.empty_journal()
            self._tidied = time.monotonic()
        return False

    def _draw(self, content: bytes, boxes: Sequence[Box], *, redactor: Redactor) -> Drawn:
        return draw(self._read(content).pixels, boxes, redactor)

    def _loaded(self) -> tuple[Detector, Redactor] | None:
        while not self._stopped.is_set():
            try:
                return self._load(), self._load_redactor()
            except ModelError as error:
                _log.error("A model cannot be loaded: %s", error)
                message = kept("Photos are kept but cannot be looked at yet: a model is missing.")
                self._tell(Problem(code="model", message=message))
                self._stopped.wait(RETRY_SECONDS)
        return None

    def _tell(self, problem: Problem | None) -> None:
        if problem != self.problem:
            self.problem = problem
            self._told.set()

    def _pulse(self) -> None:
        """Enter the register, and tell there every few seconds how it goes."""
        while not self._stopped.is_set():
            try:
                self._name = self._name or self._register.enter()
                self._register.pulse(self._name, scanned=self._scanned, problem=self.problem)
            except UnavailableError as error:
                _log.warning("The worker cannot be entered in the register: %s", error.reason)
            self._told.wait(PULSE_SECONDS if self._name else 1.0)
            self._told.clear()
        if self._name:
            self._leave(self._name)

    def _leave(self, name: str) -> None:
        try:
            self._register.leave(name)
        except UnavailableError as error:  # its pulse ends, and so it counts as gone
            _log.warning("The worker cannot be taken out of the register: %s", error.reason)
