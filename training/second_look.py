"""What the second network learns from: enlarged boxes of a detector, named by what they show.

A detector is run over composed tiles that it was not trained on. Boxes on a labelled camera are
examples of its type, boxes far from any are examples of `nothing`; so the second network meets
the very mistakes that it is to catch. Every labelled camera is an example too, found or not.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import cv2

from detection.boxes import iou
from detection.record import Box
from detection.second_look import CROP_PX, closer
from training.dataset import CLASSES, LabelledBox, read_tiles
from training.yolo import load_yolo

__all__ = ["NOTHING", "cut_examples", "start_weights"]

NOTHING = "nothing"
_SAME_IOU = 0.5
_ELSEWHERE_IOU = 0.1
_JITTER = 0.12


def cut_examples(
    datasets: Sequence[Path], weights: Path, folder: Path, *, confidence: float, seed: int
) -> dict[str, int]:
    """Write `folder/train/TYPE/*.png` and a few for `val`; gives how many of each type."""
    model = load_yolo(weights)
    random = Random(seed)  # noqa: S311 - seeded on purpose
    counts = dict.fromkeys((NOTHING, *(housing.value for housing in CLASSES)), 0)
    for part in ("train", "val"):
        for kind in counts:
            (folder / part / kind).mkdir(parents=True, exist_ok=True)
    for dataset in datasets:
        for tile in read_tiles(dataset, "train"):
            found = model.predict(tile.pixels, conf=confidence, imgsz=tile.side_px, verbose=False)
            boxes: list[Box] = [(b[0], b[1], b[2], b[3]) for b in found[0].boxes.xyxy.tolist()]
            for kind, box in _examples(boxes, tile.boxes, random):
                part = "val" if counts[kind] % 25 == 24 else "train"
                crop = closer(tile.pixels, box, CROP_PX)
                cv2.imwrite(str(folder / part / kind / f"{counts[kind]:06d}.png"), crop)
                counts[kind] += 1
    return counts


def _examples(
    found: Sequence[Box], cameras: Sequence[LabelledBox], random: Random
) -> Iterator[tuple[str, Box]]:
    for housing, box in cameras:
        yield housing.value, _jittered(box, random)
    for box in found:
        overlaps = [iou(box, camera) for _, camera in cameras]
        nearest = max(overlaps, default=0.0)
        if nearest >= _SAME_IOU:
            yield cameras[overlaps.index(nearest)][0].value, box
        elif nearest < _ELSEWHERE_IOU:
            yield NOTHING, box


def _jittered(box: Box, random: Random) -> Box:
    """Move and resize a drawn box as far as a detector's boxes are off."""
    width, height = box[2] - box[0], box[3] - box[1]
    middle = (
        (box[0] + box[2]) / 2 + random.uniform(-_JITTER, _JITTER) * width,
        (box[1] + box[3]) / 2 + random.uniform(-_JITTER, _JITTER) * height,
    )
    grown = 1 + random.uniform(-_JITTER, 2 * _JITTER)
    half = width * grown / 2, height * grown / 2
    return (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])


def start_weights(detector: Path, file: Path) -> Path:
    """Write a classifier whose first layers are a detector's, to be trained on."""
    from detection.ultralytics_network import import_ultralytics  # noqa: PLC0415 - takes seconds

    model = import_ultralytics().YOLO("yolo26n-cls.yaml", task="classify").load(str(detector))
    file.parent.mkdir(parents=True, exist_ok=True)
    model.save(str(file))
    return file
