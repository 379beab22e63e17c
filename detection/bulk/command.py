"""What the command line does for archives: a scan on Ray, and its records as JSON Lines."""

import os
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import ray
import ray.exceptions

from detection import registry
from detection.bulk import ray_engine, sources
from detection.bulk.parts import Parts, PartsError
from detection.bulk.ray_engine import BulkScan

__all__ = ["BulkError", "scan_archive"]

_ROOT = Path(__file__).resolve().parents[2]


class BulkError(Exception):
    """A scan that cannot be begun or went no further; the message says why."""


def scan_archive(
    places: Sequence[str], order: BulkScan, *, cluster: str | None = None
) -> tuple[int, int, int]:
    """Scan what has no record yet; give photos, cameras and failed photos of the whole folder.

    `cluster` is the address of a running one; without it Ray takes the one that `RAY_ADDRESS`
    names, or starts one on this machine. Raises BulkError, ModelError and FileNotFoundError.
    """
    model = registry.find(order.model)
    parts = Parts(order.output)
    try:
        parts.begin({"model": model.sha256 or model.name, "confidence": order.confidence})
        done = parts.done()
        ray.init(address=cluster, log_to_driver=False, runtime_env=_environment())
        ray.data.DataContext.get_current().enable_progress_bars = False
        ray_engine.run(_waiting(places, done), order)
    except (PartsError, ray.exceptions.RayError, ConnectionError) as error:
        raise BulkError(str(error)) from error
    return parts.tally()


def _environment() -> dict[str, dict[str, str]]:
    """Let workers find this program, whichever folder their machine's Ray was started in."""
    known = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(_ROOT), known] if known else [str(_ROOT)])
    return {"env_vars": {"PYTHONPATH": path}}


def _waiting(places: Sequence[str], done: set[str]) -> Iterator[tuple[int, str]]:
    """Photos without a record, each with its place among all."""
    for number, name in zip(count(), sources.find(places)):
        if name not in done:
            yield number, name
