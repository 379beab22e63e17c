"""How often the 95% intervals of a report hold the true value.

Run by `python -m evaluation.simulation.coverage_simulation`.

Many datasets are drawn from one made-up world, in which the true figures are known from a very
large draw. Each is measured as a report measures it, and the intervals that hold the truth are
counted. Photos of that world differ in how many cameras they show and in how hard they are, so
that the boxes of one photo depend on each other, as real ones do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

import numpy as np
import typer

from evaluation.figures.matching import IOU_THRESHOLDS, Matches
from evaluation.figures.operating_point import count, operating_figures
from evaluation.figures.resampled_precision import resample_average_precision
from evaluation.figures.resampling import Figure, Floats, draw_weights

__all__ = ["coverage", "draw_world"]

_CONFIDENCE = 0.3
_IOU = 0.5
_WORLD_PHOTOS = 200_000


def draw_world(photos: int, generator: np.random.Generator) -> Matches:
    """Draw photos with cameras, right predictions and false alarms.

    Half of the photos show no camera. About six cameras of ten are found, more in easy photos,
    and false alarms are as frequent as in the first detector's runs.
    """
    ease = generator.normal(0.0, 1.0, photos)
    cameras = np.where(generator.random(photos) < 0.5, 0, 1 + generator.poisson(0.5, photos))
    truth_photo = np.repeat(np.arange(photos), cameras)
    certainty = ease[truth_photo] + generator.normal(0.7, 1.0, len(truth_photo))
    overlap = _logistic(1.1 + 0.5 * certainty + generator.normal(0.0, 0.8, len(truth_photo)))
    seen = np.flatnonzero(certainty > -1.0)
    false_photo = np.repeat(np.arange(photos), generator.poisson(np.exp(0.5 - 0.4 * ease)))
    score = np.concatenate(
        [_logistic(certainty[seen]), _logistic(generator.normal(-1.6, 1.0, len(false_photo)))]
    )
    reached = overlap[seen] >= np.array(IOU_THRESHOLDS)[:, None]
    nothing = np.full((len(IOU_THRESHOLDS), len(false_photo)), -1)
    found_truth = np.concatenate([np.where(reached, seen, -1), nothing], axis=1)
    order = np.argsort(-score, kind="stable")
    return Matches(
        photo_count=photos,
        found_photo=np.concatenate([truth_photo[seen], false_photo])[order],
        found_place=np.zeros(len(score), dtype=np.int64),
        found_score=score[order],
        found_truth=found_truth[:, order],
        found_ignored=np.zeros(found_truth.shape, dtype=bool),
        truth_photo=truth_photo,
        truth_place=np.zeros(len(truth_photo), dtype=np.int64),
        truth_crowd=np.zeros(len(truth_photo), dtype=bool),
    )


def coverage(
    photos: int, experiments: int, truth: Mapping[str, float], *, draws: int, seed: int
) -> dict[str, float]:
    """Give, for each figure, the share of experiments whose interval holds the truth."""
    generator = np.random.default_rng(seed)
    held = dict.fromkeys(truth, 0)
    for number in range(experiments):
        figures = _figures(draw_world(photos, generator), draw_weights(photos, draws, number))
        for name, true in truth.items():
            estimate = figures[name].estimate()
            if estimate.low is not None and estimate.high is not None:
                held[name] += estimate.low <= true <= estimate.high
    return {name: count / experiments for name, count in held.items()}


def _figures(matches: Matches, weights: Floats) -> dict[str, Figure]:
    """Give the figures of a report; average precision at IoU .3 and .5 only, for speed."""
    rows = [IOU_THRESHOLDS.index(iou) for iou in (0.3, 0.5)]
    fewer = replace(
        matches, found_truth=matches.found_truth[rows], found_ignored=matches.found_ignored[rows]
    )
    values = resample_average_precision(fewer, np.ones((1, matches.photo_count)))[:, 0]
    drawn = resample_average_precision(fewer, weights)
    precision = {
        name: Figure(value=float(value), draws=draws, photos=matches.photos_with_cameras)
        for name, value, draws in zip(("ap30", "ap50"), values, drawn, strict=True)
    }
    return precision | operating_figures(count(matches, _IOU, _CONFIDENCE), weights)


def _logistic(value: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-value)), dtype=np.float64)


def _main(
    photos: Annotated[list[int], typer.Option(help="Photos of a dataset; repeatable.")],
    experiments: Annotated[int, typer.Option(min=1, help="Datasets of each size.")] = 1000,
    draws: Annotated[int, typer.Option(min=100, help="Draws of each bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(help="Start of the random numbers.")] = 1,
) -> None:
    """Print the share of 95% intervals that hold the true value, as a Markdown table."""
    world = draw_world(_WORLD_PHOTOS, np.random.default_rng(seed))
    known = _figures(world, np.ones((1, _WORLD_PHOTOS)))
    truth = {name: figure.value for name, figure in known.items() if figure.value is not None}
    _row("photos", list(truth))
    _row("---", ["---"] * len(truth))
    _row("true value", [f"{value:.3f}" for value in truth.values()])
    for size in photos:
        held = coverage(size, experiments, truth, draws=draws, seed=seed + size)
        _row(str(size), [f"{share:.1%}" for share in held.values()])


def _row(head: str, cells: Sequence[str]) -> None:
    typer.echo(f"| {head} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    typer.run(_main)
