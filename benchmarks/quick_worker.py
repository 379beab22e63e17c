"""A worker like `python -m mapping worker`, with a detector that takes one second and no model.

    python -m benchmarks.quick_worker

It takes the red part of a photo for a bullet camera. All else is the worker of the app.
"""

import os
import time
from dataclasses import dataclass

import numpy as np

from detection.photo import Pixels
from detection.record import Detection, Housing
from mapping.commands.worker import run_worker

__all__ = ["RedDetector"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RedDetector:
    """One camera where a photo is red; see detection.detector.Detector."""

    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        """Give the box around what is red, after a second in which one may be killed."""
        time.sleep(1.0)
        red = (pixels[..., 0] > 150) & (pixels[..., 1] < 90)
        rows, columns = np.nonzero(red)
        if confidence is not None or len(rows) == 0:
            return ()
        corners = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        x1, y1, x2, y2 = map(float, corners)
        found = Detection(
            housing=Housing.BULLET, housing_confidence=0.9, confidence=0.8, box=(x1, y1, x2, y2)
        )
        return (found,)


if __name__ == "__main__":
    run_worker(RedDetector, os.environ.get("DATABASE_URL"))
