"""One evaluation from a dataset to a folder with its report."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from evaluation.datasets.near_duplicates import near_duplicates_of, seen_in_training
from evaluation.datasets.remarks import mixed_splits, no_cameras
from evaluation.datasets.truth import Dataset
from evaluation.figures.measurement import Measurement, measure
from evaluation.figures.resampling import DRAWS, draw_weights
from evaluation.reporting.report import Run, describe
from evaluation.reporting.report_files import gallery_of, write
from evaluation.running.prediction_cache import predict
from evaluation.running.predictions import Predictions, read_predictions, scenes
from evaluation.running.variant import variants
from evaluation.running.views import Views

__all__ = ["DEFAULT_CONFIDENCE", "Settings", "evaluate"]

DEFAULT_CONFIDENCE = 0.3
"""The threshold for predictions that come from a file, which says nothing of its model."""

Progress = Callable[[str, int, int], None]
"""Called with the model's name, photos done, and photos to scan."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What to measure and how.

    Each of `models` is measured at each of `image_sizes` and `views`, and each of `files` as
    it is; the default model is, if there is neither. `confidences` replace the models' own
    threshold; with several, each model is measured at each.
    Photos that also lie in the folders `trained_on` are told in the report.
    """

    models: Sequence[str] = ()
    files: Sequence[Path] = ()
    image_sizes: Sequence[int] = ()
    views: Sequence[Views] = ()
    confidences: Sequence[float] = ()
    trained_on: Sequence[Path] = ()
    draws: int = DRAWS
    seed: int = 0
    cache: Path
    command: Sequence[str] = ()


def evaluate(
    dataset: Dataset, settings: Settings, output: Path, progress: Progress | None = None
) -> bool:
    """Measure models and write the report; tell whether all photos and labels could be used.

    Raises PredictionError or registry.ModelError where a model cannot be measured at all.
    """
    hashes = settings.cache / "perceptual-hashes.json"
    seen = seen_in_training(dataset.photos, settings.trained_on, hashes)
    near = near_duplicates_of(dataset.photos, hashes)
    findings = (*no_cameras(dataset), *mixed_splits(dataset), *seen, *dataset.findings, *near)
    dataset = replace(dataset, findings=findings)
    weights = draw_weights(len(dataset.photos), settings.draws, settings.seed)
    predictions: dict[str, Predictions] = {}
    measurements: dict[str, Measurement] = {}
    gallery: dict[str, dict[str, Any]] = {}
    for found, confidence in _at_thresholds(dataset, settings, progress):
        both = scenes(dataset, found)
        measured = measure(dataset.photos, both, weights=weights, confidence=confidence)
        predictions[found.name], measurements[found.name] = found, measured
        gallery[found.name] = gallery_of(dataset.photos, both, measured)
    run = Run(
        dataset=dataset,
        predictions=predictions,
        measurements=measurements,
        draws=settings.draws,
        seed=settings.seed,
        command=settings.command,
    )
    report = describe(run)
    write(report, gallery, output)
    failed = any(model["failed_photos"] for model in report["models"])
    return not failed and not any(finding.loses for finding in dataset.findings)


def _at_thresholds(
    dataset: Dataset, settings: Settings, progress: Progress | None
) -> Iterator[tuple[Predictions, float]]:
    several = len(settings.confidences) > 1
    for found, own in _predictions(dataset, settings, progress):
        for confidence in settings.confidences or [own]:
            name = f"{found.name} from {confidence:g}" if several else found.name
            yield replace(found, name=name), confidence


def _predictions(
    dataset: Dataset, settings: Settings, progress: Progress | None
) -> Iterator[tuple[Predictions, float]]:
    for file in settings.files:
        yield read_predictions(file), DEFAULT_CONFIDENCE
    if settings.files and not settings.models:
        return
    for variant in variants(settings.models, settings.image_sizes, settings.views):
        tell = partial(progress, variant.name) if progress else None
        found = predict(dataset, variant, settings.cache, tell)
        yield found, variant.model.confidence
