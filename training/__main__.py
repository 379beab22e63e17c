"""Synthetic scenes, composition of training tiles, fine-tuning, and export of weights."""

import json
from pathlib import Path
from typing import Annotated

import typer

from training.recipes import Recipe

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
render = typer.Typer(no_args_is_help=True, help="Render with Blender (requirements-training.txt).")
app.add_typer(render, name="render")

Seed = Annotated[int, typer.Option(help="The same seed gives the same output.")]


@render.command()
def scenes(
    output: Annotated[Path, typer.Option(help="Folder of the photos and truth.json.")],
    seed: Seed = 11,
    samples: Annotated[int, typer.Option(help="Light paths a pixel, before denoising.")] = 4,
    scale: Annotated[float, typer.Option(help="Below 1: smaller pictures, for a quick look.")] = 1,
    only: Annotated[list[str] | None, typer.Option(help="Only this photo; repeatable.")] = None,
) -> None:
    """Render the street scenes of samples/. Photos that are there already are kept."""
    from training.render import RenderSettings, render_samples  # noqa: PLC0415 - loads Blender

    settings = RenderSettings(seed=seed, samples=samples, scale=scale)
    render_samples(output, settings, only=only or ())


@render.command()
def crops(  # noqa: PLR0913, PLR0917 - a command line has its options
    output: Annotated[Path, typer.Option(help="Folder of the PNG and JSON files.")],
    count: Annotated[int, typer.Option(help="How many; those that are there are kept.")] = 100,
    seed: Seed = 1,
    size: Annotated[int, typer.Option(help="Side in pixels.")] = 208,
    samples: Annotated[int, typer.Option(help="Light paths a pixel, before denoising.")] = 8,
    trial: Annotated[
        bool, typer.Option(help="Look-alikes that no training sees, and all types equally often.")
    ] = False,
) -> None:
    """Render single housings and look-alikes with transparency."""
    from training.crops import render_crops  # noqa: PLC0415 - loads Blender

    render_crops(output, count=count, seed=seed, size_px=size, samples=samples, trial=trial)


@app.command()
def compose(  # noqa: PLR0913, PLR0917 - as above
    output: Annotated[Path, typer.Option(help="Folder of the YOLO dataset.")],
    photos: Annotated[
        list[Path], typer.Option(help="Folder with images/ and labels/; repeatable.")
    ],
    crops: Annotated[list[Path] | None, typer.Option(help="Folder of crops; repeatable.")] = None,
    alarms: Annotated[Path | None, typer.Option(help="File written by `mine`.")] = None,
    held_out: Annotated[str, typer.Option(help="Photo numbers kept back, e.g. 355-368,4-8.")] = "",
    without_kind: Annotated[
        list[str] | None, typer.Option(help="Kind of crop kept back for tests; repeatable.")
    ] = None,
    train: Annotated[int, typer.Option(help="Training tiles.")] = 2000,
    val: Annotated[int, typer.Option(help="Validation tiles.")] = 100,
    tile: Annotated[int, typer.Option(help="Side in pixels.")] = 416,
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
    photos: Annotated[
        list[Path], typer.Option(help="Folder with images/ and labels/; repeatable.")
    ],
    weights: Annotated[Path, typer.Option(help="Model that raises the alarms (.pt or .onnx).")],
    held_out: Annotated[str, typer.Option(help="Photo numbers kept back.")] = "",
    confidence: Annotated[float, typer.Option(help="Boxes from here on count.")] = 0.1,
    long_side: Annotated[int, typer.Option(help="Pixels of the long side of a photo.")] = 1280,
) -> None:
    """Find the false alarms of a model in photos without cameras."""
    from training.dataset import parse_ranges, read_photos  # noqa: PLC0415 - loads OpenCV
    from training.mining import mine_alarms  # noqa: PLC0415

    labelled = read_photos(photos, without=parse_ranges(held_out))
    empty = [photo for photo in labelled if photo.empty]
    count = mine_alarms(weights, empty, output, confidence=confidence, long_side_px=long_side)
    typer.echo(f"{count} false alarms in {len(empty)} photos", err=True)


