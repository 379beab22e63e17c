"""Ultralytics models for training, loaded without network habits."""

from pathlib import Path
from typing import Any

from detection.ultralytics_network import import_ultralytics

__all__ = ["load_yolo"]


def load_yolo(weights: Path) -> Any:  # noqa: ANN401 - ultralytics is untyped
    """Load weights safely; raises FileNotFoundError, where ultralytics would try a download."""
    if not weights.is_file():
        raise FileNotFoundError(f"weights not found: {weights}")
    return import_ultralytics().YOLO(str(weights))
