"""Synthetic scenes, composition of training tiles, fine-tuning, and export of weights."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from training.recipes import Recipe
from training.render_commands import Seed, render
from training.second_commands import second

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
app.add_typer(render, name="render")
app.add_typer(second, name="second")

Photos = Annotated[list[Path], typer.Option(help="Folder with images/ and labels/; repeatable.")]
Crops = Annotated[list[Path] | None, typer.Option(help="Folder of crops; repeatable.")]
Kinds = Annotated[
    list[str] | None, typer.Option(help="Kind of crop kept back for tests; repeatable.")
]
HeldOut = Annotated[str, typer.Option(help="Photo numbers kept back, e.g. 355-368,4-8.")]
Tile = Annotated[int, typer.Option(help="Side in pixels.")]
Epochs = Annotated[int, typer.Option(help="Times that all tiles are seen.")]
Batch = Annotated[int, typer.Option(help="Tiles a step.")]
LearningRate = Annotated[float, typer.Option(help="At the start; it falls along a cosine.")]
Device = Annotated[str, typer.Option(help="cpu, or the number of a GPU.")]
FrozenLayers = Annotated[int, typer.Option(help="Layers from the first that stay.")]
Bfloat16 = Annotated[
    bool, typer.Option(help="Train in bfloat16: faster where the processor has it.")
]
ImageSize = Annotated[int, typer.Option(help="Pixels at which photos are seen.")]
Enlarge = Annotated[float, typer.Option(help="Most that smaller photos are enlarged.")]
CandidateScore = Annotated[
    float | None,
    typer.Option(
        help="See a large photo at full resolution only around boxes from this score on; "
        "without it everywhere."
    ),
]


@app.command()
def compose(  # noqa: PLR0913, PLR0917 - as above
    output: Annotated[Path, typer.Option(help="Folder of the YOLO dataset.")],
    photos: Photos,
    crops: Crops = None,
    alarms: Annotated[Path | None, typer.Option(help="File written by `mine`.")] = None,
    held_out: HeldOut = "",
    without_kind: Kinds = None,
    train: Annotated[int, typer.Option(help="Training tiles.")] = 2000,
    val: Annotated[int, typer.Option(help="Validation tiles.")] = 100,
    tile: Tile = 416,
    only: Annotated[Recipe | None, typer.Option(help="This recipe alone, as for a trial.")] = None,
    seed: Seed = 1,
) -> None:
    """Compose training tiles from real photos, crops and mined false alarms."""
    from training import compose as composing  # noqa: PLC0415 - loads OpenCV

    material = composing.read_material(
        photos, crops or (), alarms, held_out=held_out, without_kinds=without_kind or ()
    )
    settings = composing.ComposeSettings(seed=seed, tile_px=tile)
    settings = settings.only(only) if only else settings
    composing.compose(output, material, settings, train=train, val=val)


@app.command()
def mine(  # noqa: PLR0913, PLR0917 - as above
    output: Annotated[Path, typer.Option(help="JSON file of the false alarms.")],
    photos: Photos,
    weights: Annotated[Path, typer.Option(help="Model that raises the alarms (.pt or .onnx).")],
    held_out: HeldOut = "",
    confidence: Annotated[float, typer.Option(help="Boxes from here on count.")] = 0.1,
    long_side: Annotated[
        list[int] | None, typer.Option(help="Pixels of the long side of a photo; repeatable.")
    ] = None,
) -> None:
    """Find the false alarms of a model in photos without cameras."""
    from training.dataset import parse_ranges, read_photos  # noqa: PLC0415 - loads OpenCV
    from training.mining import mine_alarms  # noqa: PLC0415

    labelled = read_photos(photos, without=parse_ranges(held_out))
    empty = [photo for photo in labelled if photo.empty]
    sizes = long_side or [1280]
    count = mine_alarms(weights, empty, output, confidence=confidence, long_sides_px=sizes)
    typer.echo(f"{count} false alarms in {len(empty)} photos", err=True)


@app.command()
def train(  # noqa: PLR0913, PLR0917 - as above
    dataset: Annotated[Path, typer.Option(help="Folder written by `compose`.")],
    output: Annotated[Path, typer.Option(help="Folder of the run: checkpoints and figures.")],
    weights: Annotated[Path, typer.Option(help="Start weights (.pt).")],
    epochs: Epochs = 5,
    tile: Tile = 416,
    batch: Batch = 16,
    learning_rate: LearningRate = 1.2e-3,
    device: Device = "cpu",
    frozen_layers: FrozenLayers = 5,
    bfloat16: Bfloat16 = False,
    resume: Annotated[bool, typer.Option(help="Go on from the last checkpoint.")] = False,
    seed: Seed = 1,
) -> None:
    """Fine-tune a detector on composed tiles."""
    from training.train import TrainSettings, fine_tune  # noqa: PLC0415 - loads torch

    settings = TrainSettings(
        epochs=epochs,
        tile_px=tile,
        batch=batch,
        learning_rate=learning_rate,
        device=device,
        frozen_layers=frozen_layers,
        bfloat16=bfloat16,
        seed=seed,
    )
    typer.echo(fine_tune(weights, dataset, output, settings, resume=resume))


@app.command()
def widen(
    weights: Annotated[Path, typer.Option(help="Weights of a YOLO26n (.pt).")],
    output: Annotated[Path, typer.Option(help="File of the YOLO26s (.pt).")],
    seed: Seed = 1,
) -> None:
    """Make a YOLO26s that computes what a YOLO26n does, to be trained on."""
    from training.widen import widen as widened  # noqa: PLC0415 - loads torch

    typer.echo(widened(weights, output, seed=seed))


@app.command()
def folds(  # noqa: PLR0913, PLR0917 - as above
    output: Annotated[Path, typer.Option(help="Folder of the folds; what is done is kept.")],
    photos: Photos,
    fold: Annotated[list[str], typer.Option(help="Photo numbers of one fold; repeatable.")],
    weights: Annotated[Path, typer.Option(help="Start weights that saw no photo of a fold.")],
    also: Annotated[
        list[Path] | None, typer.Option(help="Folder of photos that train every fold; repeatable.")
    ] = None,
    crops: Crops = None,
    alarms: Annotated[Path | None, typer.Option(help="Written by `mine` with WEIGHTS.")] = None,
    without_kind: Kinds = None,
    tiles: Annotated[int, typer.Option(help="Training tiles a fold and round.")] = 2000,
    rounds: Annotated[
        int, typer.Option(help="Rounds of training, with the fold's own false alarms in between.")
    ] = 1,
    tile: Tile = 416,
    epochs: Epochs = 1,
    batch: Batch = 16,
    learning_rate: LearningRate = 6e-4,
    device: Device = "cpu",
    frozen_layers: FrozenLayers = 5,
    bfloat16: Bfloat16 = False,
    image_size: ImageSize = 1280,
    enlarge: Enlarge = 1.0,
    candidate_score: CandidateScore = None,
    second_look: Annotated[
        bool, typer.Option(help="Train a second network that judges what the first finds.")
    ] = False,
    pasted: Annotated[int, typer.Option(help="As in `second examples`.")] = 5500,
    seed: Seed = 1,
) -> None:
    """Train once a fold without its photos and scan those; pool all into predictions.jsonl."""
    from training.compose import ComposeSettings, read_material  # noqa: PLC0415 - loads OpenCV
    from training.folds import (  # noqa: PLC0415 - loads torch
        FoldSettings,
        SecondLookSettings,
        run_folds,
    )
    from training.second_look import ExampleSettings  # noqa: PLC0415
    from training.train import SECOND_TRAIN, TrainSettings  # noqa: PLC0415

    material = read_material(
        [*photos, *(also or ())], crops or (), alarms, without_kinds=without_kind or ()
    )
    in_folds = [photo for photo in material.photos if photo.path.parent.parent in photos]
    settings = FoldSettings(
        weights=weights,
        compose=ComposeSettings(seed=seed, tile_px=tile),
        train=TrainSettings(
            epochs=epochs,
            tile_px=tile,
            batch=batch,
            learning_rate=learning_rate,
            device=device,
            frozen_layers=frozen_layers,
            bfloat16=bfloat16,
            seed=seed,
        ),
        tiles=tiles,
        rounds=rounds,
        image_size=image_size,
        enlarge=enlarge,
        candidate_score=candidate_score,
        second_look=SecondLookSettings(
            examples=ExampleSettings(seed=seed, pasted=pasted),
            train=replace(SECOND_TRAIN, device=device, bfloat16=bfloat16, seed=seed),
        )
        if second_look
        else None,
    )
    typer.echo(run_folds(output, fold, in_folds, material, settings))


@app.command()
def calibrate(
    records: Annotated[
        Path, typer.Option(help="Scan of photos kept back, down to low confidence.")
    ],
    photos: Photos,
) -> None:
    """Measure what scores mean and what thresholds give; print JSON for the registry."""
    from training.calibrate import report  # noqa: PLC0415 - loads OpenCV and SciPy
    from training.dataset import read_photos  # noqa: PLC0415

    typer.echo(json.dumps(report(records, read_photos(photos)), indent=1))


@app.command()
def export(  # noqa: PLR0913, PLR0917 - as above
    weights: Annotated[Path, typer.Option(help="Trained weights (.pt).")],
    name: Annotated[str, typer.Option(help="Name of the model in the registry.")],
    models: Annotated[Path, typer.Option(help="Folder of models and registry.toml.")],
    image_size: ImageSize = 1280,
    enlarge: Enlarge = 1.0,
    candidate_score: CandidateScore = None,
    confidence: Annotated[float, typer.Option(help="Boxes below are not shown.")] = 0.3,
    measured: Annotated[Path | None, typer.Option(help="JSON printed by `calibrate`.")] = None,
    second_look: Annotated[
        Path | None, typer.Option(help="Weights of the second network (.pt).")
    ] = None,
    second_weight: Annotated[float, typer.Option(help="Its share in the common score.")] = 0.5,
    second_from: Annotated[
        float, typer.Option(help="Boxes from this score on get a second look.")
    ] = 0.01,
) -> None:
    """Write the ONNX file, weights to train on, the registry entry, and the frame of a card."""
    from training import export as exporting  # noqa: PLC0415 - loads torch

    model = exporting.export_onnx(
        weights, name, models, image_size=image_size, confidence=confidence
    )
    model = replace(model, enlarge=enlarge, candidate_score=candidate_score)
    if second_look:
        second_model = exporting.export_second_look(
            second_look, name, models, weight=second_weight, candidate_score=second_from
        )
        model = replace(model, second_look=second_model)
        exporting.write_checkpoint(second_look, models / f"{name}-second.pt")
    model = model.measured(measured) if measured else model
    exporting.write_checkpoint(weights, models / f"{name}.pt")
    exporting.write_registry_entry(model, models / "registry.toml")
    exporting.write_card(model, models / f"{name}.md")
    typer.echo(f"{model.file} {model.sha256}")


@app.command()
def quarter(
    output: Annotated[Path, typer.Option(help="New .osm.pbf file.")],
) -> None:
    """Write the quarter around the sample street as an extract of a map."""
    from training.quarter import write_quarter  # noqa: PLC0415 - keeps --help fast

    typer.echo(f"{write_quarter(output)} shapes")


if __name__ == "__main__":
    app()