@app.command()
def train(  # noqa: PLR0913, PLR0917 - as above
    dataset: Annotated[Path, typer.Option(help="Folder written by `compose`.")],
    output: Annotated[Path, typer.Option(help="Folder of the run: checkpoints and figures.")],
    weights: Annotated[Path, typer.Option(help="Start weights (.pt).")],
    epochs: Annotated[int, typer.Option()] = 5,
    tile: Annotated[int, typer.Option(help="Side in pixels.")] = 416,
    batch: Annotated[int, typer.Option()] = 16,
    learning_rate: Annotated[float, typer.Option()] = 1.2e-3,
    device: Annotated[str, typer.Option(help="cpu, or the number of a GPU.")] = "cpu",
    frozen_layers: Annotated[int, typer.Option(help="Layers from the first that stay.")] = 5,
    bfloat16: Annotated[
        bool, typer.Option(help="Train in bfloat16: faster where the processor has it.")
    ] = False,
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
def folds(  # noqa: PLR0913, PLR0917 - as above
    output: Annotated[Path, typer.Option(help="Folder of the folds; what is done is kept.")],
    photos: Annotated[
        list[Path], typer.Option(help="Folder with images/ and labels/; repeatable.")
    ],
    fold: Annotated[list[str], typer.Option(help="Photo numbers of one fold; repeatable.")],
    weights: Annotated[Path, typer.Option(help="Start weights that saw no photo of a fold.")],
    also: Annotated[
        list[Path] | None, typer.Option(help="Folder of photos that train every fold; repeatable.")
    ] = None,
    crops: Annotated[list[Path] | None, typer.Option(help="Folder of crops; repeatable.")] = None,
    alarms: Annotated[Path | None, typer.Option(help="Written by `mine` with WEIGHTS.")] = None,
    without_kind: Annotated[
        list[str] | None, typer.Option(help="Kind of crop kept back for tests; repeatable.")
    ] = None,
    tiles: Annotated[int, typer.Option(help="Training tiles a fold.")] = 2000,
    tile: Annotated[int, typer.Option(help="Side in pixels.")] = 416,
    epochs: Annotated[int, typer.Option()] = 1,
    batch: Annotated[int, typer.Option()] = 16,
    learning_rate: Annotated[float, typer.Option()] = 6e-4,
    device: Annotated[str, typer.Option(help="cpu, or the number of a GPU.")] = "cpu",
    frozen_layers: Annotated[int, typer.Option(help="As in `train`.")] = 5,
    bfloat16: Annotated[bool, typer.Option(help="As in `train`.")] = False,
    image_size: Annotated[int, typer.Option(help="Pixels at which photos are seen.")] = 1280,
    seed: Seed = 1,
) -> None:
    """Train once a fold without its photos and scan those; pool all into predictions.jsonl."""
    from training.compose import ComposeSettings, read_material  # noqa: PLC0415 - loads OpenCV
    from training.folds import FoldSettings, run_folds  # noqa: PLC0415 - loads torch
    from training.train import TrainSettings  # noqa: PLC0415

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
        image_size=image_size,
    )
    typer.echo(run_folds(output, fold, in_folds, material, settings))


@app.command()
def calibrate(
    records: Annotated[
        Path, typer.Option(help="Scan of photos kept back, down to low confidence.")
    ],
    photos: Annotated[
        list[Path], typer.Option(help="Folder with images/ and labels/; repeatable.")
    ],
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
    image_size: Annotated[int, typer.Option(help="Pixels at which photos are seen.")] = 1280,
    confidence: Annotated[float, typer.Option(help="Boxes below are not shown.")] = 0.3,
    measured: Annotated[Path | None, typer.Option(help="JSON printed by `calibrate`.")] = None,
) -> None:
    """Write the ONNX file, weights to train on, the registry entry, and the frame of a card."""
    from training import export as exporting  # noqa: PLC0415 - loads torch

    model = exporting.export_onnx(
        weights, name, models, image_size=image_size, confidence=confidence
    )
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
