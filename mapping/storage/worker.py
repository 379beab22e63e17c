"""The worker: a thread that scans what waits in the intake, one photo after the other.

What is to be done stands in the database, so a worker may be started and stopped at any
moment. A detector that cannot be loaded is told as a problem and tried again; the photos wait.
"""

import logging
import threading
from collections.abc import Callable
from functools import partial

from detection.detector import Detector
from detection.record import Problem
from detection.registry import ModelError
from detection.scan import scan_bytes
from mapping.storage.intake import Intake

__all__ = ["Worker"]

IDLE_SECONDS = 1.0
"""How long to wait before looking for photos that another process took in."""

RETRY_SECONDS = 10.0
"""How long to wait before trying to load the detector, or to reach the database, again."""

_log = logging.getLogger(__name__)


class Worker:
    """Scans photos in the background; `load` gives the detector and is called in the thread."""

    def __init__(self, intake: Intake, load: Callable[[], Detector]) -> None:
        self._intake = intake
        self._load = load
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scan-worker", daemon=True)
        self.problem: Problem | None = None

    def start(self) -> None:
        """Begin; photos that an earlier process left behind are scanned first."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to do, so that it starts at once."""
        self._woken.set()

    def stop(self, timeout_s: float = 30.0) -> None:
        """End after the photo that is under way."""
        self._stopped.set()
        self._woken.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        detector = self._detector()
        while detector is not None and not self._stopped.is_set():
            try:
                # Named by its hash: file names are not kept.
                scanned = self._intake.scan_next(partial(scan_bytes, detector=detector))
                self.problem = None
            except Exception as error:  # noqa: BLE001 - a full disk or a locked database passes
                _log.exception("The worker could not go on")
                self.problem = Problem(
                    code="worker", message=f"Scanning is paused and will go on by itself. ({error})"
                )
                self._stopped.wait(RETRY_SECONDS)
                continue
            if scanned is None:
                self._woken.wait(IDLE_SECONDS)
                self._woken.clear()

    def _detector(self) -> Detector | None:
        while not self._stopped.is_set():
            try:
                return self._load()
            except ModelError as error:
                _log.error("The detector cannot be loaded: %s", error)
                message = f"Photos are kept but cannot be scanned yet. {error}"
                self.problem = Problem(code="model", message=message)
                self._stopped.wait(RETRY_SECONDS)
        return None
