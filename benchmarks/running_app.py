"""The real app on a loopback port, with its data in a folder of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

__all__ = ["RunningApp", "free_port"]

_ROOT = Path(__file__).resolve().parents[1]
_START_S = 120.0


def free_port() -> int:
    """Give a port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class RunningApp:
    """Starts the app, kills it, and starts it again at the same address."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self._environment = {**os.environ, "OSMATRAC_DATA": str(folder), **environment}
        self._environment.pop("DATABASE_URL", None)
        self._port = free_port()
        self.address = f"http://localhost:{self._port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        with (self._folder / "app.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own app
                [*command, "--server.port", str(self._port)],
                cwd=_ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _START_S
        while not self.answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"The app did not start; see {self._folder / 'app.log'}.")
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether the server says that it is well."""
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=5):  # noqa: S310 - http
                return True
        except OSError:
            return False

    def kill(self) -> None:
        """End it as a power cut would: `kill -9`."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
