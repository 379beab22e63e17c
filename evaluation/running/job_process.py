"""Runs one evaluation in a process of its own: `python -m evaluation.running.job_process FOLDER`.

A model that ends the process or takes all memory then ends this process alone. Predictions
are kept photo by photo, so a job that was interrupted goes on where it was.
"""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from detection.registry import ModelError
from evaluation.datasets.reading import read_datasets
from evaluation.datasets.truth import Dataset, DatasetError
from evaluation.figures.matching import match
from evaluation.figures.outcomes import outcomes_of, write_outcomes
from evaluation.running.evaluate import Settings, evaluate
from evaluation.running.job import Job, JobOrder, JobState, Progress, lock, read_job, write_job
from evaluation.running.job import write_progress as write
from evaluation.running.prediction_cache import predict
from evaluation.running.predictions import PredictionError, scenes
from evaluation.running.variant import Variant, variants

__all__ = ["run_job"]

_NICENESS = 5
_LOCK_TRIES = 20
_PROGRESS_SECONDS = 0.3


class _StoppedError(Exception):
    """A person asked for the end."""


def run_job(folder: Path) -> bool:
    """Run the job in a folder to its end; False if another process already runs it."""
    for _ in range(_LOCK_TRIES):
        with lock(folder) as mine:
            job = read_job(folder)
            if mine and job is not None:
                _run(replace(job, state=JobState.RUNNING), folder)
                return True
        time.sleep(0.1)  # a page that looks whether the job runs holds the lock for a moment
    return False


def _run(job: Job, folder: Path) -> None:
    write_job(job, folder)
    try:
        names = _measure(job.order, folder)
    except _StoppedError:
        job = replace(job, state=JobState.STOPPED)
    except (DatasetError, PredictionError, ModelError) as error:
        job = replace(job, state=JobState.FAILED, message=_plain(str(error), job.order))
    else:
        job = replace(job, state=JobState.DONE, outcomes=names)
    write_job(job, folder)


def _measure(order: JobOrder, folder: Path) -> tuple[str, ...]:
    dataset = read_datasets([Path(order.root)], split=order.split)
    dataset = replace(dataset, name=order.dataset)
    cache = folder.parent.parent / "predictions"
    measured = variants(order.models, order.image_sizes, order.views)
    settings = Settings(
        models=order.models,
        image_sizes=order.image_sizes,
        views=order.views,
        confidences=() if order.confidence is None else (order.confidence,),
        cache=cache,
        command=_command(order),
    )
    evaluate(dataset, settings, folder / "report", _Teller(folder, measured))
    for number, variant in enumerate(measured):
        _keep_outcomes(dataset, variant, Path(order.root), cache, folder / f"outcomes-{number}.npz")
    return tuple(variant.name for variant in measured)


def _keep_outcomes(
    dataset: Dataset, variant: Variant, root: Path, cache: Path, target: Path
) -> None:
    seen = scenes(dataset, predict(dataset, variant, cache))  # known by now: nothing is scanned
    write_outcomes(outcomes_of(dataset.photos, seen, match(seen)), root, target)


class _Teller:
    """Writes down how far the job is, and ends it when a person asked for that."""

    def __init__(self, folder: Path, measured: Sequence[Variant]) -> None:
        self._folder = folder
        self._names = [variant.name for variant in measured]
        self._told = 0.0

    def __call__(self, name: str, done: int, total: int) -> None:
        if (self._folder / "stop").exists():
            raise _StoppedError
        if done < total and time.monotonic() - self._told < _PROGRESS_SECONDS:
            return
        self._told = time.monotonic()
        number = self._names.index(name) + 1
        progress = Progress(
            model=name, number=number, models=len(self._names), done=done, total=total
        )
        write(progress, self._folder)


def _command(order: JobOrder) -> tuple[str, ...]:
    """Give the command that does the same, for the report; folders of the server stay unsaid."""
    parts = ["python", "-m", "evaluation", "run", Path(order.root).name]
    for model in order.models:
        parts += ["--model", Path(model).name]
    for size in order.image_sizes:
        parts += ["--image-size", str(size)]
    for views in order.views:
        parts += ["--views", views]
    if order.confidence is not None:
        parts += ["--confidence", f"{order.confidence:g}"]
    if order.split is not None:
        parts += ["--split", order.split]
    return (*parts, "--output", "report")


def _plain(message: str, order: JobOrder) -> str:
    for model in order.models:
        message = message.replace(model, Path(model).name)
    return message.replace(order.root, order.dataset)


if __name__ == "__main__":
    os.nice(_NICENESS)  # scans of new photos and the pages come first
    run_job(Path(sys.argv[1]))
