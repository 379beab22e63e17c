"""Labelled photos in the YOLO layout: images/, labels/, one line a box."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detection.record import Box, Housing

__all__ = [
    "CLASSES",
    "LabelledBox",
    "LabelledPhoto",
    "parse_ranges",
    "read_photos",
    "write_yaml",
    "yolo_lines",
]

CLASSES = (
    Housing.DOME, Housing.TURRET, Housing.BULLET, Housing.PTZ, Housing.BOX, Housing.ALPR,
)  # fmt: skip
"""Class numbers of our label files; a number beyond these marks what is no camera."""

LabelledBox = tuple[Housing, Box]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LabelledPhoto:
    """A photo with its boxes in pixels; no boxes means that there is no camera."""

    path: Path
    pixels: NDArray[np.uint8]
    boxes: tuple[LabelledBox, ...]


def parse_ranges(text: str) -> list[range]:
    """Parse "355-368,4-8" into ranges that include both ends; raises ValueError."""
    ranges = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        ranges.append(range(int(first), int(last or first) + 1))
    return ranges


def read_photos(folders: Iterable[Path], *, without: Sequence[range] = ()) -> list[LabelledPhoto]:
    """Read folders of images/ and labels/, leaving out held-out numbers.

    The number of a photo is the last one in its name: neighbours by number often show the same
    street, so they are held out together.
    """
    photos = []
    for folder in folders:
        for path in sorted((folder / "images").iterdir()):
            if any(_number(path) in held for held in without):
                continue
            pixels = cv2.imread(str(path))
            if pixels is not None:
                height, width = pixels.shape[:2]
                labels = folder / "labels" / f"{path.stem}.txt"
                boxes = tuple(_parse_labels(labels, width, height)) if labels.exists() else ()
                photos.append(
                    LabelledPhoto(path=path, pixels=np.asarray(pixels, dtype=np.uint8), boxes=boxes)
                )
    return photos


def _number(path: Path) -> int:
    numbers = re.findall(r"\d+", path.stem)
    return int(numbers[-1]) if numbers else -1


def _parse_labels(path: Path, width: int, height: int) -> Iterable[LabelledBox]:
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, x, y, w, h = line.split()
        if int(kind) < len(CLASSES):
            cx, cy, dx, dy = (
                float(x) * width,
                float(y) * height,
                float(w) * width,
                float(h) * height,
            )
            yield CLASSES[int(kind)], (cx - dx / 2, cy - dy / 2, cx + dx / 2, cy + dy / 2)


def yolo_lines(boxes: Iterable[LabelledBox], side_px: int) -> str:
    """Give the label file of a square tile."""
    lines = []
    for housing, (x1, y1, x2, y2) in boxes:
        centre = ((x1 + x2) / 2 / side_px, (y1 + y2) / 2 / side_px)
        size = ((x2 - x1) / side_px, (y2 - y1) / side_px)
        numbers = " ".join(f"{value:.6f}" for value in (*centre, *size))
        lines.append(f"{CLASSES.index(housing)} {numbers}\n")
    return "".join(lines)


def write_yaml(folder: Path) -> None:
    """Write the data.yaml that ultralytics reads."""
    names = "".join(f"  {number}: {housing}\n" for number, housing in enumerate(CLASSES))
    text = f"path: {folder.resolve()}\ntrain: images/train\nval: images/val\nnames:\n{names}"
    (folder / "data.yaml").write_text(text, encoding="utf-8")
