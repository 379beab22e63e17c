"""Leak test over a whole day: many marked photos, decided, exported, backed up, kept, forgotten.

    python -m benchmarks.leak_day --uploads 48

Where `benchmarks.leaks` follows one photo through the app in a browser, this follows many through
all that happens to them around it, with the clock turned: an upload every half an hour, decisions,
exports in every format, backups, retention, a scan that fails, a file that never got its row, and
senders who forget. Then data folder, database with its free pages and journal, pictures, exports,
the log and what the status server tells are searched for every mark in every form. Prints counts
as JSON; status 1 where something was found that `ALLOWED` does not name.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.testing import CliRunner

from benchmarks.marked_photo import LATITUDE, LONGITUDE, PERSONAL, Place, marked_photo
from benchmarks.traces import coordinate_forms, found_under
from detection.guarded_photo import GuardedReader
from detection.photo import Pixels
from detection.record import Box, Detection, Housing
from detection.redaction import Redactor
from detection.scan import scan_bytes
from detection.shown import Drawn, draw
from mapping.__main__ import app as command_line
from mapping.access.person import LOCAL
from mapping.operations.backup import back_up
from mapping.operations.health import Installation
from mapping.operations.logs import set_up_logs
from mapping.operations.metrics import metrics_text
from mapping.review.review import ReviewError
from mapping.review.verdict import Accept, Reason, Reject
from mapping.storage import retention
from mapping.storage.forgetting import forget
from mapping.storage.intake import MAX_FAILURES, Intake
from mapping.storage.reception import Receiver
from mapping.storage.store import Store
from mapping.storage.strays import delete_strays

__all__ = ["ALLOWED", "a_day"]

REVIEWER = LOCAL.named("Reviewer")
_FORMATS = ("geojson", "csv", "spreadsheet", "kml", "osmchange", "maproulette")
_EXACT = ("as text", "as a double")
_ELSEWHERE = (LATITUDE - 0.1, LONGITUDE - 0.1)
"""Where the photos were taken that do not get through."""

ALLOWED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "evening": {"originals": ("place", "personal"), "database": ("place",)},
    "three months later": {"database": ("place",)},
    "all forgotten": {},
}
"""What the policy of docs/privacy.md leaves of the photos that nobody had forgotten by then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sent:
    """A photo that was handed in."""

    place: Place
    receipt: str

    def forms(self, *, exact: bool = False) -> dict[str, bytes]:
        """Its coordinates in every form; `exact` leaves out those that neighbours share."""
        latitude, longitude = self.place
        every = coordinate_forms("latitude", latitude) | coordinate_forms("longitude", longitude)
        return {
            f"{self.receipt} {name}": form
            for name, form in every.items()
            if not exact or any(kind in name for kind in _EXACT)
        }


class _OneCamera:
    """Finds a camera in the middle of each photo."""

    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        assert confidence is None
        height, width = pixels.shape[:2]
        box = (0.5 * width, 0.3 * height, 0.5 * width + 20, 0.3 * height + 20)
        return (Detection(housing=Housing.BULLET, housing_confidence=0.9, confidence=0.9, box=box),)


def a_day(folder: Path, uploads: int) -> dict[str, Any]:
    """Live through the day in a new folder, and count what was done and found."""
    data, exports, backups = folder / "data", folder / "exports", folder / "backups"
    exports.mkdir(parents=True)
    store = Store.open(data)
    with (folder / "app.log").open("w") as log, GuardedReader() as reader:
        set_up_logs(log)
        sent = list(_send_and_scan(store, reader, uploads))
        decided = _decide(store)
        _fail_and_stray(store)
        _export(data, exports)
        for hour in (12, 20):
            back_up(data, str(data / "osmatrac.db"), backups / f"{hour}-00")
        gone, kept = sent[::2], sent[1::2]
        _forget(store, gone)
        _export(data, exports)
        found = {"evening": _search(folder, gone, kept)}
        later = datetime.now(UTC) + retention.LONGEST + timedelta(days=1)
        originals = retention.delete_due(store.database, store.originals, now=later)
        strays = delete_strays(store.database, store.originals, now=later)
        found["three months later"] = _search(folder, gone, kept)
        _forget(store, kept)
        _export(data, exports)
        store.close()
        lost = _Sent(place=_ELSEWHERE, receipt="not got through")
        found["all forgotten"] = _search(folder, [*sent, lost], [])
    everywhere = {**PERSONAL, **{k: v for each in sent for k, v in each.forms().items()}}
    return {
        "photos": len(sent),
        **decided,
        "originals deleted by age": originals,
        "files without a row deleted": strays,
        "uploads forgotten": len(sent),
        "forms looked for": len(everywhere),
        "marks in the backups, as documented": len(found_under(backups, everywhere)),
        "found": {when: {w: sorted(m) for w, m in each.items()} for when, each in found.items()},
        "too much": sorted(_too_much(found)),
    }


