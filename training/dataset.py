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
    "photo_number",
    "read_photos",
    "write_yaml",
    "yolo_lines",
]

CLASSES = (
    Housing.DOME, Housing.TURRET, Housing.BULLET, Housing.PTZ, Housing.BOX, Housing.ALPR,
)  # fmt: skip
"""Class numbers of our label files; a number beyond these means a camera of unknown type."""

LabelledBox = tuple[Housing, Box]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LabelledPhoto:
    """A photo with its boxes in pixels.

    `unsure` holds boxes of cameras whose type is unknown: neither examples nor background.
    """

    path: Path
    pixels: NDArray[np.uint8]
    boxes: tuple[LabelledBox, ...]
    unsure: tuple[Box, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the photo surely shows no camera."""
        return not self.boxes and not self.unsure


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
            if any(photo_number(path) in held for held in without):
                continue
            pixels = cv2.imread(str(path))
            if pixels is not None:
                height, width = pixels.shape[:2]
                labels = folder / "labels" / f"{path.stem}.txt"
                lines = labels.read_text(encoding="utf-8").splitlines() if labels.exists() else ()
                entries = [_parse_line(line, width, height) for line in lines]
                photos.append(
                    LabelledPhoto(
                        path=path,
                        pixels=np.asarray(pixels, dtype=np.uint8),
                        boxes=tuple(
                            (CLASSES[kind], box) for kind, box in entries if kind < len(CLASSES)
                        ),
                        unsure=tuple(box for kind, box in entries if kind >= len(CLASSES)),
                    )
                )
    return photos


def photo_number(path: Path) -> int:
    """Give the last number in the name of a photo, -1 where there is none."""
    numbers = re.findall(r"\d+", path.stem)
    return int(numbers[-1]) if numbers else -1


def _parse_line(line: str, width: int, height: int) -> tuple[int, Box]:
    kind, *sides = line.split()
    x, y, w, h = (float(side) for side in sides)
    return int(kind), (
        (x - w / 2) * width,
        (y - h / 2) * height,
        (x + w / 2) * width,
        (y + h / 2) * height,
    )


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
