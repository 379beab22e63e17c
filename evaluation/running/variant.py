"""A model with the settings that it is measured with."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import cv2
import numpy as np

import detection
from detection import registry
from detection.detector import Detector
from detection.photo import Pixels
from detection.record import Detection
from evaluation.running.views import Views

__all__ = ["LOWEST_CONFIDENCE", "Variant", "variants"]

LOWEST_CONFIDENCE = 0.001
"""Average precision needs unsure predictions too; this is what the field's figures use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """A model and its settings; `sha256` is that of the weights."""

    model: registry.Model
    sha256: str
    views: Views = Views.TILES

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"{self.model.name} {self.model.image_size} px {self.views}"

    @property
    def key(self) -> str:
        """A hash of all that decides what is found in a photo, the program included."""
        parts = [
            self.sha256,
            self.views,
            self.model.image_size,
            self.model.enlarge,
            asdict(self.model.calibration),
            _second(self.model.second_look),
            self.model.min_housing_confidence,
            self.model.min_housing_px,
            self.model.candidate_score,
            LOWEST_CONFIDENCE,
            _program_sha256(),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def load(self) -> Detector:
        """Load the weights; raises registry.ModelError."""
        detector = registry.load(self.model)
        return detector if self.views is Views.TILES else _Shrunk(detector, self.model.image_size)


def variants(
    names: Sequence[str] = (), image_sizes: Sequence[int] = (), views: Sequence[Views] = ()
) -> tuple[Variant, ...]:
    """Give each model at each image size with each view; raises registry.ModelError.

    Without names it is the default model, without sizes the model's own.
    """
    models = [registry.find(name) for name in names] if names else [registry.find()]
    return tuple(
        Variant(
            model=replace(model, image_size=size),
            sha256=model.sha256 or _file_sha256(model.file),
            views=view,
        )
        for model in models
        for size in image_sizes or [model.image_size]
        for view in views or [Views.TILES]
    )


class _Shrunk:
    """Shows a detector the whole photo, shrunk to its image size, and nothing else."""

    def __init__(self, detector: Detector, image_size: int) -> None:
        self._detector = detector
        self._image_size = image_size

    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        """See Detector."""
        height, width = pixels.shape[:2]
        scale = self._image_size / max(height, width)
        if scale >= 1:
            return self._detector.detect(pixels, confidence=confidence)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        across, down = width / size[0], height / size[1]
        return tuple(
            replace(one, box=(x1 * across, y1 * down, x2 * across, y2 * down))
            for one in self._detector.detect(small, confidence=confidence)
            for x1, y1, x2, y2 in [one.box]
        )


def _second(model: registry.SecondModel | None) -> tuple[str, float, float] | None:
    return (model.sha256, model.weight, model.candidate_score) if model else None


def _file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _program_sha256() -> str:
    # Predictions of an older program must not pass as those of this one.
    folder = Path(detection.__file__).parent
    sources = sorted(folder.glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
