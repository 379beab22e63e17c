"""Scan records with positions: what `locate` writes."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from detection.record import ScanRecord, read_records
from mapping.geometry.position import estimate

__all__ = ["located_lines", "located_record"]


def located_lines(lines: Iterable[str]) -> Iterator[str]:
    """Give the scan records of JSON Lines back, each detection with its `position`.

    The position is null where the photo has no location. Raises RecordError with the number
    of a bad line, after the lines before it.
    """
    for record in read_records(lines):
        yield json.dumps(located_record(record), ensure_ascii=False, allow_nan=False) + "\n"


def located_record(record: ScanRecord) -> dict[str, Any]:
    """Give a scan record as a JSON object, each detection with its `position`."""
    value = record.to_json()
    for written, detection in zip(value["detections"], record.detections, strict=True):
        position = estimate(record, detection)
        written["position"] = None if position is None else position.to_json()
    return value
