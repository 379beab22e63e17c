"""Square windows of labelled photos, scaled to tiles."""

from random import Random

import cv2
import numpy as np

from detection.record import Box
from training.cutouts import Picture
from training.dataset import LabelledBox, LabelledPhoto

__all__ = ["window", "window_over"]


_MIN_VISIBLE = 0.5


def window_over(box: Box, side: float, random: Random) -> tuple[float, float]:
    """Give the corner of a window in which the box lies at a random place."""
    x = random.uniform(min(box[0], box[2] - side + 4), max(box[0] - 4, box[2] - side))
    y = random.uniform(min(box[1], box[3] - side + 4), max(box[1] - 4, box[3] - side))
    return x, y


def window(
    photo: LabelledPhoto, window: tuple[float, float, float], tile_px: int, random: Random
) -> tuple[Picture, list[LabelledBox]]:
    """Cut a square window out, scale it to a tile, mirror it now and then, and carry the boxes."""
    x, y, side = window
    height, width = photo.pixels.shape[:2]
    size = int(min(side, height, width))
    left, top = int(np.clip(x, 0, width - size)), int(np.clip(y, 0, height - size))
    scale = tile_px / size
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    part = cv2.resize(
        photo.pixels[top : top + size, left : left + size], (tile_px, tile_px), interpolation=method
    )
    picture = np.asarray(part, dtype=np.float32)
    boxes = []
    mirrored = random.random() < 0.5
    for x1, y1, x2, y2 in photo.unsure:  # painted over: no example, and no background either
        far = (int((x2 - left) * scale) + 2, int((y2 - top) * scale) + 2)
        cv2.rectangle(
            picture,
            (int((x1 - left) * scale) - 1, int((y1 - top) * scale) - 1),
            far,
            (114.0,) * 3,
            -1,
        )
    for housing, box in photo.boxes:
        shifted = [
            (side_px - start) * scale
            for side_px, start in zip(box, (left, top, left, top), strict=True)
        ]
        clipped = np.clip(shifted, 0, tile_px)
        area = (shifted[2] - shifted[0]) * (shifted[3] - shifted[1])
        visible = (clipped[2] - clipped[0]) * (clipped[3] - clipped[1])
        if visible > _MIN_VISIBLE * area:
            x1, y1, x2, y2 = (float(value) for value in clipped)
            boxes.append(
                (housing, (tile_px - x2, y1, tile_px - x1, y2) if mirrored else (x1, y1, x2, y2))
            )
    return (np.ascontiguousarray(picture[:, ::-1]) if mirrored else picture), boxes
