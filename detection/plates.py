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

MIN_SCORE = 0.03
"""Very low: at 0.05 a quarter more plates are missed, and walls are hardly ever taken for one."""

ENLARGEMENT = 1.5
"""Small plates are found by as much more: the network was trained on near ones."""

_STRIDE_PX = 32
_GREY = 114  # the filling that networks of this family were trained with


class PlateFinder:
    """Finds number plates, most of them from about sixty pixels across."""

    def __init__(self, network: OnnxNetwork) -> None:
        self._network = network

    def find(self, pixels: Pixels) -> list[Box]:
        """Give the boxes of plates in `pixels` (height x width x 3, RGB), the surest first."""
        larger = cv2.resize(
            pixels, None, fx=ENLARGEMENT, fy=ENLARGEMENT, interpolation=cv2.INTER_LINEAR
        )
        height, width = larger.shape[:2]
        padded = cv2.copyMakeBorder(
            larger,
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
        return without_repeats(corners / ENLARGEMENT, scores)
