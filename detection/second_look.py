"""A second, closer look at what a detector found: the box enlarged, with its surroundings."""

import cv2
import numpy as np

from detection.photo import Pixels
from detection.record import Box

__all__ = ["CROP_PX", "closer"]

CROP_PX = 96
"""Side of the square that the second network sees."""

SURROUNDINGS = 2.0
"""Side of the square in longer sides of the box: a bracket or a lamp's pole tells a lot."""

SMALLEST_PX = 24.0
"""Side of the smallest square, in pixels of the photo: less shows nothing but blur."""

PADDING_GREY = 114


def closer(pixels: Pixels, box: Box, side_px: int = CROP_PX) -> Pixels:
    """Give a square of `side_px` around a box; what lies beyond the photo's edge is grey."""
    x1, y1, x2, y2 = box
    half = max(SURROUNDINGS * max(x2 - x1, y2 - y1), SMALLEST_PX) / 2
    scale = side_px / (2 * half)
    left, top = (x1 + x2) / 2 - half, (y1 + y2) / 2 - half
    height, width = pixels.shape[:2]
    first = (max(0, int(left)), max(0, int(top)))
    part = pixels[
        first[1] : min(height, int(top + 2 * half) + 2),
        first[0] : min(width, int(left + 2 * half) + 2),
    ]
    if scale < 1:  # averaging keeps thin things visible
        size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    zoom = min(scale, 1.0), max(scale, 1.0)
    matrix = np.array(
        [
            [zoom[1], 0, (first[0] - left) * zoom[0] * zoom[1]],
            [0, zoom[1], (first[1] - top) * zoom[0] * zoom[1]],
        ]
    )
    square = cv2.warpAffine(
        part,
        matrix,
        (side_px, side_px),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(PADDING_GREY,) * 3,
    )
    return np.asarray(square, dtype=np.uint8)
