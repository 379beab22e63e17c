import json
from pathlib import Path
from typing import Any

import pytest

from detection.record import Housing
from evaluation.datasets.reading import read_dataset
from evaluation.datasets.sample_truth import read_sample_positions
from evaluation.datasets.truth import DatasetError
from tests.evaluation_builders import write_photo


def _write(folder: Path, **changes: Any) -> Path:
    seen = {"camera": "c1", "housing": "dome", "box": [10, 20, 30, 40]}
    content = {
        "cameras": [{"camera": "c1", "latitude": 44.81, "longitude": 20.42}],
        "photos": [{"photo": "a.png", "width": 200, "height": 100, "boxes": [seen]}],
        **changes,
    }
    write_photo(folder / "a.png")
    (folder / "truth.json").write_text(json.dumps(content))
    return folder


def test_photos_and_boxes(tmp_path: Path) -> None:
    dataset = read_dataset(_write(tmp_path / "samples"))
    assert [photo.name for photo in dataset.photos] == ["samples/a.png"]
    assert dataset.photos[0].boxes[0].box == pytest.approx((10, 20, 30, 40))
    assert dataset.boxes_by_housing[Housing.DOME] == 1
    assert not dataset.findings


def test_positions_are_seen_at_the_middle_of_their_boxes(tmp_path: Path) -> None:
    (one,) = read_sample_positions(_write(tmp_path / "samples") / "truth.json")
    assert (one.photo, one.x, one.y) == ("a.png", 20, 30)
    assert (one.latitude, one.longitude) == (44.81, 20.42)


def test_broken_entries_are_told_and_the_rest_stays(tmp_path: Path) -> None:
    boxes = [{"housing": "dome"}, {"housing": "dome", "box": [1, 2, 9, 9]}]
    photos = [{"photo": "a.png", "boxes": boxes}, {"photo": "gone.png"}]
    dataset = read_dataset(_write(tmp_path / "samples", photos=photos))
    assert len(dataset.photos[0].boxes) == 1
    assert [(one.code, one.where) for one in dataset.findings] == [
        ("label_malformed", "samples/a.png boxes[0]"),
        ("photo_missing", "samples/gone.png"),
    ]


def test_incomplete_files_are_refused(tmp_path: Path) -> None:
    folder = _write(tmp_path / "samples", cameras=[])
    with pytest.raises(DatasetError, match="not complete"):
        read_sample_positions(folder / "truth.json")
    with pytest.raises(DatasetError, match="no readable photo"):
        read_dataset(_write(tmp_path / "none", photos=[]))
