"""What servers that tests start have in common."""

import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

__all__ = ["free_port", "wait_for"]

START_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for a server's first answer; fails with its log where it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            assert server.poll() is None, f"{server.args!r} ended: {log.read_text()}"
            time.sleep(0.2)
    pytest.fail(f"{url} did not answer in {START_SECONDS} s: {log.read_text()}")
