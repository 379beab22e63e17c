"""The worker: scans what waits in the intake, one photo after the other.

What is to be done stands in the database, so a worker may be started and stopped at any
moment, and there may be several, here or in other processes. A detector that cannot be loaded
is told as a problem and tried again; the photos wait.
"""

import logging
import threading
from collections.abc import Callable
from functools import partial

from detection import photo as photos
from detection.detector import Detector
from detection.record import Problem
from detection.registry import ModelError
from detection.scan import ReadPhoto, scan_bytes
from mapping.storage.database import UnavailableError
from mapping.storage.intake import Intake
from mapping.storage.worker_register import PULSE_SECONDS, WorkerRegister

__all__ = ["Worker"]

IDLE_SECONDS = 1.0
"""How long to wait before looking for photos that another process took in."""

RETRY_SECONDS = 10.0
"""How long to wait before trying to load the detector, or to reach the database, again."""

_log = logging.getLogger(__name__)


class Worker:
    """Scans photos until it is stopped; `load` gives the detector, `read` decodes photos."""

    def __init__(
        self,
        intake: Intake,
        load: Callable[[], Detector],
        register: WorkerRegister,
        *,
        read: ReadPhoto = photos.read,
    ) -> None:
        self._intake = intake
        self._load = load
        self._register = register
        self._read = read
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self.run, name="scan-worker", daemon=True)
        self._told = threading.Event()
        self._name: str | None = None
        self._scanned = 0
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
        detector = self._detector()
        while detector is not None and not self._stopped.is_set():
            if self._name is None or not self._scan_one(detector):
                self._woken.wait(IDLE_SECONDS if self._name else IDLE_SECONDS / 10)
                self._woken.clear()
        self._stopped.set()
        self._told.set()
        pulse.join()

    def _scan_one(self, detector: Detector) -> bool:
        """Scan the next photo, if there is one; False if there was nothing to do."""
        # Named by its hash: file names are not kept.
        scan = partial(scan_bytes, detector=detector, read=self._read)
        try:
            found = self._intake.scan_next(scan, worker=self._name or "")
        except (UnavailableError, OSError) as error:
            _log.warning("The worker could not go on: %s", error)
            message = "Scanning is paused and goes on by itself. Photos are kept and wait."
            self._tell(Problem(code="worker", message=message))
            self._stopped.wait(RETRY_SECONDS)
            return True
        self._tell(None)
        self._scanned += found is not None
        return found is not None

    def _detector(self) -> Detector | None:
        while not self._stopped.is_set():
            try:
                return self._load()
            except ModelError as error:
                _log.error("The detector cannot be loaded: %s", error)
                message = "Photos are kept but cannot be looked at yet: the detector is missing."
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
                _log.warning("The worker cannot be entered in the register: %s", error)
            self._told.wait(PULSE_SECONDS if self._name else 1.0)
            self._told.clear()
        if self._name:
            self._leave(self._name)

    def _leave(self, name: str) -> None:
        try:
            self._register.leave(name)
        except UnavailableError as error:  # its pulse ends, and so it counts as gone
            _log.warning("The worker cannot be taken out of the register: %s", error)
