"""Decisions come out as a dataset that the evaluation reads, and nobody's place with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from detection import photo
from detection.record import Detection, Housing, ScanRecord
from evaluation.datasets.yolo import read_yolo
from mapping.__main__ import app
from mapping.access.person import LOCAL
from mapping.review.verdict import Accept, Correct, Reason, Reject
from mapping.storage.intake import Intake
from mapping.storage.labelled_photos import write_labelled_photos
from mapping.storage.store import Store
from tests.builders import BELGRADE_GPS, encoded, exif_block, jpeg, plain_pictures
from tests.mapping_builders import ANA, sha256

BOXES = ((8.0, 8.0, 40.0, 24.0), (50.0, 10.0, 90.0, 60.0))
DRAWN = {(8.0, 8.0, 40.0, 24.0): (10.0, 8.0, 30.0, 20.0), (8.0, 8.0, 24.0, 40.0): (9, 8, 24, 33)}
TURNED = encoded(
    exif=exif_block({**BELGRADE_GPS, 2: [(44, 1), (48, 1), (44, 1)]}, image={0x112: 6})
)
OTHER = jpeg({**BELGRADE_GPS, 2: [(44, 1), (48, 1), (40, 1)], 17: [(200, 1)]})


def scan(data: bytes) -> ScanRecord:
    read = photo.read(data)
    boxes = [
        (box if read.width > read.height else (box[1], box[0], box[3], box[2])) for box in BOXES
    ]
    return ScanRecord(
        photo=sha256(data),
        sha256=sha256(data),
        width=read.width,
        height=read.height,
        location=read.metadata.location,
        detections=tuple(
            Detection(housing=Housing.BULLET, housing_confidence=0.9, confidence=0.8, box=box)
            for box in boxes
        ),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "data")
    intake = Intake(store)
    intake.receive([jpeg(), TURNED, OTHER])
    while intake.scan_next(scan, plain_pictures):
        pass
    for reviewed in (jpeg(), TURNED):
        first, second = store.photo(sha256(reviewed), who=LOCAL).proposals
        first = store.decide(first, Correct(housing=Housing.DOME), who=ANA)
        first = store.redraw(first, DRAWN[first.detection.box], who=ANA)
        store.decide(first, Accept(), who=ANA)
        store.decide(second, Reject(reason=Reason.LAMP), who=ANA)
    store.decide(store.photo(sha256(OTHER), who=LOCAL).proposals[0], Accept(), who=ANA)
    yield store
    store.close()


def test_accepted_boxes_come_back_through_the_evaluation(store: Store, tmp_path: Path) -> None:
    done = write_labelled_photos(store, tmp_path / "out", who=LOCAL)
    assert (done.photos, done.boxes, done.undecided, done.not_kept) == (2, 2, 1, 0)
    dataset = read_yolo(tmp_path / "out")
    assert dataset.findings == ()
    by_size = {(each.width, each.height): each for each in dataset.photos}
    (lying,) = by_size[96, 64].boxes
    (upright,) = by_size[64, 96].boxes
    assert lying.housing is Housing.DOME
    assert lying.box == pytest.approx((10, 8, 30, 20), abs=0.01), "as a person drew it"
    assert upright.box == pytest.approx((9, 8, 24, 33), abs=0.01)


def test_pictures_carry_nothing_of_the_original(store: Store, tmp_path: Path) -> None:
    write_labelled_photos(store, tmp_path / "out", who=LOCAL)
    pictures = list((tmp_path / "out" / "images").iterdir())
    assert len(pictures) == 2
    for picture in pictures:
        with Image.open(picture) as opened:
            assert not opened.getexif()
            assert "exif" not in opened.info


def test_the_command_counts_and_refuses_in_words(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.count() == 1
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path / "data"))
    done = CliRunner().invoke(app, ["labels", "--output", str(tmp_path / "new")])
    assert "2 photos with 2 cameras written. Left out: 1 with something undecided" in done.output
    (tmp_path / "file").write_text("")
    refused = CliRunner().invoke(app, ["labels", "--output", str(tmp_path / "file")])
    assert refused.exit_code == 2
    assert "Cannot write" in refused.output
