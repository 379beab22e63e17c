"""Scanning on Ray: one process a worker, on this machine or on all of a cluster.

Each worker takes some photos at a time, scans them as the local engine does with one thread, and
keeps their records before it asks for more. What a worker that dies had in hand is given to
another one; what a killed run had kept is not scanned again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import ray

from detection import registry, scan
from detection.bulk.parts import Parts
from detection.bulk.sources import photo_file
from detection.guarded_photo import GuardedReader

__all__ = ["BulkScan", "run"]

PHOTOS_A_TASK = 32
"""What is lost when a worker dies, and what one file holds."""

PHOTOS_A_ROUND = 100_000
"""Names that Ray is given at a time, so that the driver does not grow with the archive."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkScan:
    """What to scan with, and where the records go.

    `folder` is where relative paths of photos begin, `output` an absolute path or an address,
    `model` a name or the absolute path of a file, None the default. Every machine of the cluster
    needs this program, and files that are named by paths, at the same place.
    """

    folder: str
    output: str
    model: str | None = None
    confidence: float | None = None
    workers: int = 2
    photos_a_task: int = PHOTOS_A_TASK


class _Scanner:
    """What a worker holds: the network, and the process that decodes photos."""

    def __init__(self, order: BulkScan) -> None:
        self._order = order
        self._parts = Parts(order.output)
        self._detector = registry.load(registry.find(order.model), threads=1)
        self._reader = GuardedReader(processes=1)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        numbers, names = batch["number"].tolist(), batch["photo"].tolist()
        records = scan.scan(
            [photo_file(name, self._order.folder) for name in names],
            self._detector,
            confidence=self._order.confidence,
            workers=1,
            read=self._reader.read,
        )
        self._parts.write(list(zip(numbers, records, strict=True)))
        return {"photos": [len(names)]}


def run(photos: Iterable[tuple[int, str]], order: BulkScan) -> None:
    """Scan photos, each with its number, on the cluster that this process is connected to.

    Raises ray.exceptions.RayError when the cluster is gone.
    """
    resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    gpus = resources.get("GPU", 0)
    needs: dict[str, Any] = {"num_gpus": 1} if gpus else {"num_cpus": 1}
    remaining = iter(photos)
    while names := list(islice(remaining, PHOTOS_A_ROUND)):
        rows = [{"number": number, "photo": name} for number, name in names]
        scanned = ray.data.from_items(
            rows, override_num_blocks=-(-len(rows) // order.photos_a_task)
        ).map_batches(
            _Scanner,
            fn_constructor_args=(order,),
            batch_size=order.photos_a_task,
            compute=ray.data.ActorPoolStrategy(size=order.workers),
            **needs,
        )
        for _ in scanned.iter_batches(batch_size=None):
            pass
