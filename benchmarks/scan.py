"""Scanning: this project beside plain ultralytics and SAHI, on the same photos and weights.

    pip install --no-deps -r requirements-benchmarks.txt
    python -m benchmarks.scan --labelled PHOTOS

Each way of scanning runs in a process of its own (benchmarks/scan_ways.py), one after the other,
round by round, over photos of twelve megapixels: the samples enlarged, or those of --large. Prints
photos a second (the median of the rounds), peak memory, the share of the time that was no forward
pass, and how well the cameras of the labelled photos are found.

That share is what the scan took beyond the same forward passes run again with nothing around them,
as many at once as there are cores. At the end of a round a core waits while the other ends its
photo, so a round of few photos tells more of that than a long scan has. The same is given of the
processor time, which other programs disturb less.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.photos import large_photos
from benchmarks.scan_ways import AP_SCORE, WAYS
from detection import registry
from detection.record import ScanRecord
from detection.scan import find_photos
from evaluation.datasets.truth import Dataset
from evaluation.datasets.yolo import read_yolo
from evaluation.figures.measurement import measure
from evaluation.figures.resampling import draw_weights
from evaluation.running.predictions import Predictions, scenes

DRAWS = 100
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Timing:
    """One pass over the large photos; `forward_s` is the same forward passes alone, if known."""

    photos: int
    wall_s: float
    processor_s: float
    forward_s: float | None
    forward_processor_s: float | None
    peak_mb: float


def main(
    *,
    labelled: Annotated[
        Path | None, typer.Option(help="Folder of labelled photos, searched for the labels' names.")
    ] = None,
    labels: Annotated[
        Path, typer.Option(help="Folder searched for YOLO label files named as the photos.")
    ] = _ROOT / "training/labels/final",
    large: Annotated[
        Path | None, typer.Option(help="Photos to time. Default: samples enlarged to 4032 x 3024.")
    ] = None,
    way: Annotated[list[str] | None, typer.Option(help="Only these; repeatable.")] = None,
    model: Annotated[str | None, typer.Option(help="A model of the registry.")] = None,
    photos: Annotated[int, typer.Option(help="Large photos a round.")] = 36,
    rounds: Annotated[int, typer.Option(help="Passes over them; 0 to measure accuracy alone.")] = 3,
) -> None:
    """Time all ways of scanning and hold what they find against the labels."""
    chosen = way or list(WAYS)
    name = registry.find(model).name
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        timed = _large(large, folder, photos)
        dataset = _dataset(labelled, labels, folder) if labelled else None
        timings: dict[str, list[_Timing]] = {each: [] for each in chosen}
        for _ in range(rounds):  # round by round, so that a busy minute hits all alike
            for each in chosen:
                timings[each].append(_time(each, name, timed, folder))
        found = {each: _figures(each, name, dataset, folder) for each in chosen if dataset}
    rows = [{"way": each} | _summary(timings[each]) | found.get(each, {}) for each in chosen]
    _print(rows)
    json.dump(rows, sys.stdout, indent=1)


def _large(large: Path | None, folder: Path, count: int) -> list[Path]:
    if large is not None:
        return find_photos([large])[:count]
    for number, content in enumerate(large_photos(count)):
        (folder / f"large-{number}.jpg").write_bytes(content)
    return sorted(folder.glob("large-*.jpg"))


def _dataset(photos: Path, labels: Path, folder: Path) -> Dataset:
    """Put photos and labels together as a YOLO folder of links."""
    place = folder / "labelled"
    for part in ("images", "labels"):
        (place / part).mkdir(parents=True)
    named = {label.stem: label for label in labels.rglob("*.txt")}
    for photo in find_photos([photos]):
        if photo.stem in named:
            (place / "images" / photo.name).symlink_to(photo.resolve())
            (place / "labels" / f"{photo.stem}.txt").symlink_to(named[photo.stem].resolve())
    classes = (_ROOT / "training/labels/classes.txt").read_text("utf-8").split()
    return read_yolo(place, classes)


def _time(way: str, model: str, photos: Sequence[Path], folder: Path) -> _Timing:
    return _Timing(**_run(way, model, photos, folder, score=None)["timing"])


def _figures(way: str, model: str, dataset: Dataset | None, folder: Path) -> dict[str, Any]:
    """Average precision from a low score on, and recall at the model's own threshold."""
    assert dataset is not None
    files = [photo.path for photo in dataset.photos]
    answer = _run(way, model, files, folder, score=AP_SCORE)
    records = {
        photo.sha256: ScanRecord.from_json(one)
        for photo, one in zip(dataset.photos, answer["records"], strict=True)
    }
    both = scenes(dataset, Predictions(name=way, records=records))
    weights = draw_weights(len(dataset.photos), DRAWS)
    measured = measure(
        dataset.photos, both, weights=weights, confidence=answer["threshold"]
    ).figures
    names = ("ap50", "ap30", "recall_iou30", "precision_iou30")
    return {key: measured[key].value for key in names if key in measured}


def _run(
    way: str, model: str, photos: Sequence[Path], folder: Path, *, score: float | None
) -> Mapping[str, Any]:
    order, answer = folder / "order.json", folder / "answer.json"
    order.write_text(
        json.dumps({"way": way, "model": model, "photos": list(map(str, photos)), "score": score})
    )
    subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.scan_ways", str(order), str(answer)],
        cwd=_ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    given: Mapping[str, Any] = json.loads(answer.read_text())
    return given


def _summary(timings: Sequence[_Timing]) -> dict[str, Any]:
    if not timings:
        return {}
    shares = [1 - one.forward_s / one.wall_s for one in timings if one.forward_s is not None]
    processor = [
        1 - one.forward_processor_s / one.processor_s
        for one in timings
        if one.forward_processor_s is not None
    ]
    return {
        "seconds_a_photo": round(statistics.median(one.wall_s / one.photos for one in timings), 3),
        "photos_a_second": round(statistics.median(one.photos / one.wall_s for one in timings), 3),
        "not_forward": round(statistics.median(shares), 3) if shares else None,
        "processor_seconds": round(
            statistics.median(one.processor_s / one.photos for one in timings), 3
        ),
        "not_forward_processor": round(statistics.median(processor), 3) if processor else None,
        "peak_mb": round(max(one.peak_mb for one in timings)),
    }


def _print(rows: Sequence[Mapping[str, Any]]) -> None:
    table = Table(*rows[0].keys())
    for row in rows:
        table.add_row(
            *(f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values())
        )
    Console(stderr=True, width=140).print(table)


if __name__ == "__main__":
    typer.run(main)
