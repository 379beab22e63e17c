"""Faces in a photo, found by CenterFace (Xu et al. 2019, arXiv:1911.03599).

The network gives, for each cell of 4 x 4 pixels, how much it is the middle of a face, and the
logarithm of that face's height and width in cells.
"""

import cv2
import numpy as np

from detection.boxes import without_repeats
from detection.onnx_network import OnnxNetwork
from detection.photo import Pixels
from detection.record import Box

__all__ = ["FaceFinder"]

MIN_SCORE = 0.2
"""Low: a face that is missed costs more than a wall that is blurred."""

CELL_PX = 4
_STRIDE_PX = 32
"""The network wants sides that are multiples of this."""


class FaceFinder:
    """Finds faces from about ten pixels up."""

    def __init__(self, network: OnnxNetwork) -> None:
        self._network = network

    def find(self, pixels: Pixels) -> list[Box]:
        """Give the boxes of faces in `pixels` (height x width x 3, RGB), the surest first."""
        height, width = pixels.shape[:2]
        to_width, to_height = (-(-side // _STRIDE_PX) * _STRIDE_PX for side in (width, height))
        fitted = cv2.resize(pixels, (to_width, to_height))
        outputs = self._network.forward(fitted.transpose(2, 0, 1).astype(np.float32))
        heat, sizes, offsets = (output[0] for output in outputs[:3])
        rows, columns = np.nonzero(heat[0] > MIN_SCORE)
        face_height, face_width = np.exp(sizes[:, rows, columns]) * CELL_PX
        y = (rows + offsets[0, rows, columns] + 0.5) * CELL_PX
        x = (columns + offsets[1, rows, columns] + 0.5) * CELL_PX
        corners = np.stack(
            [x - face_width / 2, y - face_height / 2, x + face_width / 2, y + face_height / 2], 1
        )
        corners *= np.tile([width / to_width, height / to_height], 2)
        return without_repeats(corners, heat[0][rows, columns])
