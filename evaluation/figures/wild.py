"""How many cameras there really are where no photo is fully labelled.

Reviewers accept or reject what a model proposed, which says how often it is right but not what
it overlooked. A random sample of photos that a person searched in full says that: recall is
the share of their cameras that the model had proposed. As in Sheng, Yao and Goel, "Surveilling
Surveillance: Estimating the Prevalence of Surveillance Cameras with Street View Data" (AIES
2021), the count of verified cameras divided by recall estimates the count of all, and the
uncertainty of recall is carried into it. Beyond that paper, proposals that nobody has reviewed
yet count by the precision of their confidence bin.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np

from evaluation.datasets.truth import DatasetError
from evaluation.figures.resampling import DRAWS, Estimate, Figure, Floats, draw_weights, ratio
from languages.kept import kept

__all__ = [
    "CheckedPhoto",
    "Decision",
    "Proposal",
    "WildEstimate",
    "estimate",
    "read_checked",
    "read_proposals",
]

_EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Decision(StrEnum):
    """What a reviewer said of a proposal; `open` is one that nobody has looked at."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """One proposed camera."""

    confidence: float
    decision: Decision


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedPhoto:
    """A photo of the random sample: all its cameras, and how many of them were proposed."""

    cameras: int
    found: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WildEstimate:
    """Precision of each confidence bin, recall, and the number of cameras in the collection."""

    precision_by_bin: Mapping[tuple[float, float], tuple[int, Estimate]]
    recall: Estimate
    accepted: int
    open_proposals: int
    cameras: Estimate

    def to_json(self) -> dict[str, Any]:
        """Give the estimate as a JSON object."""
        return {
            "precision_by_confidence": [
                {"from": low, "to": high, "reviewed": reviewed, "precision": one.to_json()}
                for (low, high), (reviewed, one) in self.precision_by_bin.items()
            ],
            "recall": self.recall.to_json(),
            "accepted": self.accepted,
            "open_proposals": self.open_proposals,
            "cameras": self.cameras.to_json(),
        }


def estimate(
    proposals: Sequence[Proposal],
    checked: Sequence[CheckedPhoto],
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> WildEstimate:
    """Estimate recall and the number of cameras with 95% intervals.

    The sample `checked` must be drawn at random from the same photos as the proposals. Raises
    DatasetError where it shows no camera, since recall is then unknown.
    """
    found = np.array([photo.found for photo in checked], dtype=np.float64)
    cameras = np.array([photo.cameras for photo in checked], dtype=np.float64)
    if not cameras.sum():
        raise DatasetError(kept("the sample of checked photos shows no camera; check more photos"))
    recall = ratio(found, cameras, draw_weights(len(checked), draws, seed))
    bins = {edges: _in_bin(proposals, *edges) for edges in pairwise(_EDGES)}
    accepted = sum(one.decision is Decision.ACCEPTED for one in proposals)
    return WildEstimate(
        precision_by_bin={edges: _precision(inside) for edges, inside in bins.items()},
        recall=recall.estimate(),
        accepted=accepted,
        open_proposals=sum(one.decision is Decision.OPEN for one in proposals),
        cameras=_total(accepted, list(bins.values()), recall, seed),
    )


def read_proposals(lines: Iterable[str]) -> tuple[Proposal, ...]:
    """Read CSV with `confidence` and `decision`; raises DatasetError naming the line."""
    return tuple(
        Proposal(
            confidence=_number(row, "confidence", number, most=1.0),
            decision=_decision(row, number),
        )
        for number, row in _rows(lines, {"confidence", "decision"})
    )


def read_checked(lines: Iterable[str]) -> tuple[CheckedPhoto, ...]:
    """Read CSV with `cameras` and `found`, one row a photo; raises DatasetError."""
    photos = []
    for number, row in _rows(lines, {"cameras", "found"}):
        cameras = _number(row, "cameras", number)
        found = _number(row, "found", number, most=cameras)
        photos.append(CheckedPhoto(cameras=int(cameras), found=int(found)))
    return tuple(photos)


def _in_bin(proposals: Sequence[Proposal], low: float, high: float) -> list[Proposal]:
    return [
        one
        for one in proposals
        if low <= one.confidence < high or (high == _EDGES[-1] and one.confidence == high)
    ]


def _decided(proposals: Sequence[Proposal]) -> Floats:
    decided = [one for one in proposals if one.decision is not Decision.OPEN]
    return np.array([one.decision is Decision.ACCEPTED for one in decided], dtype=np.float64)


def _precision(proposals: Sequence[Proposal]) -> tuple[int, Estimate]:
    right = _decided(proposals)
    if not right.size:
        return 0, Estimate(value=None, low=None, high=None)
    figure = ratio(right, np.ones_like(right), draw_weights(len(right)))
    return len(right), figure.estimate()


def _total(
    accepted: int, bins: Sequence[Sequence[Proposal]], recall: Figure, seed: int
) -> Estimate:
    if not recall.value:
        return Estimate(value=None, low=None, high=None)
    generator = np.random.default_rng(seed)
    right, right_draws = float(accepted), np.full(len(recall.draws), float(accepted))
    for inside in bins:
        decided = _decided(inside)
        waiting = len(inside) - len(decided)
        if waiting:
            # Jeffreys' prior: a bin that nobody reviewed may hold anything from none to all.
            hits, misses = decided.sum() + 0.5, len(decided) - decided.sum() + 0.5
            right += waiting * hits / (hits + misses)
            share = generator.beta(hits, misses, len(right_draws))
            right_draws = right_draws + generator.binomial(waiting, share)
    totals = right_draws / np.where(recall.draws > 0, recall.draws, np.nan)
    return Figure(value=right / recall.value, draws=totals, photos=recall.photos).estimate()


def _rows(lines: Iterable[str], columns: set[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(lines)
    missing = columns - set(reader.fieldnames or ())
    if missing:
        raise DatasetError(
            kept("line 1: expected the columns {columns}", columns=", ".join(sorted(columns)))
        )
    for row in reader:
        yield reader.line_num, row


def _number(row: Mapping[str, str], column: str, line: int, most: float = np.inf) -> float:
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        value = np.nan
    if not 0 <= value <= most:
        raise DatasetError(
            kept(
                "line {line}: {column}: expected a number from 0 to {most}, got {value}",
                line=line,
                column=column,
                most=f"{most:g}",
                value=repr(row[column]),
            )
        )
    return value


def _decision(row: Mapping[str, str], line: int) -> Decision:
    try:
        return Decision(row["decision"])
    except ValueError:
        message = kept(
            "line {line}: decision: expected one of {choices}, got {value}",
            line=line,
            choices=", ".join(Decision),
            value=repr(row["decision"]),
        )
        raise DatasetError(message) from None
