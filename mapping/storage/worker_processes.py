"""Workers of the app in processes of their own, with a lower priority than the pages.

A detector that ends its process, or takes all processors, then stops no page. A worker that
ended is started again, later each time; one whose app was killed ends by itself.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from mapping.storage.store import data_folder

__all__ = ["WorkerProcesses"]

NICENESS = 10
_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_PAUSE_S = 60.0
_STEADY_S = 60.0
"""A worker that ran for so long had a good start: the next pause is short again."""

_log = logging.getLogger(__name__)


class WorkerProcesses:
    """Keeps `count` processes running: `python -m mapping worker --attached`."""

    def __init__(self, count: int = 1) -> None:
        self._stopped = threading.Event()
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._threads = [
            threading.Thread(target=self._keep_running, args=(each,), daemon=True)
            for each in range(count)
        ]

    def start(self) -> None:
        """Begin; photos that an earlier process left behind are scanned first."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there is something to do, so that it starts at once."""
        for process in list(self._processes.values()):
            assert process.stdin is not None
            try:
                process.stdin.write(b"\n")
                process.stdin.flush()
            except (BrokenPipeError, ValueError):
                continue  # it has ended, and looks by itself when it is started again

    def stop(self, timeout_s: float = 30.0) -> None:
        """End each after the photo that it is at; those that take longer are killed."""
        self._stopped.set()
        for process in list(self._processes.values()):
            assert process.stdin is not None
            process.stdin.close()
        deadline = time.monotonic() + timeout_s
        for process in list(self._processes.values()):
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        for thread in self._threads:
            thread.join(timeout_s)

    def _keep_running(self, place: int) -> None:
        pause_s = 1.0
        while not self._stopped.is_set():
            started = time.monotonic()
            process = self._processes[place] = _start()
            status = process.wait()
            assert process.stdin is not None
            process.stdin.close()
            if self._stopped.is_set():
                return
            steady = time.monotonic() - started > _STEADY_S
            pause_s = 1.0 if steady else min(2 * pause_s, _LONGEST_PAUSE_S)
            _log.warning("A worker ended with status %d; the next in %.0f s", status, pause_s)
            self._stopped.wait(pause_s)


def _start() -> "subprocess.Popen[bytes]":
    """Start a worker on the same folder and database as ours."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        **os.environ,
        "OSMATRAC_DATA": str(data_folder().resolve()),
        "PYTHONPATH": os.pathsep.join(paths),
    }
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "mapping", "worker", "--attached", "--nice", str(NICENESS)],
        env=environment,
        stdin=subprocess.PIPE,
    )
