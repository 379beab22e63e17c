"""The command line: `python -m evaluation run DATASET... --output DIR`."""

# ruff: noqa: PLC0415 - heavy imports wait until a command needs them

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Measure how well predictions agree with labelled photos.",
)

_Datasets = Annotated[list[Path], typer.Argument(help="YOLO folders; several are measured as one.")]


@app.callback()
def _main() -> None:
    """Keep `run` a named command while it is the only one."""


@app.command()
def run(
    datasets: _Datasets,
    output: Annotated[Path, typer.Option(help="Folder for the report.")],
    predictions: Annotated[
        list[Path] | None, typer.Option(help="Scan records (JSON Lines) of one model.")
    ] = None,
    confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Threshold for recall and precision.")
    ] = 0.3,
    classes: Annotated[
        str | None, typer.Option(help="Names of a YOLO folder's classes, by number.")
    ] = None,
) -> None:
    """Measure predictions on labelled photos and write a report."""
    from evaluation.datasets import read_datasets
    from evaluation.measurement import measure
    from evaluation.predictions import read_predictions, scenes
    from evaluation.resampling import draw_weights

    dataset = read_datasets(datasets, classes.split(",") if classes else None)
    weights = draw_weights(len(dataset.photos))
    results = {}
    for path in predictions or []:
        found = read_predictions(path)
        results[found.name] = measure(
            scenes(dataset, found), weights=weights, confidence=confidence
        ).to_json()
    report = {
        "dataset": {
            "name": dataset.name,
            "sha256": dataset.sha256,
            "photos": len(dataset.photos),
            "photos_without_cameras": sum(not photo.has_camera for photo in dataset.photos),
            "boxes": dataset.boxes_by_housing,
            "findings": [finding.to_json() for finding in dataset.findings],
        },
        "models": results,
    }
    output.mkdir(parents=True, exist_ok=True)
    (output / "report.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    app(prog_name="python -m evaluation")
