"""Redaction: faces and number plates made unrecognisable, so that a photo may be shown.

    Redactor
    ├── faces    ─┐
    │             ├─> boxes ──> hide(pixels, boxes, spared) ──> pixels
    └── plates   ─┘

What is hidden is replaced by the mean colours of a grid of three by three, smoothly joined:
27 numbers stand for a face or a plate, and nothing else of it is left to sharpen.
"""

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np

from detection.photo import Pixels
from detection.record import Box

__all__ = ["Finder", "Redactor", "hide"]

SEARCH_SIDE_PX = 1600
"""Longer side that photos are searched at: no picture is shown larger."""

MARGIN = 0.25
"""Added on each side, as a share of the box: hair, chin and ears, the frame of a plate."""

MIN_MARGIN_PX = 3.0
GRID = 3


class Finder(Protocol):
    """Finds what must not be shown; safe to call from several threads."""

    def find(self, pixels: Pixels) -> list[Box]:
        """Boxes in `pixels` (height x width x 3, RGB)."""
        ...


class Redactor:
    """Hides what its finders find."""

    def __init__(self, *finders: Finder) -> None:
        self._finders = finders

    def redact(self, pixels: Pixels, *, spared: Sequence[Box] = ()) -> Pixels:
        """Give a copy of `pixels` (height x width x 3, RGB) with everything hidden that was found.

        The boxes in `spared`, which hold cameras, stay as they are.
        """
        height, width = pixels.shape[:2]
        shrinking = max(1.0, max(height, width) / SEARCH_SIDE_PX)
        size = (max(1, round(width / shrinking)), max(1, round(height / shrinking)))
        searched: Pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        found = [
            (x1 * shrinking, y1 * shrinking, x2 * shrinking, y2 * shrinking)
            for finder in self._finders
            for x1, y1, x2, y2 in finder.find(searched)
        ]
        return hide(pixels, found, spared=spared)


def hide(pixels: Pixels, boxes: Sequence[Box], *, spared: Sequence[Box] = ()) -> Pixels:
    """Give a copy of `pixels` with each box and a margin around it made unrecognisable."""
    hidden = pixels.copy()
    for box in boxes:
        area = _within(_widened(box), pixels)
        part = hidden[area]
        if part.size:
            hidden[area] = _few_colours(part)
    for box in spared:
        area = _within(box, pixels)
        hidden[area] = pixels[area]
    return hidden


def _few_colours(part: Pixels) -> Pixels:
    height, width = part.shape[:2]
    grid = cv2.resize(part, (GRID, GRID), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(grid, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _widened(box: Box) -> Box:
    x1, y1, x2, y2 = box
    dx = max(MIN_MARGIN_PX, MARGIN * (x2 - x1))
    dy = max(MIN_MARGIN_PX, MARGIN * (y2 - y1))
    return (x1 - dx, y1 - dy, x2 + dx, y2 + dy)


def _within(box: Box, pixels: Pixels) -> tuple[slice, slice]:
    """Rows and columns of a box, rounded outwards, inside the picture."""
    height, width = pixels.shape[:2]
    x1, y1 = np.floor(box[:2]).clip(0, (width, height)).astype(int)
    x2, y2 = np.ceil(box[2:]).clip(0, (width, height)).astype(int)
    return slice(y1, y2), slice(x1, x2)
