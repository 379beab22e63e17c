"""Find the false alarms of a model in photos without cameras: they make the best negatives."""

import json
from collections.abc import Iterable
from pathlib import Path

from training.dataset import LabelledPhoto
from training.yolo import load_yolo

__all__ = ["mine_alarms"]


def mine_alarms(
    weights: Path,
    photos: Iterable[LabelledPhoto],
    output: Path,
    *,
    confidence: float,
    long_side_px: int,
) -> int:
    """Write the boxes that a model finds in photos without cameras; gives their number.

    Photos must have been looked through by a person first: what a good model finds in
    "negatives" is sometimes a real camera.
    """
    model = load_yolo(weights)
    alarms: dict[str, list[list[float]]] = {}
    for photo in photos:
        found = model.predict(photo.pixels, imgsz=long_side_px, conf=confidence, verbose=False)[0]
        if len(found.boxes):
            alarms[photo.path.name] = [
                [round(v, 1) for v in box] for box in found.boxes.xyxy.tolist()
            ]
    output.write_text(json.dumps(alarms, indent=1), encoding="utf-8")
    return sum(map(len, alarms.values()))
