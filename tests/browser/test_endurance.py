"""Short runs of the programs that wear the app out, on the real app."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_no_mutated_photo_does_harm() -> None:
    status, counts = run("benchmarks.fuzz", "--files", "200", "--guarded", "0.5")
    assert status == 0, counts
    assert sum(counts["plain"].values()) == sum(counts["guarded"].values()) == 100
    assert counts["plain"]["read"] > 10, "not all are beyond reading"
    assert counts["plain"]["damaged"] > 10


def test_no_photo_is_lost_when_app_and_workers_are_killed() -> None:
    status, counts = run("benchmarks.kill", "--uploads", "4", "--kills", "3")
    assert counts["wrong"] == []
    assert counts["acknowledged"] == 4
    assert counts["still_waiting"] == 0
    assert status == 0


def test_sessions_get_answers_and_scans() -> None:
    _, figures = run("benchmarks.load", "--sessions", "2", "--photos", "1", "--settle", "0")
    assert figures["sessions_that_saw_their_end"] == 2
    assert figures["photos_kept"] == figures["photos_scanned"] == 3, "one to warm up"
    assert figures["answers"] >= 4
