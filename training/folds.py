"""Cross-validation: what a recipe finds on streets that it was not trained on.

Each fold keeps a range of photo numbers back, fine-tunes the same start weights on tiles of the
other photos, and scans the photos kept back with the settings that a shipped model has. The
records of all folds together are a scan in which no photo was seen in training, provided that
the start weights saw none of them either. Each step is left out where its output is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detection.record import write_record
from detection.registry import Model, load
from detection.scan import scan
from training.compose import ComposeSettings, Material, compose
from training.dataset import LabelledPhoto, parse_ranges, photo_number
from training.export import export_onnx
from training.train import TrainSettings, fine_tune

__all__ = ["FoldSettings", "run_folds"]

LOWEST_CONFIDENCE = 0.001
"""Average precision needs unsure boxes too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoldSettings:
    """What every fold has in common: start weights, recipe, and pixels at which photos are seen."""

    weights: Path
    compose: ComposeSettings
    train: TrainSettings
    tiles: int
    image_size: int = 1280


def run_folds(
    output: Path,
    folds: Sequence[str],
    photos: Sequence[LabelledPhoto],
    material: Material,
    settings: FoldSettings,
) -> Path:
    """Run all folds, each a range of numbers of `photos`; gives the file of the pooled records.

    Photos of `material` that lie in no fold train every fold. Raises ValueError where folds share
    a photo.
    """
    kept_back = [_in_ranges(photos, fold) for fold in folds]
    paths = [photo.path for part in kept_back for photo in part]
    if len(set(paths)) < len(paths):
        raise ValueError("the folds share photos; their ranges must not overlap")
    pooled = []
    for fold, kept in zip(folds, kept_back, strict=True):
        records = output / f"fold-{fold}" / "records.jsonl"
        if not records.exists():
            model = _train_fold(records.parent, kept, material, settings)
            _scan(model, kept, records)
        pooled.append(records.read_text(encoding="utf-8"))
    predictions = output / "predictions.jsonl"
    predictions.write_text("".join(pooled), encoding="utf-8")
    return predictions


def _in_ranges(photos: Sequence[LabelledPhoto], ranges: str) -> list[LabelledPhoto]:
    parsed = parse_ranges(ranges)
    return [
        photo for photo in photos if any(photo_number(photo.path) in numbers for numbers in parsed)
    ]


def _train_fold(
    folder: Path, kept_back: Sequence[LabelledPhoto], material: Material, settings: FoldSettings
) -> Model:
    paths = {photo.path for photo in kept_back}
    seen = replace(
        material,
        photos=[photo for photo in material.photos if photo.path not in paths],
        backgrounds=[photo for photo in material.backgrounds if photo.path not in paths],
    )
    tiles = folder / "tiles"
    if not (tiles / "data.yaml").exists():
        compose(tiles, seen, settings.compose, train=settings.tiles, val=8)
    weights = fine_tune(settings.weights, tiles, folder / "run", settings.train, resume=True)
    exported = export_onnx(
        weights, "model", folder, image_size=settings.image_size, confidence=LOWEST_CONFIDENCE
    )
    return Model(
        name=folder.name,
        file=exported.file,
        sha256=exported.sha256,
        image_size=exported.image_size,
        confidence=exported.confidence,
    )


def _scan(model: Model, photos: Sequence[LabelledPhoto], records: Path) -> None:
    half = records.with_suffix(".half")
    with half.open("w", encoding="utf-8") as stream:
        for record in scan([photo.path for photo in photos], load(model)):
            write_record(record, stream)
    half.rename(records)