def _send_and_scan(store: Store, reader: GuardedReader, uploads: int) -> Iterator[_Sent]:
    moment = datetime.now(UTC) - timedelta(days=1)
    for number in range(uploads):
        now = moment + timedelta(days=1) * number / uploads
        clock = _standing(now)
        intake = Intake(store, clock=clock, receiver=Receiver(store, clock=clock))
        place = (LATITUDE + 0.0013171 * number, LONGITUDE + 0.0017113 * number)
        receipt = intake.receive([marked_photo(place, longer_side_px=480)]).receipt
        assert receipt is not None

        def pictures(content: bytes, boxes: Sequence[Box]) -> Drawn:
            return draw(reader.read(content).pixels, boxes, Redactor())

        intake.scan_next(
            lambda content: scan_bytes(content, _OneCamera(), read=reader.read), pictures
        )
        store.tidy()
        yield _Sent(place=place, receipt=receipt)


def _standing(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def _decide(store: Store) -> dict[str, int]:
    """Accept a third, reject a third, and leave a third undecided."""
    waiting = list(store.proposals(who=LOCAL))
    for number, proposal in enumerate(waiting):
        if number % 3 == 0:
            store.decide(proposal, Accept(), who=REVIEWER)
        elif number % 3 == 1:
            store.decide(proposal, Reject(reason=Reason.LAMP), who=REVIEWER)
    left = store.count()
    return {"decided": len(waiting) - left, "left undecided": left}


def _fail_and_stray(store: Store) -> None:
    """One photo fails until it is set aside and is forgotten; another never gets its row."""
    now = datetime.now(UTC)

    def fall_over(content: bytes) -> Any:  # noqa: ANN401 - it never returns
        raise RuntimeError(f"at {_ELSEWHERE}: {content[:200]!r}")

    receipt = Intake(store).receive([marked_photo(_ELSEWHERE, longer_side_px=400)]).receipt
    for hour in range(MAX_FAILURES):
        Intake(store, clock=_standing(now + timedelta(hours=hour))).scan_next(fall_over)
    forget(store, receipt or "")
    store.originals.keep(marked_photo(_ELSEWHERE, longer_side_px=440))


def _export(data: Path, exports: Path) -> None:
    """Give away all that the command line can, and what the status server tells."""
    database = str(data / "osmatrac.db")
    commands = [["export", "--format", kind, "--output", kind] for kind in _FORMATS]
    commands += [["export", "--format", kind, "--output", kind] for kind in ("yolo", "coco")]
    commands += [["statistics", "--output", "statistics.json"]]
    for command in commands:
        target = exports / f"{len(list(exports.iterdir()))}-{command[-1]}"
        arguments = [*command[:-1], str(target), "--database", database]
        done = CliRunner().invoke(command_line, arguments, env={"OSMATRAC_DATA": str(data)})
        if done.exit_code:
            raise RuntimeError(f"{command}: {done.output}")
    installation = Installation(data, lambda: Store.open(data))
    (exports / f"{len(list(exports.iterdir()))}-metrics").write_bytes(
        metrics_text(installation.examine())
    )
    installation.close()


def _forget(store: Store, sent: Sequence[_Sent]) -> None:
    for each in sent:
        try:
            forget(store, each.receipt)
        except ReviewError as error:
            raise RuntimeError(f"{each.receipt}: {error}") from error


def _search(folder: Path, gone: Sequence[_Sent], kept: Sequence[_Sent]) -> dict[str, set[str]]:
    """Give for each place what was found: place, personal, or that of a forgotten photo."""
    kinds = {
        "personal": PERSONAL,
        "place": {k: v for each in kept for k, v in each.forms().items()},
        "place of a forgotten one": {
            k: v for each in gone for k, v in each.forms(exact=bool(kept)).items()
        },
    }
    found: dict[str, set[str]] = {}
    for kind, forms in kinds.items():
        for trace in found_under(folder, forms, leave_out=("backups",)):
            found.setdefault(_room(trace.partition(": ")[0]), set()).add(kind)
    return found


def _room(path: str) -> str:
    parts = path.split("/")
    if parts[0] != "data":
        return parts[0]
    return {"photos": "originals"}.get(
        parts[1], "database" if parts[1].startswith("osmatrac.db") else parts[1]
    )


def _too_much(found: dict[str, dict[str, set[str]]]) -> Iterator[str]:
    for when, rooms in found.items():
        for room, kinds in rooms.items():
            for kind in kinds - set(ALLOWED[when].get(room, ())):
                yield f"{when}: {room}: {kind}"


def main(
    uploads: Annotated[int, typer.Option(min=6, help="Photos of the day, each an upload.")] = 48,
) -> None:
    """Print what was done and found, and end with status 1 where it is too much."""
    with tempfile.TemporaryDirectory() as folder:
        figures = a_day(Path(folder), uploads)
    json.dump(figures, sys.stdout, indent=2)
    if figures["too much"]:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
