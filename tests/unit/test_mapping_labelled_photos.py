"""Decisions come out as a dataset that the evaluation reads, and nobody's place with them."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner, Result

from detection import photo
from detection.record import Detection, Housing, ScanRecord
from evaluation.__main__ import app as evaluation
from evaluation.datasets.reading import read_dataset
from mapping.__main__ import app
from mapping.access.person import LOCAL
from mapping.export import CONSENT, Licence
from mapping.review.proposal import State
from mapping.review.verdict import Accept, Correct, Reason, Reject
from mapping.storage.intake import Intake
from mapping.storage.labelled_photos import Layout, write_labelled_photos
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
        reason = Reason.LAMP if reviewed == jpeg() else Reason.UNCLEAR
        store.decide(second, Reject(reason=reason), who=ANA)
    store.decide(store.photo(sha256(OTHER), who=LOCAL).proposals[0], Accept(), who=ANA)
    yield store
    store.close()


@pytest.mark.parametrize("layout", list(Layout))
def test_accepted_boxes_come_back_through_the_evaluation(
    store: Store, tmp_path: Path, layout: Layout
) -> None:
    done = write_labelled_photos(store, tmp_path / "out", who=LOCAL, layout=layout)
    assert (done.photos, done.boxes, done.undecided, done.not_kept) == (2, 2, 1, 0)
    assert (done.look_alikes, done.set_aside) == (1, 1)
    dataset = read_dataset(tmp_path / "out")
    assert dataset.findings == ()
    by_size = {(each.width, each.height): each for each in dataset.photos}
    (lying,) = (box for box in by_size[96, 64].boxes if not box.crowd)
    (upright,) = (box for box in by_size[64, 96].boxes if not box.crowd)
    assert lying.housing is Housing.DOME
    assert lying.box == pytest.approx((10, 8, 30, 20), abs=0.01), "as a person drew it"
    assert upright.box == pytest.approx((9, 8, 24, 33), abs=0.01)
    ignored = [box for photo in dataset.photos for box in photo.boxes if box.crowd]
    assert len(ignored) == (1 if layout is Layout.COCO else 0)


@pytest.mark.parametrize("layout", list(Layout))
def test_the_command_of_the_evaluation_finds_nothing_wrong(
    store: Store, tmp_path: Path, layout: Layout
) -> None:
    write_labelled_photos(store, tmp_path / "out", who=LOCAL, layout=layout)
    checked = CliRunner().invoke(evaluation, ["check", str(tmp_path / "out")])
    assert checked.exit_code == 0, checked.output


def test_coco_tells_every_decision(store: Store, tmp_path: Path) -> None:
    write_labelled_photos(
        store,
        tmp_path / "out",
        who=LOCAL,
        layout=Layout.COCO,
        licence=Licence(identifier="CC0-1.0"),
    )
    told = json.loads((tmp_path / "out" / "annotations" / "instances.json").read_text("utf-8"))
    names = {each["id"]: each["name"] for each in told["categories"]}
    decided = Counter(
        (names[each["category_id"]], each["iscrowd"], *each["attributes"].values())
        for each in told["annotations"]
    )
    assert decided == {
        ("dome", 0, "corrected"): 2,
        ("not_camera", 0, "look_alike", "lamp"): 1,
        ("unknown", 1, "set_aside", "unclear"): 1,
    }
    assert told["licenses"][0]["name"] == "CC0-1.0"
    assert told["info"]["consent"] == CONSENT
    assert all(each["license"] == 1 for each in told["images"])


def test_yolo_keeps_rejected_boxes_from_those_who_train(store: Store, tmp_path: Path) -> None:
    write_labelled_photos(store, tmp_path / "out", who=LOCAL, licence=Licence(identifier="CC0-1.0"))
    described = yaml.safe_load((tmp_path / "out" / "data.yaml").read_text("utf-8"))
    assert list(described["names"].values()) == list(Housing)
    assert (described["licence"], described["consent"]) == ("CC0-1.0", CONSENT)
    with (tmp_path / "out" / "decisions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = Counter((row["finding"], row["housing"], row["reason"]) for row in rows)
    assert found == {
        ("corrected", "dome", ""): 2,
        ("look_alike", "", "lamp"): 1,
        ("set_aside", "", "unclear"): 1,
    }
    labels = [path.read_text() for path in (tmp_path / "out" / "labels").iterdir()]
    assert sum(text.count("\n") for text in labels) == 2
    assert CONSENT in (tmp_path / "out" / "README.txt").read_text("utf-8")


def test_a_reason_that_was_taken_back_is_not_told(store: Store, tmp_path: Path) -> None:
    again = store.undo_last(ANA)
    assert again.state is State.PROPOSED, "the accept of the third photo"
    rejected = store.undo_last(ANA)
    store.decide(rejected, Reject(reason=Reason.SPEAKER), who=ANA)
    write_labelled_photos(store, tmp_path / "out", who=LOCAL)
    told = (tmp_path / "out" / "decisions.csv").read_text("utf-8")
    assert "speaker" in told
    assert "unclear" not in told


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

    def export(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["export", "--format", "coco", *arguments])

    done = export("--output", str(tmp_path / "new"))
    assert "2 photos with 2 cameras and 1 look-alikes written; 1 boxes set aside." in done.output
    assert "Left out: 1 with something undecided" in done.output
    (tmp_path / "file").write_text("")
    refused = export("--output", str(tmp_path / "file"))
    assert refused.exit_code == 2
    assert "Cannot write" in refused.output
    assert "name a new one with --output" in export().output
    wrong = export("--status", "rejected", "--output", str(tmp_path / "new"))
    assert wrong.exit_code == 2
    assert "holds every decision" in wrong.output
