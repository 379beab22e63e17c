"""Metrics in the text format that Prometheus scrapes, counted anew at each scrape.

They come from the database, so one scrape tells of all workers together, and a restart of any of
them loses nothing. Nothing in them tells of a person or a place.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from mapping.operations.health import Health
from mapping.operations.queue_state import QueueState

__all__ = ["CONTENT_TYPE", "metrics_text"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_text(health: Health) -> bytes:
    """Give what holds now, in Prometheus' text format 0.0.4."""
    scrape = CollectorRegistry(auto_describe=False)
    scrape.register(_Snapshot(health))
    return generate_latest(scrape)


class _Snapshot(Collector):
    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        fine = GaugeMetricFamily(
            "osmatrac_part_fine", "1 where a part of the app is fine", labels=["part"]
        )
        for finding in self._health.findings:
            fine.add_metric([finding.part.value], float(finding.fine))
        yield fine
        if self._health.free_bytes is not None:
            yield GaugeMetricFamily(
                "osmatrac_disk_free_bytes",
                "Room on the disk of the data folder",
                value=self._health.free_bytes,
            )
        if self._health.queue:
            yield from _of_queue(self._health.queue)


def _of_queue(queue: QueueState) -> Iterator[Metric]:
    photos = GaugeMetricFamily("osmatrac_photos", "Photos by state", labels=["state"])
    for state, number in queue.photos.items():
        photos.add_metric([state], number)
    yield photos
    received = CounterMetricFamily("osmatrac_photos_received", "Photos that came in")
    received.add_metric([], sum(queue.photos.values()))
    yield received
    proposals = GaugeMetricFamily("osmatrac_proposals", "Proposals by state", labels=["state"])
    for state, number in queue.proposals.items():
        proposals.add_metric([state], number)
    yield proposals
    decisions = CounterMetricFamily("osmatrac_decisions", "Decisions by action", labels=["action"])
    for action, number in queue.decisions.items():
        decisions.add_metric([action], number)
    yield decisions
    yield SummaryMetricFamily(
        "osmatrac_scan_seconds",
        "How long scans took",
        count_value=queue.timed_scans,
        sum_value=queue.scan_seconds,
    )
    waited = queue.oldest_waiting
    for name, meaning, value in (
        ("workers", "Workers that were seen lately", len(queue.workers)),
        ("queue_length", "Photos that are not scanned yet", queue.waiting),
        ("queue_in_work", "Photos that a worker holds", queue.in_work),
        ("queue_tried_again", "Waiting photos whose scan failed before", queue.tried_again),
        (
            "queue_oldest_seconds",
            "How long the oldest photo that nobody holds has waited",
            waited.total_seconds() if waited else 0.0,
        ),
    ):
        yield GaugeMetricFamily(f"osmatrac_{name}", meaning, value=value)
