"""Kill test: `kill -9` of the app and its workers at random moments while photos are handed in.

    python -m benchmarks.kill --uploads 200 --kills 50 --seed 1

The real app, real decoding processes, and two workers whose detector takes a second and no model
(see benchmarks/quick_worker.py), so that they are back at once and mostly at work when killed. A
photo counts as acknowledged when the page has given a receipt for it. Prints counts as JSON;
status 1 where an acknowledged photo is lost, is scanned twice, or the database is inconsistent.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import text

from benchmarks.photos import red_photos
from benchmarks.running_app import RunningApp
from benchmarks.visitor import LostError, Visitor
from mapping.access.person import LOCAL
from mapping.storage.rows import PhotoState
from mapping.storage.schema import PhotoRow
from mapping.storage.store import Store

_ROOT = Path(__file__).resolve().parents[1]
_WORKERS = 2


@dataclass(kw_only=True, slots=True)
class _Target:
    """What is killed and started again: the app, and the workers beside it."""

    app: RunningApp
    folder: Path
    workers: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        """Begin everything."""
        self.app.start()
        self.workers = [self._worker() for _ in range(_WORKERS)]

    def kill_one(self, what: str) -> None:
        """Kill the app or a worker without warning and start it again."""
        self.killed[what] += 1
        if what == "app":
            self.app.kill()
            self.app.start()
            return
        victim = self.workers.pop(0)
        victim.kill()
        victim.wait()
        self.workers.append(self._worker())

    def stop(self) -> None:
        """End everything in order."""
        for worker in self.workers:
            worker.terminate()
            worker.wait(60)
        self.app.stop()

    def _worker(self) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "OSMATRAC_DATA": str(self.folder)}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "benchmarks.quick_worker"]
        with (self.folder / "worker.log").open("ab") as log:
            return subprocess.Popen(command, cwd=_ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603 - ours


def main(
    *,
    uploads: Annotated[int, typer.Option(help="Photos to hand in, one an upload.")] = 200,
    kills: Annotated[int, typer.Option(help="How often something is killed.")] = 50,
    seed: Annotated[int, typer.Option(help="Of the moments and victims.")] = 1,
    settle: Annotated[float, typer.Option(help="Seconds that the last scans may take.")] = 240.0,
) -> None:
    """Kill the app and its workers while photos come in, and look what became of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        target = _Target(app=RunningApp(folder, OSMATRAC_WORKERS="0"), folder=folder)
        target.start()
        started = time.monotonic()
        try:
            figures = _run(target, uploads, kills, random.Random(seed), settle)  # noqa: S311 - no secret
        finally:
            target.stop()
        figures["seconds"] = round(time.monotonic() - started, 1)
    json.dump(figures, sys.stdout, indent=2)
    raise typer.Exit(1 if figures["wrong"] or figures["killed"]["all"] < kills else 0)


def _run(
    target: _Target, uploads: int, kills: int, chance: random.Random, settle_s: float
) -> dict[str, Any]:
    acknowledged: dict[str, str] = {}
    tries: Counter[str] = Counter()
    ended = threading.Event()
    photos = red_photos(uploads, seed=chance.randrange(10**6))

    def hand_in() -> None:
        for content in photos:
            _hand_in(target.app.address, content, acknowledged, tries)
        ended.set()

    uploader = threading.Thread(target=hand_in, daemon=True)
    uploader.start()
    for _ in range(kills):
        _wait_for_progress(acknowledged, uploads / kills, ended, chance)
        target.kill_one(chance.choices(("app", "worker"), (2, 3))[0])
    uploader.join()
    waiting = _settle(target.folder, settle_s)
    wrong = list(_wrong(target.folder, acknowledged))
    target.killed["all"] = target.killed.total()
    return {
        "uploads": uploads,
        "killed": dict(target.killed),
        "acknowledged": len(acknowledged),
        "handed_in_again": dict(tries),
        "still_waiting": waiting,
        "scans_begun_more_than_once": _begun_again(target.folder),
        "wrong": wrong,
    }


def _wait_for_progress(
    acknowledged: dict[str, str], share: float, ended: threading.Event, chance: random.Random
) -> None:
    """Wait until about so many more photos are in, and then for a random moment more."""
    goal = len(acknowledged) + share * chance.uniform(0.2, 1.6)
    while len(acknowledged) < goal and not ended.wait(0.02):
        pass
    time.sleep(chance.uniform(0.0, 0.5))


def _hand_in(
    address: str, content: bytes, acknowledged: dict[str, str], tries: Counter[str]
) -> None:
    """Hand a photo in until the page gives a receipt or knows the photo already."""
    name = hashlib.sha256(content).hexdigest()
    while True:
        try:
            with Visitor(address, patience_s=60) as visitor:
                visitor.upload([("IMG_0001.jpg", content)])
                if visitor.receipt:
                    acknowledged[name] = visitor.receipt
                    return
                if "already uploaded before" in visitor.text:
                    tries["known already"] += 1  # it was kept; the answer alone was lost
                    acknowledged[name] = ""
                    return
                tries["no answer"] += 1
        except LostError:
            tries["connection lost"] += 1
        time.sleep(0.2)


def _settle(folder: Path, limit_s: float) -> int:
    """Wait until nothing waits any more; give how many still do."""
    store = Store.open(folder)
    deadline = time.monotonic() + limit_s
    while (waiting := _count(store, PhotoState.RECEIVED)) and time.monotonic() < deadline:
        time.sleep(0.5)
    store.close()
    return waiting


def _count(store: Store, state: PhotoState) -> int:
    with store.database.read() as session:
        return session.query(PhotoRow).filter(PhotoRow.state == state.value).count()


def _begun_again(folder: Path) -> int:
    store = Store.open(folder)
    with store.database.read() as session:
        again = session.query(PhotoRow).filter(PhotoRow.tries > 1).count()
    store.close()
    return again


def _wrong(folder: Path, acknowledged: dict[str, str]) -> Iterator[str]:
    """Tell everything that is not as it must be."""
    store = Store.open(folder)
    with store.database.read() as session:
        for check in ("integrity_check", "foreign_key_check"):
            rows = [tuple(row) for row in session.execute(text(f"PRAGMA {check}"))]
            if rows not in ([], [("ok",)]):
                yield f"{check}: {rows}"
        known = Counter(session.scalars(text("SELECT sha256 FROM photo")))
    for name, receipt in acknowledged.items():
        if known[name] != 1:
            yield f"{name}: {known[name]} rows"
            continue
        photo = store.photo(name, who=LOCAL)
        if photo.state is not PhotoState.SCANNED:
            yield f"{name}: {photo.state}"
        if len(photo.proposals) != 1:
            yield f"{name}: {len(photo.proposals)} proposals"
        if receipt and photo.receipt != receipt:
            yield f"{name}: another receipt"
        if hashlib.sha256(store.originals.read(name) or b"").hexdigest() != name:
            yield f"{name}: its file is not what was sent"
    store.close()


if __name__ == "__main__":
    typer.run(main)
