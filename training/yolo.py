"""Ultralytics without its network habits."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["load_yolo"]


def load_yolo(weights: Path) -> Any:  # noqa: ANN401 - ultralytics is untyped
    """Load weights safely: no pickled code, no look-ups, no telemetry, no installs.

    The switches are read when ultralytics is first imported, so it is imported here only.
    Raises FileNotFoundError, where ultralytics would try a download.
    """
    if not weights.is_file():
        raise FileNotFoundError(f"weights not found: {weights}")
    os.environ.setdefault("YOLO_OFFLINE", "true")
    os.environ.setdefault("YOLO_AUTOINSTALL", "false")
    os.environ.setdefault("ULTRALYTICS_SAFE_LOAD", "true")
    os.environ.setdefault("YOLO_CONFIG_DIR", str(Path.home() / ".cache" / "osmatrac"))
    Path(os.environ["YOLO_CONFIG_DIR"]).mkdir(parents=True, exist_ok=True)
    ultralytics = import_module("ultralytics")  # heavy, and reads the environment
    ultralytics.settings.update({"sync": False})
    return ultralytics.YOLO(str(weights))
