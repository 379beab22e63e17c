"""The report: all numbers of a run and what they were made from, as plain JSON values."""

import platform
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from evaluation.datasets.truth import Dataset
from evaluation.figures.comparison import compare
from evaluation.figures.measurement import FOUND_IOU, Measurement
from evaluation.running.predictions import Predictions

__all__ = ["Run", "describe"]

_PACKAGES = (
    "faster-coco-eval",
    "numpy",
    "scipy",
    "pillow",
    "pi-heif",
    "opencv-python",
    "onnxruntime",
    "torch",
    "ultralytics",
    "imagehash",
)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Run:
    """What was measured: predictions of each model and their figures, by name."""

    dataset: Dataset
    predictions: Mapping[str, Predictions]
    measurements: Mapping[str, Measurement]
    draws: int
    seed: int
    command: Sequence[str]


def describe(run: Run) -> dict[str, Any]:
    """Give the content of report.json."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": list(run.command),
        "versions": _versions(),
        "machine": {"system": platform.system(), "architecture": platform.machine()},
        "peak_memory_mb": round(_peak_memory_mb(), 1),
        "method": {
            "average_precision": "COCO, 101 recalls, at most 100 predictions a photo",
            "found_iou": FOUND_IOU,
            "interval": "95%, bootstrap over photos (BCa, widened for few photos)",
            "draws": run.draws,
            "seed": run.seed,
        },
        "dataset": _dataset(run.dataset),
        "models": [
            {**_made_by(run.predictions[name]), **measurement.to_json()}
            for name, measurement in run.measurements.items()
        ],
        "comparison": [difference.to_json() for difference in compare(run.measurements)],
    }


def _dataset(dataset: Dataset) -> dict[str, Any]:
    splits: dict[str, int] = {}
    for photo in dataset.photos:
        splits[photo.split or "none"] = splits.get(photo.split or "none", 0) + 1
    return {
        "name": dataset.name,
        "sha256": dataset.sha256,
        "photos": len(dataset.photos),
        "photos_without_cameras": sum(not photo.has_camera for photo in dataset.photos),
        "photos_by_split": splits,
        "photos_seen_in_training": _seen(dataset),
        "cameras": sum(dataset.boxes_by_housing.values()),
        "cameras_by_housing": {
            housing.value: count for housing, count in dataset.boxes_by_housing.items()
        },
        "findings": [finding.to_json() for finding in dataset.findings],
    }


def _seen(dataset: Dataset) -> int:
    return sum(finding.code == "seen_in_training" for finding in dataset.findings)


def _made_by(predictions: Predictions) -> dict[str, Any]:
    failed = [record for record in predictions.records.values() if record.error is not None]
    return {
        "name": predictions.name,
        "model_sha256": predictions.model_sha256,
        "image_size": predictions.image_size,
        "views": predictions.views,
        "seconds_per_photo": predictions.seconds_per_photo,
        "failed_photos": [
            {"photo": record.photo, "code": record.error.code, "message": record.error.message}
            for record in failed
            if record.error is not None
        ],
    }


def _versions() -> dict[str, str | None]:
    versions: dict[str, str | None] = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = None
    return versions


def _peak_memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024
