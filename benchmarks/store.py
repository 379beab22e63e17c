"""The store on SQLite and PostgreSQL, side by side, as it grows.

    python -m benchmarks.store --size 10000 --size 100000 --size 1000000
    python -m benchmarks.store --size 1000000 --database postgresql

Fills each with so many known cameras and as many proposals, on a quarter of photos, and times what
pages and commands do. `growth` is the exponent of the size between one size and the next: 1 is
linear, 0 does not grow. PostgreSQL is Debian's, started for this run alone.
"""

import json
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from sqlalchemy import insert, text

from detection.record import Housing
from mapping.access.person import LOCAL
from mapping.export import FORMATS, Format, Licence
from mapping.geometry.position import Position
from mapping.matching.known import KnownCamera
from mapping.review.proposal import State
from mapping.storage.known_store import KnownSource, import_known
from mapping.storage.schema import PhotoRow, ProposalRow, UploadRow
from mapping.storage.selection import Area, Order, Selection
from mapping.storage.store import Store
from mapping.storage.stored_matches import known_index, match_stored
from tests.postgresql import programs, running_cluster

PROPOSALS_A_PHOTO = 4
PHOTOS_AN_UPLOAD = 10
RARE = 500
"""One proposal in so many is of a rare type."""
SOUTH, WEST = 44.3, 20.0
CAMERAS_A_DEGREE = 2_000_000
"""Per square degree: some 250 a square kilometre, as in a city's centre."""

NEAR_M = 300.0
PAGE = 12
_ROWS_A_TIME = 10_000
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """What the store may lie in."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


def main(
    *,
    size: Annotated[list[int], typer.Option(help="Cameras and proposals; repeatable.")],
    tries: Annotated[int, typer.Option(help="Repetitions of the quick steps.")] = 25,
    database: Annotated[
        list[Kind] | None, typer.Option(help="Only this one; repeatable. Default: both.")
    ] = None,
) -> None:
    """Time the store's steps on both databases at each size."""
    kinds = database or list(Kind)
    results: dict[str, dict[int, dict[str, float]]] = {kind.value: {} for kind in kinds}
    folder = programs() if Kind.POSTGRESQL in kinds else None
    with tempfile.TemporaryDirectory() as place:
        if Kind.SQLITE in kinds:
            for count in size:
                found = _measure(Path(place), f"{place}/{count}.db", count, tries)
                results["sqlite"][count] = found
        if folder is not None:
            with running_cluster(folder) as cluster:
                for count in size:
                    found = _measure(Path(place), cluster.migrated(), count, tries)
                    results["postgresql"][count] = found
    json.dump({kind: _with_growth(sizes) for kind, sizes in results.items()}, sys.stdout, indent=1)


def _measure(folder: Path, database: str, count: int, tries: int) -> dict[str, float]:
    store = Store.open(folder, database=database)
    try:
        random = np.random.default_rng(7)
        side = math.sqrt(count / CAMERAS_A_DEGREE)
        fill_s = _timed(lambda: _fill(store, count, side, random))
        cameras = _cameras(count, side, random)
        source = KnownSource(name="map", origin="", licence="CC0-1.0")
        import_s = _timed(lambda: import_known(store, source, cameras, who=LOCAL))
        if store.database.kind == "postgresql":  # what its autovacuum does a minute later
            with store.database.write() as session:
                session.execute(text("ANALYZE"))
        figures = {"fill_s": fill_s, "import_s": import_s, **_steps(store, side, count, tries)}
    finally:
        store.close()
    print(store.database.kind, count, figures, file=sys.stderr)  # noqa: T201 - a command
    return {name: round(value, 4) for name, value in figures.items()}


