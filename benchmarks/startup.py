"""How long people wait for the first answer: `python -m benchmarks.startup`.

Prints as JSON the median seconds of `--help` of each command line; the seconds from the start of
the app to its first whole page, and from a newcomer's request to a page of the running app; and the
memory of the idle app and of its workers once the model is loaded (resident, MB).
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer

from benchmarks.running_app import RunningApp
from benchmarks.visitor import Visitor

COMMANDS = ("detection", "mapping", "evaluation", "training", "detection scan", "mapping propose")
_ROOT = Path(__file__).resolve().parents[1]


def main(
    *,
    tries: Annotated[int, typer.Option(help="Repetitions of each.")] = 5,
    idle: Annotated[float, typer.Option(help="Seconds until the app counts as idle.")] = 15.0,
) -> None:
    """Time the command lines and the app's first page."""
    help_s = {
        command: round(statistics.median(_help(command) for _ in range(tries)), 3)
        for command in COMMANDS
    }
    starts = [_start(idle) for _ in range(tries)]
    app = {name: round(statistics.median(one[name] for one in starts), 2) for name in starts[0]}
    figures: dict[str, Any] = {"help_s": help_s, **app}
    json.dump(figures, sys.stdout, indent=2)


def _help(command: str) -> float:
    started = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", *command.split(), "--help"],
        cwd=_ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def _start(idle_s: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        app = RunningApp(Path(folder))
        started = time.perf_counter()
        app.start()
        try:
            first_s = _page(app, started)
            again_s = _page(app, time.perf_counter())
            time.sleep(idle_s)
            assert app.process is not None
            process = psutil.Process(app.process.pid)
            children = process.children(recursive=True)
            return {
                "first_page_s": first_s,
                "next_page_s": again_s,
                "idle_app_mb": process.memory_info().rss / 2**20,
                "idle_children_mb": sum(one.memory_info().rss for one in children) / 2**20,
            }
        finally:
            app.stop()


def _page(app: RunningApp, started: float) -> float:
    with Visitor(app.address):
        return time.perf_counter() - started


if __name__ == "__main__":
    typer.run(main)
