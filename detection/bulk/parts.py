"""Scan records as Parquet files in one folder, here or in object storage.

    number    the photo's place in the order of the scan
    photo, sha256, width, height, detections (how many), error (its code)    to search by
    record    the line that the local engine writes, byte for byte

A file is written whole or not at all, and is named after its photos: written again after a
failure it replaces itself. So what the files name is done, and nothing else needs to be kept.
"""

import hashlib
import heapq
import json
from collections.abc import Iterator, Sequence
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from detection.record import ScanRecord, record_line

__all__ = ["Parts", "PartsError"]

_SCHEMA = pa.schema(
    [
        ("number", pa.int64()),
        ("photo", pa.string()),
        ("sha256", pa.string()),
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("detections", pa.int32()),
        ("error", pa.string()),
        ("record", pa.string()),
    ]
)
_SETTINGS = "settings.json"


class PartsError(Exception):
    """A folder of parts that cannot be used; the message says why."""


class Parts:
    """The folder, by its path or address; made when it is not there."""

    def __init__(self, address: str) -> None:
        self._system, self._folder = fsspec.core.url_to_fs(address)

    def begin(self, settings: dict[str, Any]) -> None:
        """Note how the photos are scanned; raises PartsError where others were noted before.

        Records of two models, or of two thresholds, must not be mixed in one folder.
        """
        path = f"{self._folder}/{_SETTINGS}"
        try:
            self._system.makedirs(self._folder, exist_ok=True)
            if self._system.exists(path):
                before = json.loads(self._system.cat_file(path))
                if before != settings:
                    raise PartsError(
                        f"{self._folder} holds records of another scan ({before}); "
                        f"this one is {settings}. Name another folder."
                    )
            else:
                self._system.pipe_file(path, json.dumps(settings).encode())
        except (OSError, ValueError) as error:
            raise PartsError(f"{self._folder} cannot be used: {error}") from error

    def write(self, rows: Sequence[tuple[int, ScanRecord]]) -> None:
        """Keep the records of some photos, each with its number, as one file."""
        names = "\0".join(record.photo for _, record in rows)
        name = f"part-{rows[0][0]:012d}-{hashlib.sha256(names.encode()).hexdigest()[:16]}.parquet"
        table = pa.Table.from_pylist([_row(number, record) for number, record in rows], _SCHEMA)
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        unfinished = f"{self._folder}/.{name}.unfinished"
        self._system.pipe_file(unfinished, sink.getvalue().to_pybytes())
        self._system.mv(unfinished, f"{self._folder}/{name}")

    def done(self) -> set[str]:
        """Names of the photos that have a record."""
        columns = (self._read(path, ["photo"])["photo"] for path in self._paths())
        return {name for column in columns for name in column.to_pylist()}

    def tally(self) -> tuple[int, int, int]:
        """Count photos, cameras in them, and photos that failed."""
        photos = cameras = failed = 0
        for path in self._paths():
            table = self._read(path, ["detections", "error"])
            photos += table.num_rows
            cameras += sum(table["detections"].to_pylist())
            failed += table.num_rows - table["error"].null_count
        return photos, cameras, failed

    def lines(self) -> Iterator[str]:
        """The records as JSON Lines, in the order of the scan, a few files in memory at a time."""
        paths = self._paths()
        waiting: list[tuple[int, str]] = []
        for at, path in enumerate(paths):
            table = self._read(path, ["number", "record"])
            rows = zip(table["number"].to_pylist(), table["record"].to_pylist(), strict=True)
            for row in rows:
                heapq.heappush(waiting, row)
            following = _first_number(paths[at + 1]) if at + 1 < len(paths) else None
            while waiting and (following is None or waiting[0][0] < following):
                yield heapq.heappop(waiting)[1]

    def _paths(self) -> list[str]:
        return sorted(self._system.glob(f"{self._folder}/part-*.parquet"))

    def _read(self, path: str, columns: Sequence[str]) -> pa.Table:
        with self._system.open(path, "rb") as file:
            return pq.read_table(file, columns=list(columns))


def _row(number: int, record: ScanRecord) -> dict[str, Any]:
    return {
        "number": number,
        "photo": record.photo,
        "sha256": record.sha256,
        "width": record.width,
        "height": record.height,
        "detections": len(record.detections),
        "error": record.error.code if record.error else None,
        "record": record_line(record),
    }


def _first_number(path: str) -> int:
    return int(path.rpartition("/")[2].split("-")[1])
