"""Outcomes: at any threshold they count what a matching at that threshold counts."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.datasets.truth import LabelledPhoto
from evaluation.figures.matching import Scene, match
from evaluation.figures.measurement import OPERATING_IOUS
from evaluation.figures.operating_point import count
from evaluation.figures.outcomes import Outcomes, outcomes_of, read_outcomes, write_outcomes
from tests.evaluation_builders import any_scenes, found, truth


def _photos(number: int, root: Path = Path("data")) -> list[LabelledPhoto]:
    return [
        LabelledPhoto(
            name=f"set/{at}.jpg", path=root / f"{at}.jpg", sha256=f"{at}", width=90, height=80
        )
        for at in range(number)
    ]


def _outcomes(*scenes: Scene, root: Path = Path("data")) -> Outcomes:
    return outcomes_of(_photos(len(scenes), root), scenes, match(scenes))


@given(any_scenes, st.integers(0, 20), st.sampled_from(OPERATING_IOUS))
def test_any_threshold_counts_as_a_matching_there(
    scenes: list[Scene], step: int, iou: float
) -> None:
    tally = _outcomes(*scenes).at(iou, step / 20)
    counts = count(match(scenes), iou, step / 20)
    assert tally.found == counts.right.sum()
    assert tally.false == counts.false.sum()
    assert tally.found + tally.missed == counts.cameras.sum()
    outcomes = _outcomes(*scenes)
    assert len(outcomes.misses(iou, step / 20)) == tally.missed
    assert len(outcomes.false_alarms(iou, step / 20)) == tally.false


def test_misses_come_nearest_first_and_say_how_near() -> None:
    outcomes = _outcomes(
        Scene(found=(found(0, 0, 10, 10, confidence=0.2),), truth=(truth(0, 0, 10, 10),)),
        Scene(found=(), truth=(truth(5, 5, 9, 9),)),
        Scene(found=(found(0, 0, 10, 10, confidence=0.4),), truth=(truth(0, 0, 10, 10),)),
    )
    assert [one.confidence for one in outcomes.misses(0.3, 0.5)] == [0.4, 0.2, None]
    assert outcomes.misses(0.3, 0.5, slice(1, 2)) == outcomes.misses(0.3, 0.5)[1:2]
    assert [one.photo.name for one in outcomes.misses(0.3, 0.3)] == ["set/0.jpg", "set/1.jpg"]


def test_false_alarms_come_surest_first() -> None:
    outcomes = _outcomes(
        Scene(found=(found(0, 0, 10, 10, confidence=0.6),), truth=()),
        Scene(found=(found(50, 50, 60, 60, confidence=0.9),), truth=(truth(0, 0, 10, 10),)),
    )
    alarms = outcomes.false_alarms(0.5, 0.5)
    assert [(one.photo.name, one.confidence) for one in alarms] == [
        ("set/1.jpg", 0.9),
        ("set/0.jpg", 0.6),
    ]


def test_shares_are_unknown_where_there_is_nothing() -> None:
    tally = _outcomes(Scene(found=(), truth=())).at(0.5, 0.5)
    assert (tally.recall, tally.precision, tally.photos) == (None, None, 1)


def test_a_file_gives_the_same_back(tmp_path: Path) -> None:
    scenes = (
        Scene(found=(found(1, 2, 10, 12), found(40, 40, 50, 50)), truth=(truth(1, 2, 10, 11),)),
        Scene(found=(), truth=()),
    )
    kept = _outcomes(*scenes, root=tmp_path / "here")
    write_outcomes(kept, tmp_path / "here", tmp_path / "outcomes.npz")
    read = read_outcomes(tmp_path / "outcomes.npz", tmp_path / "moved")
    assert [photo.path for photo in read.photos] == [
        tmp_path / "moved" / "0.jpg",
        tmp_path / "moved" / "1.jpg",
    ]
    for name in ("score", "photo", "box", "housing", "false", "truth_box", "truth_housing"):
        np.testing.assert_array_equal(getattr(read, name), getattr(kept, name))
    assert read.at(0.3, 0.5) == kept.at(0.3, 0.5)


def test_an_overlap_that_was_not_measured_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        _outcomes(Scene(found=(), truth=())).at(0.4, 0.5)
