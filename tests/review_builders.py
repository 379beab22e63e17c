"""A queue to review: the sample photos with their true boxes as proposals, no detector needed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detection import photo
from detection.record import Detection, Housing, ScanRecord
from mapping.access.person import LOCAL
from mapping.storage.adoption import Adoption, adopt
from mapping.storage.drawing import draw_missing
from mapping.storage.store import Store
from tests.builders import plain_pictures
from tests.mapping_builders import sha256

__all__ = ["SAMPLES", "fill_queue", "sample_records"]

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def fill_queue(store: Store) -> Adoption:
    """Put the cameras of the sample photos into the queue, with pictures that hide nothing."""
    adopted = adopt(store, sample_records(), who=LOCAL)
    while draw_missing(store, plain_pictures):
        pass
    return adopted


def sample_records() -> Iterator[ScanRecord]:
    """Scan records of the JPEG samples, as a detector that finds everything would write them."""
    truth = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
    for described in truth["photos"]:
        if described["photo"].endswith(".jpg"):
            yield _record(SAMPLES / described["photo"], described)


def _record(path: Path, described: dict[str, Any]) -> ScanRecord:
    content = path.read_bytes()
    metadata = photo.read(content).metadata
    return ScanRecord(
        photo=str(path),
        sha256=sha256(content),
        width=described["width"],
        height=described["height"],
        location=metadata.location,
        detections=tuple(
            Detection(
                housing=Housing(one["housing"]),
                housing_confidence=0.6,  # below what joins views of one camera
                confidence=0.9,
                box=tuple(one["box"]),
            )
            for one in described["boxes"]
        ),
    )
