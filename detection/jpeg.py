"""JPEG files by OpenCV: the numbers of Pillow, which holds four bytes a pixel, in half the time."""

import os
import re
import sys
from typing import Any

import cv2
import numpy as np

from detection.pixels import Pixels

__all__ = ["decode", "decode_into", "has_zeroed_block"]

ZERO_RUN_BYTES = 256
"""A run of zeros this long does not occur in compressed image data, only in damaged files."""

_FLAGS = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
_MARK_BYTES = 32
_START_OF_SCAN, _END = 0xDA, 0xD9
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""What ends compressed data, in which a zero follows each 255, but for the marks to resume at."""


def decode(jpeg: bytes) -> Pixels | None:
    """Give the pixels as they are stored, None where OpenCV does not take the file."""
    try:
        pixels: Any = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), _FLAGS)
    except cv2.error:  # too little memory, as Pillow will say in its own way
        return None
    return None if pixels is None else np.asarray(pixels, dtype=np.uint8)


def decode_into(jpeg: bytes, target: Pixels) -> bool:
    """Decode into an array of the photo's size, without a copy; False if that was not possible.

    OpenCV does that for files alone, so the bytes become one in memory. Unlike `decode` it fills
    in what lacks at the end of a file, and tells nothing of a file that it did not begin with.
    """
    if sys.platform != "linux" or not _has_end(jpeg):
        return False
    mark = np.frombuffer(os.urandom(_MARK_BYTES), dtype=np.uint8)
    beginning = target.reshape(-1)[:_MARK_BYTES]
    beginning[:] = mark
    with os.fdopen(os.memfd_create("jpeg"), "wb") as file:
        file.write(jpeg)
        file.flush()
        try:
            result: Any = cv2.imread(f"/proc/self/fd/{file.fileno()}", target, _FLAGS)
        except cv2.error:  # not the size that its header says
            return False
    return result is target and not np.array_equal(beginning, mark)


def has_zeroed_block(jpeg: bytes) -> bool:
    """Tell a hole in the compressed data, which decoders fill in silently."""
    at = _scan(jpeg)
    if not _has_zero_word(jpeg, at):  # as nearly all
        return False
    end = jpeg.find(b"\xff\xd9", at)
    return jpeg.find(bytes(ZERO_RUN_BYTES), at, end if end != -1 else len(jpeg)) != -1


def _has_zero_word(jpeg: bytes, at: int) -> bool:
    """Tell whether eight bytes in a row may be zero, sixteen and more surely."""
    words = np.frombuffer(jpeg, dtype=np.uint64, offset=at, count=(len(jpeg) - at) // 8)
    return bool(words.size) and not words.all()


def _scan(jpeg: bytes) -> int:
    """Give where the first scan begins."""
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != _START_OF_SCAN:
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return at


def _has_end(jpeg: bytes) -> bool:
    """Tell whether the picture ends by its mark, not by the end of the file."""
    at = _scan(jpeg)
    while found := _MARKER.search(jpeg, at):
        if jpeg[found.start() + 1] == _END:
            return True
        at = found.end() + int.from_bytes(jpeg[found.end() : found.end() + 2], "big")
    return False
