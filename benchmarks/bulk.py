"""Scanning on Ray: two workers beside one, with one thread each, on the same photos.

    pip install -r requirements-ray.txt
    python -m benchmarks.bulk --photos 40 --rounds 2

Photos are samples enlarged to twelve megapixels. Ray is started before the clock is; workers, which
load the model first, are not. Prints photos a second, and how much more two workers do than one.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import ray
import typer

from benchmarks.photos import large_photos
from detection.bulk import ray_engine
from detection.bulk.parts import Parts
from detection.bulk.ray_engine import BulkScan


def main(
    *,
    photos: Annotated[int, typer.Option(help="Photos a run.")] = 40,
    rounds: Annotated[int, typer.Option(help="Runs of each.")] = 2,
    photos_a_task: Annotated[int, typer.Option(help="Photos that a worker takes at a time.")] = 2,
    model: Annotated[str | None, typer.Option(help="A model of the registry.")] = None,
) -> None:
    """Time one worker and two, round by round."""
    with tempfile.TemporaryDirectory() as place:
        names = []
        for number, content in enumerate(large_photos(photos)):
            path = Path(place) / f"{number}.jpg"
            path.write_bytes(content)
            names.append((number, str(path)))
        ray.init(num_cpus=2, log_to_driver=False, include_dashboard=False)
        ray.data.DataContext.get_current().enable_progress_bars = False
        speeds: dict[int, list[float]] = {1: [], 2: []}
        for turn in range(rounds):
            for workers, found in speeds.items():
                order = BulkScan(
                    folder=place,
                    output=f"{place}/{turn}-{workers}",
                    model=model,
                    workers=workers,
                    photos_a_task=photos_a_task,
                )
                Parts(order.output).begin({})
                started = time.perf_counter()
                ray_engine.run(names, order)
                found.append(photos / (time.perf_counter() - started))
                assert Parts(order.output).tally()[0] == photos
    medians = {workers: round(statistics.median(found), 3) for workers, found in speeds.items()}
    result = {"photos_a_second": medians, "gain": round(medians[2] / medians[1], 2)}
    json.dump(result, sys.stdout, indent=1)


if __name__ == "__main__":
    typer.run(main)
