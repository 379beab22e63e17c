"""Number plates in a photo, found by the YOLOv8n that the package fastanpr ships.

The network gives, for each of its anchors, centre and size of a plate in pixels and a score.
"""

import cv2
import numpy as np

from detection.boxes import without_repeats
from detection.onnx_network import OnnxNetwork
from detection.photo import Pixels
from detection.record import Box

__all__ = ["PlateFinder"]

MIN_SCORE = 0.1
"""Low, for the same reason as with faces."""

_STRIDE_PX = 32
_GREY = 114  # the filling that networks of this family were trained with


class PlateFinder:
    """Finds number plates from about twenty pixels across."""

    def __init__(self, network: OnnxNetwork) -> None:
        self._network = network

    def find(self, pixels: Pixels) -> list[Box]:
        """Give the boxes of plates in `pixels` (height x width x 3, RGB), the surest first."""
        height, width = pixels.shape[:2]
        padded = cv2.copyMakeBorder(
            pixels,
            0,
            -height % _STRIDE_PX,
            0,
            -width % _STRIDE_PX,
            cv2.BORDER_CONSTANT,
            value=(_GREY,) * 3,
        )
        image = padded.transpose(2, 0, 1).astype(np.float32) / np.float32(255)
        found = self._network.forward(image)[0][0]
        x, y, across, down, scores = found[:, found[4] > MIN_SCORE]
        corners = np.stack([x - across / 2, y - down / 2, x + across / 2, y + down / 2], 1)
        return without_repeats(corners, scores)
