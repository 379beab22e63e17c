"""Predictions that were made once, kept by model and photo.

Each variant has one JSON Lines file of scan records, written photo by photo, so that a run
that is stopped goes on where it was; and beside it the time that its scans took.
"""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from detection.record import RecordError, ScanRecord, read_records, write_record
from detection.scan import scan
from evaluation.datasets.truth import Dataset
from evaluation.running.predictions import Predictions
from evaluation.running.variant import LOWEST_CONFIDENCE, Variant

__all__ = ["predict"]

_Progress = Callable[[int, int], None]


def predict(
    dataset: Dataset, variant: Variant, folder: Path, progress: _Progress | None = None
) -> Predictions:
    """Give what a variant finds in every photo of a dataset, scanning only photos new to it.

    `folder` holds the cache. `progress` is called with photos done and photos to scan.
    Raises registry.ModelError if the model cannot be loaded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{variant.key}.jsonl"
    known = _read(path)
    missing = [photo for photo in dataset.photos if photo.sha256 not in known]
    if missing:
        detector = variant.load()
        started = time.monotonic()
        with path.open("a", encoding="utf-8") as stream:
            _end_half_line(stream)
            records = scan(
                [photo.path for photo in missing], detector, confidence=LOWEST_CONFIDENCE
            )
            for done, (photo, record) in enumerate(zip(missing, records, strict=True), start=1):
                write_record(record, stream)
                known[photo.sha256] = record
                if progress is not None:
                    progress(done, len(missing))
        _add_time(path, len(missing), time.monotonic() - started)
    return Predictions(
        name=variant.name,
        records={photo.sha256: known[photo.sha256] for photo in dataset.photos},
        model_sha256=variant.sha256,
        image_size=variant.model.image_size,
        views=variant.views,
        seconds_per_photo=_seconds_per_photo(path),
    )


def _read(path: Path) -> dict[str, ScanRecord]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    records: dict[str, ScanRecord] = {}
    for line in lines:
        with suppress(RecordError):  # a killed run leaves half a line
            records |= {one.sha256: one for one in read_records([line]) if one.sha256 is not None}
    return records


def _end_half_line(stream: TextIO) -> None:
    if stream.tell():
        stream.write("\n")  # empty lines are no records


def _add_time(path: Path, photos: int, seconds: float) -> None:
    total = _time(path)
    total = {"photos": total["photos"] + photos, "seconds": total["seconds"] + seconds}
    path.with_suffix(".time.json").write_text(json.dumps(total), "utf-8")


def _time(path: Path) -> Mapping[str, float]:
    try:
        total = json.loads(path.with_suffix(".time.json").read_text("utf-8"))
        return {"photos": float(total["photos"]), "seconds": float(total["seconds"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"photos": 0.0, "seconds": 0.0}


def _seconds_per_photo(path: Path) -> float | None:
    total = _time(path)
    return total["seconds"] / total["photos"] if total["photos"] else None