def _steps(store: Store, side: float, count: int, tries: int) -> dict[str, float]:
    random = np.random.default_rng(8)
    places = [(SOUTH + side * y, WEST + side * x) for y, x in random.random((tries, 2))]
    uploads = max(1, count // PROPOSALS_A_PHOTO // PHOTOS_AN_UPLOAD)
    receipts = [f"r{number:09d}" for number in random.integers(0, uploads, tries)]
    shown = [(store, receipt, _first(store, receipt)) for receipt in receipts]
    figures = {
        "match_one_s": _median(_match_one, shown),
        "map_page_s": _median(_map_page, [(store, place) for place in places]),
        "count_s": _median(store.count, [()] * 5),
    }
    for order in Order:
        every, rare = Selection(order=order), Selection(order=order, housings=(Housing.ALPR,))
        figures[f"queue_{order.value}_s"] = _median(_queue_page, [(store, every)] * 5)
        figures[f"queue_{order.value}_rare_type_s"] = _median(_queue_page, [(store, rare)] * 5)
    figures["export_s"] = _timed(lambda: _export(store))
    return figures


def _first(store: Store, receipt: str) -> Position:
    """Give the place of an upload's first proposal, which a page has at hand when it matches."""
    first = store.next(Selection(receipt=receipt), who=LOCAL)
    assert first is not None
    assert first.position is not None
    return first.position


def _match_one(store: Store, receipt: str, place: Position) -> None:
    """Match the proposals of an upload around its first one, as the review page does."""
    area = Area.around(place.latitude, place.longitude, NEAR_M)
    index = known_index(store, who=LOCAL, area=area)
    assert list(match_stored(store, index, who=LOCAL, receipt=receipt, area=area))


def _map_page(store: Store, place: tuple[float, float]) -> None:
    for _ in store.cameras(Area.around(*place, 1000)):
        pass


def _queue_page(store: Store, selection: Selection) -> None:
    assert len(store.first(selection, count=PAGE, who=LOCAL)) == PAGE


def _export(store: Store) -> None:
    accepted = Selection(states=(State.ACCEPTED,), order=Order.ID)
    pieces = FORMATS[Format.GEOJSON](
        store.exported(accepted, who=LOCAL), Licence(identifier="CC0-1.0")
    )
    for _ in pieces:
        pass


def _cameras(count: int, side: float, random: np.random.Generator) -> Iterator[KnownCamera]:
    for start in range(0, count, _ROWS_A_TIME):
        for number, (y, x) in enumerate(random.random((_ROWS_A_TIME, 2)), start=start):
            if number < count:
                yield KnownCamera(
                    source="map",
                    source_id=str(number),
                    latitude=SOUTH + side * float(y),
                    longitude=WEST + side * float(x),
                    error_m=8.0,
                    tags={"man_made": "surveillance", "camera:type": "dome"},
                )


def _fill(store: Store, count: int, side: float, random: np.random.Generator) -> None:
    photos = -(-count // PROPOSALS_A_PHOTO)
    uploads = -(-photos // PHOTOS_AN_UPLOAD)
    rows: Sequence[tuple[type[Any], Iterator[dict[str, Any]]]] = (
        (UploadRow, map(_upload, range(uploads))),
        (PhotoRow, map(_photo, range(photos))),
        (ProposalRow, _proposals(count, side, random)),
    )
    for table, made in rows:
        while some := list(islice(made, _ROWS_A_TIME)):
            with store.database.write() as session:
                session.execute(insert(table), some)


def _upload(number: int) -> dict[str, Any]:
    return {"receipt": f"r{number:09d}", "created_at": _NOW}


def _photo(number: int) -> dict[str, Any]:
    return {
        "sha256": f"{number:064x}",
        "upload_id": 1 + number // PHOTOS_AN_UPLOAD,
        "received_at": _NOW,
        "state": "scanned",
        "width": 4032,
        "height": 3024,
        "original_kept": False,
        "pictures_due": False,
    }


def _proposals(count: int, side: float, random: np.random.Generator) -> Iterator[dict[str, Any]]:
    states = ("proposed",) * 8 + ("accepted", "rejected")
    housings = ("dome", "bullet", "turret", "ptz", "box", "unknown")
    for start in range(0, count, _ROWS_A_TIME):
        for number, (y, x, sure) in enumerate(random.random((_ROWS_A_TIME, 3)).tolist(), start):
            if number >= count:
                return
            housing = housings[number % len(housings)] if number % RARE else Housing.ALPR.value
            yield {
                "id": f"p{number:012d}",
                "photo_id": 1 + number // PROPOSALS_A_PHOTO,
                "ordinal": number % PROPOSALS_A_PHOTO,
                "created_at": _NOW,
                "x1": 10.0,
                "y1": 10.0,
                "x2": 60.0,
                "y2": 40.0,
                "detected_housing": housing,
                "housing": housing,
                "housing_confidence": 0.8,
                "confidence": sure,
                "state": states[number % len(states)],
                "latitude": SOUTH + side * y,
                "longitude": WEST + side * x,
                "semi_major_m": 6.0,
                "semi_minor_m": 2.0,
                "orientation_deg": 30.0,
                "bearing_deg": 30.0,
                "distance_m": 12.0,
                "details": [],
                "seen": [],
                "documented": [],
                "votes": [],
                "crop_hash": f"{number:016x}",
            }


def _timed(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def _median(step: Callable[..., object], arguments: Sequence[tuple[Any, ...]]) -> float:
    return statistics.median(_timed(partial(step, *each)) for each in arguments)


def _with_growth(sizes: dict[int, dict[str, float]]) -> dict[str, dict[str, float | None]]:
    """Lay out the figures by step, with the exponent of the growth between sizes."""
    table: dict[str, dict[str, float | None]] = {}
    counts = sorted(sizes)
    for name in next(iter(sizes.values()), {}):
        row: dict[str, float | None] = {str(count): sizes[count][name] for count in counts}
        for fewer, more in pairwise(counts):
            before, after = sizes[fewer][name], sizes[more][name]
            row[f"growth {fewer}-{more}"] = (
                round(math.log(after / before) / math.log(more / fewer), 2) if before else None
            )
        table[name] = row
    return table


if __name__ == "__main__":
    typer.run(main)
