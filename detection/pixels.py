"""Pixels in memory that the caller may choose, turned upright there."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["AS_IT_IS", "Pixels", "Room", "new_room", "upright"]

Pixels = npt.NDArray[np.uint8]
"""Height x width x 3, RGB."""

Room = Callable[[int, int], Pixels]
"""Gives an array for pixels of a height and width, which may still hold those of another photo.

Raises MemoryError.
"""

AS_IT_IS = 1
"""The Exif orientation of a photo that is upright already, as are those with impossible ones."""

_TRANSPOSED = frozenset({5, 6, 7, 8})
_FLIPPED = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}
"""How each orientation is flipped once it is transposed: 1 across, 0 down, -1 both."""


def new_room(height: int, width: int) -> Pixels:
    """Give an array that nobody else has."""
    return np.empty((height, width, 3), dtype=np.uint8)


def upright(pixels: Pixels, orientation: int, room: Room) -> Pixels:
    """Turn pixels as their Exif orientation says, into `room` if they have to be turned."""
    flip = _FLIPPED.get(orientation)
    if orientation in _TRANSPOSED:
        target = room(pixels.shape[1], pixels.shape[0])
        pixels = _given(cv2.transpose(pixels, dst=target), target)
    elif flip is not None:
        target = room(*pixels.shape[:2])
    if flip is not None:
        pixels = _given(cv2.flip(pixels, flip, dst=target), target)
    return pixels


def _given(result: object, target: Pixels) -> Pixels:
    assert result is target, "OpenCV has taken memory of its own"
    return target
