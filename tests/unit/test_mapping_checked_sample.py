"""From reviews and a searched sample to a number of cameras with an error bar."""

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from detection.record import Detection, Housing, ScanRecord
from evaluation.__main__ import app as evaluation
from mapping.__main__ import app
from mapping.access.person import LOCAL
from mapping.review.verdict import Accept, Pin, Reason, Reject
from mapping.storage.checked_sample import SampleError, read_checked, write_sample
from mapping.storage.intake import Intake
from mapping.storage.store import Store
from tests.builders import BELGRADE_GPS, jpeg
from tests.mapping_builders import ANA, sha256

RED = (0.0, 0.0, 48.0, 32.0)
PHOTOS = [jpeg({**BELGRADE_GPS, 2: [(44, 1), (40 + n, 1), (0, 1)]}) for n in range(6)]


def scan(data: bytes) -> ScanRecord:
    """The red quarter is found in all photos but the last."""
    found = Detection(housing=Housing.BULLET, housing_confidence=0.9, confidence=0.8, box=RED)
    return ScanRecord(
        photo="",
        sha256=sha256(data),
        width=96,
        height=64,
        detections=() if data == PHOTOS[-1] else (found,),
    )


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OSMATRAC_ORIGINALS", "keep")
    store = Store.open(tmp_path / "data")
    intake = Intake(store)
    intake.receive(PHOTOS)
    while intake.scan_next(scan):
        pass
    return store


def label(folder: Path) -> None:
    """Draw the camera in every photo, as a person would."""
    for file in (folder / "labels").iterdir():
        file.write_text("0 0.25 0.25 0.5 0.5\n\n")


def test_the_sample_is_drawn_once_and_carries_no_metadata(store: Store, tmp_path: Path) -> None:
    done = write_sample(store, tmp_path / "out", count=4, seed=1, who=LOCAL)
    assert (done.written, done.not_kept) == (4, 0)
    pictures = sorted((tmp_path / "out" / "images").iterdir())
    assert len(pictures) == 4
    with Image.open(pictures[0]) as opened:
        assert opened.size == (96, 64)
        assert not opened.getexif()
    write_sample(store, tmp_path / "again", count=4, seed=1, who=LOCAL)
    again = [each.name for each in sorted((tmp_path / "again" / "images").iterdir())]
    assert again == [each.name for each in pictures]


def test_drawn_cameras_are_held_against_the_proposals(store: Store, tmp_path: Path) -> None:
    write_sample(store, tmp_path / "out", count=6, seed=1, who=LOCAL)
    label(tmp_path / "out")
    counts = read_checked(store, tmp_path / "out", who=LOCAL)
    assert sum(one.cameras for one in counts) == 6
    assert sum(one.found for one in counts) == 5


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("0" * 16, "", "belongs to no photo"),
        (sha256(PHOTOS[0])[:16], "0 a b", "line 1 is no box"),
        (sha256(PHOTOS[0])[:3], "", "belongs to no photo"),
    ],
)
def test_a_wrong_sample_is_told(
    store: Store, tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / f"{name}.txt").write_text(text)
    with pytest.raises(SampleError, match=message):
        read_checked(store, tmp_path, who=LOCAL)
    with pytest.raises(SampleError, match="holds no labels"):
        read_checked(store, tmp_path / "images", who=LOCAL)


def test_the_commands_lead_to_a_count_with_an_error_bar(store: Store, tmp_path: Path) -> None:
    reviewed = list(store.proposals(who=LOCAL))
    for proposal in reviewed[:3]:
        placed = store.decide(proposal, Pin(latitude=44.8, longitude=20.4), who=ANA)
        store.decide(placed, Accept(), who=ANA)
    store.decide(reviewed[3], Reject(reason=Reason.DUPLICATE), who=ANA)

    def run(*arguments: str | Path) -> None:
        done = CliRunner().invoke(app, [str(each) for each in arguments])
        assert done.exit_code == 0, done.output

    run("reviews", "--output", tmp_path / "reviews.csv")
    lines = (tmp_path / "reviews.csv").read_text().splitlines()
    assert lines[0] == "confidence,decision"
    assert sorted(lines[1:]) == [*["0.8000,accepted"] * 3, "0.8000,open"]
    run("sample", "--photos", "6", "--output", tmp_path / "sample")
    label(tmp_path / "sample")
    run("checked", tmp_path / "sample", "--output", tmp_path / "checked.csv")
    files = [str(tmp_path / name) for name in ("reviews.csv", "checked.csv")]
    told = json.loads(CliRunner().invoke(evaluation, ["wild", *files]).output)
    assert told["recall"]["value"] == pytest.approx(5 / 6, abs=1e-6)
    assert told["cameras"]["low"] <= told["cameras"]["value"] <= told["cameras"]["high"]


def test_an_unknown_folder_is_refused_in_words(store: Store, tmp_path: Path) -> None:
    assert store.count() == 5
    refused = CliRunner().invoke(app, ["checked", str(tmp_path / "nothing")])
    assert refused.exit_code == 2
    assert "holds no labels" in refused.output
