"""Headings that are no compass readings: rules that flag them within one upload.

Some phones write one and the same heading on every photo, and some programs write the
direction of travel where the direction of view belongs. Either looks like a good heading and
puts cameras in the wrong place, so a reviewer should hear of it. Each rule gives the photos
that it flags and the value that it measured, or None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from detection.record import Problem, ScanRecord
from languages.kept import kept, nkept
from mapping.geometry.geodesy import track

__all__ = ["SuspectHeadings", "follows_travel", "same_heading", "suspect_headings"]

_LEAST_PHOTOS = 3

_SAME_WITHIN_DEG = 0.05
"""Held by hand, no two photos point the same way to a twentieth of a degree."""

_TRAVEL_WITHIN_DEG = 10.0
_TRAVEL_SHARE = 0.8
_LEAST_STEP_M = 10.0
_LONGEST_STEP_S = 600.0
"""Travel counts between photos at least 10 m and at most ten minutes apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspectHeadings:
    """Photos (by path) whose headings a rule doubts, why, and the difference it measured."""

    problem: Problem
    photos: tuple[str, ...]
    difference_deg: float


def suspect_headings(records: Sequence[ScanRecord]) -> tuple[SuspectHeadings, ...]:
    """Apply every rule to the photos of one upload."""
    return tuple(found for rule in (same_heading, follows_travel) if (found := rule(records)))


def same_heading(records: Sequence[ScanRecord]) -> SuspectHeadings | None:
    """Flag an upload of three photos or more that all carry the same heading."""
    known = _with_heading(records)
    if len(known) < _LEAST_PHOTOS:
        return None
    first_deg = known[0][1]
    spread_deg = max(abs(_turn_deg(heading_deg, first_deg)) for _, heading_deg in known)
    if spread_deg > _SAME_WITHIN_DEG:
        return None
    message = nkept(
        "All {count} photos carry the same heading, {degrees} degrees.",
        "All {count} photos carry the same heading, {degrees} degrees.",
        len(known),
        degrees=f"{first_deg:.1f}",
    )
    return SuspectHeadings(
        problem=Problem(code="same_heading", message=message),
        photos=tuple(record.photo for record, _ in known),
        difference_deg=spread_deg,
    )


def follows_travel(records: Sequence[ScanRecord]) -> SuspectHeadings | None:
    """Flag an upload whose headings point along the way from each photo to the next."""
    steps = _steps(records)
    along = [step for step in steps if abs(step[1]) <= _TRAVEL_WITHIN_DEG]
    if len(along) < _LEAST_PHOTOS or len(along) < _TRAVEL_SHARE * len(steps):
        return None
    message = kept(
        "The headings of {some} of {all} photos are the direction of travel, perhaps not that of "
        "the lens.",
        some=len(along),
        all=len(steps),
    )
    return SuspectHeadings(
        problem=Problem(code="heading_is_travel", message=message),
        photos=tuple(record.photo for record, _ in along),
        difference_deg=max(abs(turn_deg) for _, turn_deg in along),
    )


def _steps(records: Sequence[ScanRecord]) -> list[tuple[ScanRecord, float]]:
    """Pair each photo with how far its heading is turned from the way to the next (degrees)."""
    timed = [(record.taken_at, record) for record in records if record.taken_at is not None]
    if len({moment.tzinfo is None for moment, _ in timed}) > 1:
        return []  # clock times with and without a zone cannot be put in order
    timed.sort(key=lambda pair: pair[0])
    steps = []
    for (before, record), (after, following) in pairwise(timed):
        here, there = record.location, following.location
        if here is None or there is None or here.heading_deg is None:
            continue
        way_deg, step_m = track((here.latitude, here.longitude), (there.latitude, there.longitude))
        if step_m >= _LEAST_STEP_M and (after - before).total_seconds() <= _LONGEST_STEP_S:
            steps.append((record, _turn_deg(here.heading_deg, way_deg)))
    return steps


def _with_heading(records: Sequence[ScanRecord]) -> list[tuple[ScanRecord, float]]:
    return [
        (record, record.location.heading_deg)
        for record in records
        if record.location is not None and record.location.heading_deg is not None
    ]


def _turn_deg(one_deg: float, other_deg: float) -> float:
    """Give the difference of two bearings, from -180 up to 180 degrees."""
    return (one_deg - other_deg + 180) % 360 - 180
