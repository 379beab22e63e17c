"""Cross-validation: what a recipe finds on streets that it was not trained on.

Each fold keeps a range of photo numbers back, fine-tunes the same start weights on tiles of the
other photos, and scans the photos kept back with the settings that a shipped model has. It may
do so in rounds: from the second on, the false alarms are those that the fold's own model of the
round before raises in its own training photos. A second network of the fold may judge what the
first finds; it too sees training photos alone. The records of all folds together are a scan in
which no photo was seen in training, provided that the start weights saw none of them either.
Each step is left out where its output is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from detection.record import Box, write_record
from detection.registry import Model, SecondModel, load
from detection.scan import scan
from training.compose import ComposeSettings, Material, compose
from training.dataset import LabelledPhoto, parse_ranges, photo_number
from training.export import export_onnx, export_second_look
from training.mining import find_alarms
from training.second_look import ExampleSettings, start_weights, write_examples
from training.train import SECOND_TRAIN, TrainSettings, fine_tune, fine_tune_second

__all__ = ["FoldSettings", "SecondLookSettings", "run_folds"]

_ENLARGED = 1.5
"""By how much a round's photos are smaller, when alarms are sought, than when they are scanned."""

LOWEST_CONFIDENCE = 0.001
"""Average precision needs unsure boxes too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondLookSettings:
    """How each fold trains its second network, and how much that counts."""

    examples: ExampleSettings = field(default_factory=ExampleSettings)
    train: TrainSettings = field(default_factory=lambda: SECOND_TRAIN)
    weight: float = 0.5
    candidate_score: float = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class FoldSettings:
    """What every fold has in common: start weights, recipe, and pixels at which photos are seen.

    `tiles` counts those of one of the `rounds`; each round trains on from the one before.
    `alarm_confidence` is the score from which a box in a training photo is a false alarm;
    `candidate_score` is that of `detection.closer_looks`.
    """

    weights: Path
    compose: ComposeSettings
    train: TrainSettings
    tiles: int
    rounds: int = 1
    alarm_confidence: float = 0.02
    image_size: int = 1280
    enlarge: float = 1.0
    candidate_score: float | None = None
    second_look: SecondLookSettings | None = None


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
    weights = settings.weights
    for number in range(1, settings.rounds + 1):
        weights = _train_round(folder / f"round-{number}", weights, seen, settings, number)
    exported = export_onnx(
        weights, "model", folder, image_size=settings.image_size, confidence=LOWEST_CONFIDENCE
    )
    return Model(
        name=folder.name,
        file=exported.file,
        sha256=exported.sha256,
        image_size=exported.image_size,
        enlarge=settings.enlarge,
        candidate_score=settings.candidate_score,
        confidence=exported.confidence,
        second_look=_train_second(folder, weights, seen, settings),
    )


def _train_second(
    folder: Path, detector: Path, seen: Material, settings: FoldSettings
) -> SecondModel | None:
    second = settings.second_look
    if second is None:
        return None
    crops, run = folder / "crops", folder / "second"
    if not run.exists():
        found = _alarms(detector, seen, settings, settings.image_size)
        names = {*found, *seen.alarms}
        both = {name: [*seen.alarms.get(name, ()), *found.get(name, ())] for name in names}
        write_examples(crops, replace(seen, alarms=both), second.examples)
    start = start_weights(settings.weights, folder / "second-start.pt")
    trained = fine_tune_second(start, crops, run, second.train)
    return export_second_look(
        trained,
        "model",
        folder,
        weight=second.weight,
        candidate_score=second.candidate_score,
    )


def _train_round(
    folder: Path, start: Path, seen: Material, settings: FoldSettings, number: int
) -> Path:
    if number > 1:
        smaller = round(settings.image_size / _ENLARGED)
        seen = replace(seen, alarms=_alarms(start, seen, settings, smaller))
    tiles = folder / "tiles"
    if not (tiles / "data.yaml").exists():
        recipe = replace(settings.compose, seed=settings.compose.seed + number - 1)
        compose(tiles, seen, recipe, train=settings.tiles, val=8)
    return fine_tune(start, tiles, folder / "run", settings.train, resume=True)


def _alarms(
    weights: Path, seen: Material, settings: FoldSettings, long_side_px: int
) -> dict[str, list[Box]]:
    return find_alarms(
        weights, seen.photos, confidence=settings.alarm_confidence, long_sides_px=[long_side_px]
    )


def _scan(model: Model, photos: Sequence[LabelledPhoto], records: Path) -> None:
    half = records.with_suffix(".half")
    with half.open("w", encoding="utf-8") as stream:
        for record in scan([photo.path for photo in photos], load(model)):
            write_record(record, stream)
    half.rename(records)
