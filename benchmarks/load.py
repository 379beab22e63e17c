"""Load: many sessions hand in photos at the same time, while others open the page.

    python -m benchmarks.load --sessions 25 --photos 10

The real app with the real detector; each session speaks as a browser does (see
benchmarks/visitor.py). Prints counts and figures as JSON; status 1 where a promise is broken.
"""

import json
import os
import platform
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import psutil
import typer

from benchmarks.photos import sample_photos
from benchmarks.running_app import RunningApp
from benchmarks.visitor import LostError, Visitor
from mapping.storage.rows import PhotoState
from mapping.storage.schema import PhotoRow
from mapping.storage.store import Store

MAX_ANSWER_S = 2.0
MAX_GROWTH_MB = 150.0
_PROBE_EVERY_S = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Plan:
    """What the sessions do, and how long they and the memory get."""

    sessions: int
    photos: int
    limit_s: float
    settle_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Done:
    """What a session saw: the scans' end or not, and how long the page took."""

    ended: bool
    upload_s: float
    answers_s: list[float]


@dataclass(kw_only=True, slots=True)
class _Watch:
    """What was measured while the sessions were at work."""

    stopped: threading.Event = field(default_factory=threading.Event)
    first_pages_s: list[float] = field(default_factory=list)
    probe_failures: int = 0
    peak_mb: float = 0.0
    loads: list[float] = field(default_factory=list)


def main(
    *,
    sessions: Annotated[int, typer.Option(help="Browser sessions at the same time.")] = 25,
    photos: Annotated[int, typer.Option(help="Photos that each hands in.")] = 10,
    side: Annotated[int, typer.Option(help="Longer side of the photos, pixels.")] = 1600,
    minutes: Annotated[float, typer.Option(help="How long the scans may take.")] = 30.0,
    settle: Annotated[float, typer.Option(help="Seconds from the last session to the end.")] = 90.0,
    seed: Annotated[int, typer.Option(help="Of the photos' bytes.")] = 1,
) -> None:
    """Have many sessions upload at once, and measure the answers and the memory."""
    plan = _Plan(sessions=sessions, photos=photos, limit_s=minutes * 60, settle_s=settle)
    contents = sample_photos(sessions * photos + 1, seed=seed, longer_side_px=side)
    with tempfile.TemporaryDirectory() as folder:
        app = RunningApp(Path(folder))
        app.start()
        assert app.process is not None
        try:
            figures = _measure(app, contents, plan)
        finally:
            app.stop()
        figures |= _stored(Path(folder), len(contents))
    json.dump(figures, sys.stdout, indent=2)
    kept = (
        figures["photos_scanned"] == len(contents)
        and figures["answer_p95_s"] <= MAX_ANSWER_S
        and figures["first_page_p95_s"] <= MAX_ANSWER_S
        and figures["app_growth_mb"] <= MAX_GROWTH_MB
    )
    raise typer.Exit(0 if kept else 1)


def _measure(app: RunningApp, contents: list[bytes], plan: _Plan) -> dict[str, Any]:
    assert app.process is not None
    _session(app.address, contents[-1:], time.monotonic() + plan.limit_s)  # loads the model
    start_mb, start_all_mb = _memory_mb(app.process.pid)
    watch = _Watch()
    watcher = threading.Thread(target=_look, args=(app, watch))
    watcher.start()
    started = time.monotonic()
    with ThreadPoolExecutor(plan.sessions) as pool:
        shares = [contents[at :: plan.sessions][: plan.photos] for at in range(plan.sessions)]
        until = started + plan.limit_s
        done = list(pool.map(lambda share: _session(app.address, share, until), shares))
    wall_s = time.monotonic() - started
    watch.stopped.set()
    watcher.join()
    time.sleep(plan.settle_s)
    end_mb, end_all_mb = _memory_mb(app.process.pid)
    uploads = np.array([each.upload_s for each in done])
    answers = np.array([seconds for each in done for seconds in each.answers_s])
    firsts = np.array(watch.first_pages_s or [float("nan")])
    return {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "load_average_during": round(float(np.mean(watch.loads or [0.0])), 1),
        "sessions": plan.sessions,
        "sessions_that_saw_their_end": sum(each.ended for each in done),
        "seconds": round(wall_s, 1),
        "answers": len(answers),
        **_quantiles("answer", answers),
        **_quantiles("upload", uploads),
        "first_pages": len(watch.first_pages_s),
        "first_pages_failed": watch.probe_failures,
        **_quantiles("first_page", firsts),
        "app_start_mb": round(start_mb),
        "app_peak_mb": round(watch.peak_mb),
        "app_end_mb": round(end_mb),
        "app_growth_mb": round(end_mb - start_mb),
        "with_children_start_mb": round(start_all_mb),
        "with_children_end_mb": round(end_all_mb),
    }


def _quantiles(name: str, seconds: "np.ndarray[Any, np.dtype[np.float64]]") -> dict[str, float]:
    return {
        f"{name}_median_s": round(float(np.nanmedian(seconds)), 2),
        f"{name}_p95_s": round(float(np.nanquantile(seconds, 0.95)), 2),
        f"{name}_max_s": round(float(np.nanmax(seconds)), 2),
    }


def _session(address: str, contents: list[bytes], until: float) -> _Done:
    """Open the page, hand in photos, and look on until all are scanned."""
    upload_s, answers_s = float("nan"), []
    try:
        with Visitor(address, patience_s=120) as visitor:
            answers_s = visitor.answers_s
            visitor.upload([(f"IMG_{at}.jpg", each) for at, each in enumerate(contents)])
            upload_s = answers_s.pop()  # when all are on the disk and in the database
            return _Done(ended=visitor.follow(until), upload_s=upload_s, answers_s=answers_s)
    except LostError:
        return _Done(ended=False, upload_s=upload_s, answers_s=answers_s)


def _look(app: RunningApp, watch: _Watch) -> None:
    """Open the page as a newcomer, again and again, and watch memory and load."""
    assert app.process is not None
    while not watch.stopped.wait(_PROBE_EVERY_S):
        started = time.monotonic()
        try:
            with Visitor(app.address, patience_s=60):
                watch.first_pages_s.append(time.monotonic() - started)
        except LostError:
            watch.probe_failures += 1
        watch.peak_mb = max(watch.peak_mb, _memory_mb(app.process.pid)[0])
        watch.loads.append(os.getloadavg()[0])


def _memory_mb(process: int) -> tuple[float, float]:
    """Give the resident memory of the app, alone and with its children."""
    app = psutil.Process(process)
    own = app.memory_info().rss
    others = sum(child.memory_info().rss for child in app.children(recursive=True))
    return own / 2**20, (own + others) / 2**20


def _stored(folder: Path, expected: int) -> dict[str, int]:
    store = Store.open(folder)
    with store.database.read() as session:
        states = [row.state for row in session.query(PhotoRow)]
    store.close()
    return {
        "photos_sent": expected,
        "photos_kept": len(states),
        "photos_scanned": states.count(PhotoState.SCANNED.value),
        "photos_failed": states.count(PhotoState.FAILED.value),
    }


if __name__ == "__main__":
    typer.run(main)
