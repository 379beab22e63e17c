"""The command line: `python -m evaluation run DATASET... --output DIR`."""

# ruff: noqa: PLC0415 - heavy imports wait until a command needs them

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from evaluation.running.views import Views

if TYPE_CHECKING:
    from evaluation.datasets.truth import Dataset, Finding

app = typer.Typer(
    help="Measure how well models find the cameras that people labelled.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_CACHE = Path("data") / "predictions"
_Datasets = Annotated[
    list[Path],
    typer.Argument(
        help="YOLO folders, COCO JSON files or folders, Pascal VOC folders, or zip files of "
        "those. Several are measured as one."
    ),
]
_Classes = Annotated[
    str | None, typer.Option(help="Class names of a YOLO folder by number, with commas.")
]


@app.callback()
def _commands() -> None:
    """Measure how well models find the cameras that people labelled."""


@app.command()
def check(datasets: _Datasets, classes: _Classes = None) -> None:
    """Read datasets and say what is wrong with them.

    Exit status 0: nothing is wrong. 1: something is, and the rest can be used. 2: wrong usage.
    """
    from evaluation.datasets.near_duplicates import near_duplicates_of
    from evaluation.datasets.reading import read_datasets
    from evaluation.datasets.remarks import no_cameras
    from evaluation.datasets.truth import DatasetError

    with TemporaryDirectory() as workspace:
        try:
            dataset = read_datasets(datasets, _names(classes), workspace=Path(workspace))
        except DatasetError as error:
            _refuse(str(error))
        near = near_duplicates_of(dataset.photos)
        findings = (*no_cameras(dataset), *dataset.findings, *near)
    _tell(dataset, findings)
    raise typer.Exit(1 if findings else 0)


@app.command()
def run(  # noqa: PLR0913, PLR0917 - one parameter an option
    datasets: _Datasets,
    output: Annotated[Path, typer.Option(help="Folder for the report.")],
    model: Annotated[
        list[str] | None,
        typer.Option(help="A model of models/registry.toml, or an .onnx or .pt file; repeatable."),
    ] = None,
    predictions: Annotated[
        list[Path] | None,
        typer.Option(help="Scan records (JSON Lines) to measure instead; repeatable."),
    ] = None,
    confidence: Annotated[
        list[float] | None,
        typer.Option(
            min=0,
            max=1,
            help="Threshold of recall and precision; repeatable. Default: the model's.",
        ),
    ] = None,
    image_size: Annotated[
        list[int] | None,
        typer.Option(min=32, help="Pixels at which models see; repeatable. Default: the model's."),
    ] = None,
    views: Annotated[
        list[Views] | None, typer.Option(help="How large photos are seen; repeatable.")
    ] = None,
    classes: _Classes = None,
    split: Annotated[
        str | None, typer.Option(help="Measure `train`, `val` or `test` only.")
    ] = None,
    trained_on: Annotated[
        list[Path] | None, typer.Option(help="Folder of photos that models have seen; repeatable.")
    ] = None,
    draws: Annotated[int, typer.Option(min=100, help="Draws of the bootstrap.")] = 1000,
    cache: Annotated[Path, typer.Option(help="Where predictions are kept.")] = _CACHE,
) -> None:
    """Measure models on labelled photos; write report.json, report.html and report.md.

    Exit status 0: all photos and labels could be used. 1: some could not; the report lists
    them. 2: wrong usage.
    """
    from detection.registry import ModelError
    from evaluation.datasets.reading import read_datasets
    from evaluation.datasets.truth import DatasetError
    from evaluation.running.evaluate import Settings, evaluate
    from evaluation.running.predictions import PredictionError

    settings = Settings(
        models=tuple(model or ()),
        files=tuple(predictions or ()),
        image_sizes=tuple(image_size or ()),
        views=tuple(views or ()),
        confidences=tuple(confidence or ()),
        trained_on=tuple(trained_on or ()),
        draws=draws,
        cache=cache,
        command=("python", "-m", "evaluation", *sys.argv[1:]),
    )
    with TemporaryDirectory() as workspace:
        try:
            dataset = read_datasets(
                datasets, _names(classes), workspace=Path(workspace), split=split
            )
            flawless = evaluate(dataset, settings, output, _progress)
        except (DatasetError, PredictionError, ModelError) as error:
            _refuse(str(error))
    raise typer.Exit(0 if flawless else 1)


@app.command()
def wild(
    proposals: Annotated[Path, typer.Argument(help="CSV: confidence, decision.")],
    checked: Annotated[Path, typer.Argument(help="CSV: cameras, found; one row a photo.")],
) -> None:
    """Estimate how many cameras there are from reviews and a sample of searched photos.

    `decision` is accepted, rejected or open. The sample must be random: photos that a person
    searched in full, with the cameras in each and how many of them had been proposed. Prints
    JSON.
    """
    from evaluation.datasets.truth import DatasetError
    from evaluation.figures.wild import estimate, read_checked, read_proposals

    try:
        with proposals.open(encoding="utf-8") as lines:
            reviewed = read_proposals(lines)
        with checked.open(encoding="utf-8") as lines:
            sample = read_checked(lines)
        _print(estimate(reviewed, sample).to_json())
    except (OSError, UnicodeDecodeError, DatasetError) as error:
        _refuse(str(error))


@app.command()
def positions(
    located: Annotated[Path, typer.Argument(help="Output of `python -m mapping locate`.")],
    truth: Annotated[
        Path, typer.Argument(help="CSV: photo, x, y, latitude, longitude; or a truth.json.")
    ],
) -> None:
    """Measure estimated camera positions against true ones; print JSON.

    `x`, `y` is a point on the camera in the upright photo, `photo` the name of its file.
    """
    from evaluation.datasets.sample_truth import read_sample_positions
    from evaluation.datasets.truth import DatasetError
    from evaluation.figures.position_error import measure_positions, read_true_positions, summary

    try:
        if truth.suffix == ".json":
            known = read_sample_positions(truth)
        else:
            with truth.open(encoding="utf-8") as lines:
                known = read_true_positions(lines)
        with located.open(encoding="utf-8") as lines:
            _print(summary(measure_positions(lines, known)))
    except (OSError, UnicodeDecodeError, DatasetError) as error:
        _refuse(str(error))


def _print(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _names(classes: str | None) -> list[str] | None:
    return [name.strip() for name in classes.split(",")] if classes else None


def _tell(dataset: "Dataset", findings: "tuple[Finding, ...]") -> None:
    for finding in findings:
        typer.echo(f"{finding.where}: {finding.message} [{finding.code}]")
    cameras = sum(dataset.boxes_by_housing.values())
    summary = f"{len(dataset.photos)} photos, {cameras} cameras, {len(findings)} findings"
    typer.echo(summary, err=True)


def _progress(name: str, done: int, total: int) -> None:
    if done == total or done % 10 == 0:
        typer.echo(f"{name}: {done} of {total} photos scanned", err=True)


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


if __name__ == "__main__":
    app(prog_name="python -m evaluation")
