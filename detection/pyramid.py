"""A photo at halves of its resolution: what is seen smaller is cut from the next larger one.

Averaging four pixels takes an eighth of the time that averaging over a broken number takes.
"""

import cv2
import numpy as np

from detection.pixels import Pixels
from detection.tiles import View

__all__ = ["Pyramid"]


class Pyramid:
    """Cuts views out of a photo of height x width x 3; halves are made when they are needed."""

    def __init__(self, pixels: Pixels) -> None:
        self.pixels = pixels
        self._half: Pyramid | None = None

    def crop(self, view: View) -> Pixels:
        """What a view shows, at its scale: height x width x 3, a copy only where that is broken.

        Views of which a corner or a side is odd are not cut from the half.
        """
        if view.scale <= 1 / 2 and not any(edge % 2 for edge in view.box):
            x, y, width, height = (part // 2 for part in (view.x, view.y, view.width, view.height))
            halved = View(x=x, y=y, width=width, height=height, scale=view.scale * 2)
            return self._halved().crop(halved)
        part = self.pixels[view.y : view.y + view.height, view.x : view.x + view.width]
        if view.scale == 1.0:
            return part
        size = (max(1, round(view.width * view.scale)), max(1, round(view.height * view.scale)))
        # Averaging keeps thin things visible, where sampling drops them.
        method = cv2.INTER_AREA if view.scale < 1.0 else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(part, size, interpolation=method), dtype=np.uint8)

    def _halved(self) -> "Pyramid":
        if self._half is None:
            height, width = (side // 2 for side in self.pixels.shape[:2])
            even = self.pixels[: 2 * height, : 2 * width]
            half = cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA)
            self._half = Pyramid(np.asarray(half, dtype=np.uint8))
        return self._half
