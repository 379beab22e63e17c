"""Scanning on Ray: two workers beside one, with one thread each, on the same photos.

    pip install -r requirements-ray.txt
    python -m benchmarks.bulk --photos 48 --rounds 2

Photos are samples enlarged to twelve megapixels. Ray is started before the clock is. Each run is
made with one task a worker first and then with all photos: what the others take more is the speed
of workers that have started, and what the few take beyond it is the start, which loads the model in
each worker. Prints photos a second, start-up in seconds, and how much more two workers do than one,
without the start and with it.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import ray
import typer

from benchmarks.photos import large_photos
from detection.bulk import ray_engine
from detection.bulk.parts import Parts
from detection.bulk.ray_engine import BulkScan

WORKERS = (1, 2)


def main(
    *,
    photos: Annotated[int, typer.Option(help="Photos of a long run.")] = 48,
    rounds: Annotated[int, typer.Option(help="Short and long runs of each.")] = 2,
    photos_a_task: Annotated[int, typer.Option(help="Photos that a worker takes at a time.")] = 6,
    model: Annotated[str | None, typer.Option(help="A model of the registry.")] = None,
) -> None:
    """Time one worker and two, round by round."""
    speeds: dict[int, list[float]] = {workers: [] for workers in WORKERS}
    starts: dict[int, list[float]] = {workers: [] for workers in WORKERS}
    whole: dict[int, list[float]] = {workers: [] for workers in WORKERS}
    with tempfile.TemporaryDirectory() as place:
        names = _photos(Path(place), photos)
        ray.init(num_cpus=2, log_to_driver=False, include_dashboard=False)
        ray.data.DataContext.get_current().enable_progress_bars = False
        for turn in range(rounds):
            for workers in WORKERS:
                few = workers * photos_a_task
                seconds = [
                    _seconds(
                        some,
                        BulkScan(
                            folder=place,
                            output=f"{place}/{turn}-{workers}-{len(some)}",
                            model=model,
                            workers=workers,
                            photos_a_task=photos_a_task,
                        ),
                    )
                    for some in (names[:few], names)
                ]
                speed = (photos - few) / (seconds[1] - seconds[0])
                speeds[workers].append(speed)
                starts[workers].append(seconds[0] - few / speed)
                whole[workers].append(photos / seconds[1])
    medians = {workers: statistics.median(found) for workers, found in speeds.items()}
    result = {
        "photos_a_second": {workers: round(speed, 3) for workers, speed in medians.items()},
        "start_s": {
            workers: round(statistics.median(found), 1) for workers, found in starts.items()
        },
        "gain": round(medians[2] / medians[1], 2),
        "gain_with_start": round(statistics.median(whole[2]) / statistics.median(whole[1]), 2),
    }
    json.dump(result, sys.stdout, indent=1)


def _photos(place: Path, count: int) -> list[tuple[int, str]]:
    names = []
    for number, content in enumerate(large_photos(count)):
        path = place / f"{number}.jpg"
        path.write_bytes(content)
        names.append((number, str(path)))
    return names


def _seconds(photos: Sequence[tuple[int, str]], order: BulkScan) -> float:
    Parts(order.output).begin({})
    started = time.perf_counter()
    ray_engine.run(photos, order)
    seconds = time.perf_counter() - started
    assert Parts(order.output).tally()[0] == len(photos)
    return seconds


if __name__ == "__main__":
    typer.run(main)
