"""Does matching know what the map has? A simulated city, and fixed radii for comparison.

8,000 known cameras among 10,000 are photographed until there are 2,000 observations. A verdict
`same` (or `update`) is right if it names the very camera, `new` if the map lacks the camera.
The fixed rules take the nearest known camera within 25 or 50 m, of the estimated camera or,
as other programs do, of the photo point. `decided` is our verdict without `ambiguous`.

A rule may well reach a high precision by answering seldom. So its point is also held against our
curve: our precision where we answer as often right as it does (its own recall), with our
probabilities as the score and the threshold wherever that takes it.

    python -m evaluation.simulation.matching_simulation [--cameras N] [--observations N] [--seed N]
"""

import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer

from evaluation.simulation.simulated_city import Photo, draw_city, draw_photo
from mapping.geometry.geodesy import track
from mapping.geometry.position import estimate
from mapping.matching.known import KnownIndex
from mapping.matching.likelihood import Observation
from mapping.matching.matching import Match, MatchKind, match_all

__all__ = ["Likelihoods", "Score", "Simulation", "observe", "simulate"]

Truth = str | None
"""The id on the map of the camera seen, None where the map lacks it."""

AMBIGUOUS = "?"


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Precision and recall of `same` and of `new`, and how many were left to a person."""

    rule: str
    same_precision: float
    same_recall: float
    new_precision: float
    new_recall: float
    ambiguous: float

    @classmethod
    def of(cls, rule: str, answers: Sequence[Truth], truths: Sequence[Truth]) -> "Score":
        """Count answers: an id of the map, None for new, or `AMBIGUOUS`."""
        tally = Counter[str]()
        for answer, truth in zip(answers, truths, strict=True):
            tally["known" if truth else "lacking"] += 1
            if answer == AMBIGUOUS:
                tally["ambiguous"] += 1
            elif answer is None:
                tally["new"] += 1
                tally["new right"] += truth is None
            else:
                tally["same"] += 1
                tally["same right"] += answer == truth
        return cls(
            rule=rule,
            same_precision=_share(tally["same right"], tally["same"]),
            same_recall=_share(tally["same right"], tally["known"]),
            new_precision=_share(tally["new right"], tally["new"]),
            new_recall=_share(tally["new right"], tally["lacking"]),
            ambiguous=_share(tally["ambiguous"], len(truths)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Likelihoods:
    """Our probabilities: that each observation is new, and its likeliest camera with its chance."""

    new: tuple[float, ...]
    same: tuple[tuple[str | None, float], ...]

    @classmethod
    def of(cls, matches: Sequence[Match]) -> "Likelihoods":
        """Read them off the verdicts; without `new`, candidates below 5% count as such."""
        return cls(
            new=tuple(
                one.probability
                if one.kind is MatchKind.NEW
                else 1 - sum(each.probability for each in one.candidates)
                for one in matches
            ),
            same=tuple(
                (one.candidates[0].camera.source_id, one.candidates[0].probability)
                if one.candidates
                else (None, 0.0)
                for one in matches
            ),
        )

    def precision_of_new(self, truths: Sequence[Truth], recall: float) -> float:
        """Give the precision of `new` at the threshold that reaches this recall."""
        right = [truth is None for truth in truths]
        return _precision_at(self.new, right, sum(right), recall)

    def precision_of_same(self, truths: Sequence[Truth], recall: float) -> float:
        """Give the precision of `same` at the threshold that reaches this recall."""
        pairs = zip(self.same, truths, strict=True)
        right = [camera is not None and camera == truth for (camera, _), truth in pairs]
        known = sum(truth is not None for truth in truths)
        return _precision_at([chance for _, chance in self.same], right, known, recall)


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulation:
    """What came out: scores of all rules, our likelihoods, seconds of each match."""

    scores: tuple[Score, ...]
    likelihoods: Likelihoods
    truths: tuple[Truth, ...]
    seconds: tuple[float, ...]


def simulate(cameras: int, observations: int, seed: int) -> Simulation:
    """Score every rule on the same photos."""
    rng = np.random.default_rng(seed)
    city = draw_city(rng, cameras)
    index = KnownIndex(city.known)
    on_map = {camera.source_id for camera in city.known}
    truths: list[Truth] = []
    answers: dict[str, list[Truth]] = {rule: [] for rule in ("by likelihood", "decided", *_RULES)}
    matches: list[Match] = []
    seconds = []
    while len(truths) < observations:
        photo = draw_photo(rng, city)
        seen = observe(photo, len(truths))
        truths += [str(number) if str(number) in on_map else None for number in photo.numbers]
        started = time.perf_counter()
        found = match_all(seen, index)
        seconds.append((time.perf_counter() - started) / len(seen))
        matches += found
        answers["by likelihood"] += map(_answer, found)
        answers["decided"] += map(_decided, found)
        for rule, (radius_m, at_photo) in _RULES.items():
            answers[rule] += _by_radius(photo, seen, index, radius_m, at_photo=at_photo)
    return Simulation(
        scores=tuple(Score.of(rule, given, truths) for rule, given in answers.items()),
        likelihoods=Likelihoods.of(matches),
        truths=tuple(truths),
        seconds=tuple(seconds),
    )


_RULES = {
    "25 m of estimate": (25.0, False),
    "50 m of estimate": (50.0, False),
    "25 m of photo": (25.0, True),
    "50 m of photo": (50.0, True),
}


def main(
    cameras: Annotated[int, typer.Option(help="That the map knows.")] = 8_000,
    observations: Annotated[int, typer.Option(help="To match.")] = 2_000,
    seed: Annotated[int, typer.Option(help="Of the random numbers.")] = 8,
) -> None:
    """Print precision and recall of every rule."""
    done = simulate(cameras, observations, seed)
    typer.echo("                            same                  new")
    typer.echo("rule              precision recall    F1 precision recall    F1 ambiguous")
    for score in done.scores:
        typer.echo(
            f"{score.rule:17}{score.same_precision:10.1%}{score.same_recall:7.1%}"
            f"{_f1(score.same_precision, score.same_recall):6.2f}"
            f"{score.new_precision:10.1%}{score.new_recall:7.1%}"
            f"{_f1(score.new_precision, score.new_recall):6.2f}{score.ambiguous:10.1%}"
        )
    typer.echo("")
    typer.echo("Precision at the rule's own recall      same: rule  ours    new: rule  ours")
    ours = done.likelihoods
    for score in done.scores:
        if score.rule in _RULES:
            same = ours.precision_of_same(done.truths, score.same_recall)
            new = ours.precision_of_new(done.truths, score.new_recall)
            typer.echo(
                f"{score.rule:40}{score.same_precision:10.1%}{same:6.1%}"
                f"{score.new_precision:12.1%}{new:6.1%}"
            )
    typer.echo(f"\nmedian {1000 * float(np.median(done.seconds)):.2f} ms an observation")


def observe(photo: Photo, number: int) -> list[Observation]:
    """Give what a photo, by its number, shows of each camera in it."""
    seen = []
    for place, view in enumerate(photo.views):
        position = estimate(view.record, view.detection)
        assert position is not None
        seen.append(
            Observation(
                id=f"{number}-{place}",
                position=position,
                housing=view.detection.housing,
                housing_confidence=view.detection.housing_confidence,
                photos=frozenset({str(number)}),
            )
        )
    return seen


def _answer(found: Match) -> Truth:
    if found.kind is MatchKind.AMBIGUOUS:
        return AMBIGUOUS
    return found.camera.source_id if found.camera else None


def _decided(found: Match) -> Truth:
    if found.kind is not MatchKind.AMBIGUOUS:
        return _answer(found)
    best = found.candidates[0] if found.candidates else None
    rest = 1 - sum(candidate.probability for candidate in found.candidates)
    return best.camera.source_id if best and best.probability > rest else None


def _by_radius(
    photo: Photo, seen: Sequence[Observation], index: KnownIndex, radius_m: float, *, at_photo: bool
) -> list[Truth]:
    answers: list[Truth] = []
    for view, observation in zip(photo.views, seen, strict=True):
        location = view.record.location
        assert location is not None
        here = location if at_photo else observation.position
        place = (here.latitude, here.longitude)
        distances = [
            (track(place, (camera.latitude, camera.longitude))[1], camera.source_id)
            for camera in index.near(*place, radius_m)
        ]
        distance_m, nearest = min(distances, default=(radius_m, ""))
        answers.append(nearest if distance_m < radius_m else None)
    return answers


def _precision_at(
    scores: Sequence[float], right: Sequence[bool], there: int, recall: float
) -> float:
    """Give the precision of the highest scores, as many as it takes to reach a recall.

    NaN where no threshold does.
    """
    order = np.argsort(-np.array(scores), kind="stable")
    hits = np.cumsum(np.array(right)[order])
    reached = np.flatnonzero(hits >= recall * there - 1e-9)
    return float(hits[reached[0]]) / (int(reached[0]) + 1) if reached.size else math.nan


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


if __name__ == "__main__":
    typer.run(main)
