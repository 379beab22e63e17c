import pytest

from evaluation.datasets.truth import DatasetError
from evaluation.figures.wild import (
    CheckedPhoto,
    Decision,
    Proposal,
    estimate,
    read_checked,
    read_proposals,
)

ACCEPTED = Proposal(confidence=0.85, decision=Decision.ACCEPTED)
REJECTED = Proposal(confidence=0.85, decision=Decision.REJECTED)
OPEN = Proposal(confidence=0.85, decision=Decision.OPEN)
CHECKED = [CheckedPhoto(cameras=2, found=1)] * 60 + [CheckedPhoto(cameras=1, found=1)] * 30


def test_verified_cameras_are_divided_by_recall() -> None:
    result = estimate([ACCEPTED] * 300 + [REJECTED] * 100, CHECKED)
    assert result.recall.value == pytest.approx(90 / 150)
    assert result.cameras.value == pytest.approx(300 / 0.6)
    assert result.cameras.low is not None
    assert result.cameras.high is not None
    assert 440 < result.cameras.low < 500 < result.cameras.high < 570
    reviewed, precision = result.precision_by_bin[0.8, 0.9]
    assert (reviewed, precision.value) == (400, 0.75)


def test_open_proposals_count_by_the_precision_of_their_bin() -> None:
    result = estimate([ACCEPTED] * 300 + [REJECTED] * 100 + [OPEN] * 40, CHECKED)
    assert result.accepted == 300
    assert result.open_proposals == 40
    assert result.cameras.value == pytest.approx((300 + 40 * 300.5 / 401) / 0.6)


def test_open_proposals_widen_the_interval() -> None:
    known = estimate([ACCEPTED] * 10, CHECKED).cameras
    open_bin = estimate(
        [ACCEPTED] * 10 + [Proposal(confidence=0.2, decision=Decision.OPEN)] * 50, CHECKED
    ).cameras
    assert known.low is not None
    assert known.high is not None
    assert open_bin.low is not None
    assert open_bin.high is not None
    assert open_bin.high - open_bin.low > 5 * (known.high - known.low)


def test_a_sample_without_cameras_says_nothing() -> None:
    with pytest.raises(DatasetError, match="check more photos"):
        estimate([ACCEPTED], [CheckedPhoto(cameras=0, found=0)])


def test_a_recall_of_zero_leaves_the_number_open() -> None:
    assert estimate([ACCEPTED], [CheckedPhoto(cameras=3, found=0)]).cameras.value is None


def test_the_files() -> None:
    assert read_proposals(["confidence,decision", "0.85,accepted"]) == (ACCEPTED,)
    assert read_checked(["photo,cameras,found", "a.jpg,2,1"]) == (CHECKED[0],)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["confidence", "0.5"], "line 1: expected the columns confidence, decision"),
        (["confidence,decision", "1.5,accepted"], "line 2: confidence: expected a number from 0"),
        (["confidence,decision", "x,accepted"], "line 2: confidence"),
        (["confidence,decision", "0.5,maybe"], "line 2: decision: expected one of accepted"),
    ],
)
def test_bad_files_are_refused(lines: list[str], message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        read_proposals(lines)


def test_more_found_than_there_are_is_refused() -> None:
    with pytest.raises(DatasetError, match="line 2: found"):
        read_checked(["cameras,found", "1,2"])
