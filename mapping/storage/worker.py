"""The worker: a thread that scans what waits in the intake, one photo after the other.

What is to be done stands in the database, so a worker may be started and stopped at any
moment. A detector that cannot be loaded is told as a problem and tried again; the photos wait.
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
from detection.scan import scan_bytes
from detection.shown import Drawn, draw
from mapping.storage.drawing import draw_missing
from mapping.storage.intake import Draw, Intake

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
    """Scans photos in the background, and draws what the pages show of them.

    `load` gives the detector, `load_redactor` what hides faces and number plates; both are
    called in the thread.
    """

    def __init__(
        self,
        intake: Intake,
        load: Callable[[], Detector],
        load_redactor: Callable[[], Redactor] = _registered,
    ) -> None:
        self._intake = intake
        self._load = load
        self._load_redactor = load_redactor
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scan-worker", daemon=True)
        self._tidied: float | None = None
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
        loaded = self._loaded()
        if loaded is None:
            return
        detector, redactor = loaded
        while not self._stopped.is_set():
            try:
                busy = self._work(detector, partial(_draw, redactor=redactor))
                self.problem = None
            except Exception as error:  # noqa: BLE001 - a full disk or a locked database passes
                _log.exception("The worker could not go on")
                self.problem = Problem(
                    code="worker", message=f"Scanning is paused and will go on by itself. ({error})"
                )
                self._stopped.wait(RETRY_SECONDS)
                continue
            if not busy:
                self._woken.wait(IDLE_SECONDS)
                self._woken.clear()

    def _work(self, detector: Detector, draw_photo: Draw) -> bool:
        """Do what is next; False if there was nothing."""
        # Named by its hash: file names are not kept.
        if self._intake.scan_next(partial(scan_bytes, detector=detector), draw_photo):
            return True
        if draw_missing(self._intake.store, draw_photo):
            return True
        if self._tidied is None or time.monotonic() - self._tidied > TIDY_SECONDS:
            self._intake.store.tidy()
            self._intake.store.database.empty_journal()
            self._tidied = time.monotonic()
        return False

    def _loaded(self) -> tuple[Detector, Redactor] | None:
        while not self._stopped.is_set():
            try:
                return self._load(), self._load_redactor()
            except ModelError as error:
                _log.error("A model cannot be loaded: %s", error)
                message = f"Photos are kept but cannot be scanned yet. {error}"
                self.problem = Problem(code="model", message=message)
                self._stopped.wait(RETRY_SECONDS)
        return None


def _draw(content: bytes, boxes: Sequence[Box], *, redactor: Redactor) -> Drawn:
    return draw(photos.read(content).pixels, boxes, redactor)
