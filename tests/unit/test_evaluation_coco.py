import json
from pathlib import Path
from typing import Any

import pytest

from detection.record import Housing
from evaluation.datasets.reading import read_dataset
from evaluation.datasets.truth import Dataset, DatasetError
from tests.evaluation_builders import write_photo


def _write(folder: Path, file: str = "annotations/instances.json", **changes: Any) -> Path:
    content: dict[str, Any] = {
        "images": [{"id": 7, "file_name": "a.png", "width": 200, "height": 100}],
        "categories": [{"id": 3, "name": "Dome camera"}],
        "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40]}],
        **changes,
    }
    write_photo(folder / "images" / "a.png")
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")
    return folder


def _codes(dataset: Dataset) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in dataset.findings]


def test_boxes_come_back_as_corners(tmp_path: Path) -> None:
    dataset = read_dataset(_write(tmp_path / "set"))
    photo = dataset.photos[0]
    assert photo.name == "set/images/a.png"
    assert photo.boxes[0].box == pytest.approx((10, 20, 40, 60))
    assert photo.boxes[0].housing is Housing.DOME
    assert not photo.boxes[0].crowd
    assert not dataset.findings


def test_the_file_itself_may_be_named(tmp_path: Path) -> None:
    folder = _write(tmp_path / "set")
    named = read_dataset(folder / "annotations" / "instances.json")
    assert named.photos == read_dataset(folder).photos


def test_crowd_regions_are_kept_as_such(tmp_path: Path) -> None:
    crowd = {"image_id": 7, "category_id": 3, "bbox": [1, 1, 9, 9], "iscrowd": 1}
    assert read_dataset(_write(tmp_path / "set", annotations=[crowd])).photos[0].boxes[0].crowd


def test_a_shrunk_photo_shrinks_its_boxes(tmp_path: Path) -> None:
    images = [{"id": 7, "file_name": "a.png", "width": 400, "height": 200}]
    dataset = read_dataset(_write(tmp_path / "set", images=images))
    assert dataset.photos[0].boxes[0].box == pytest.approx((5, 10, 20, 30))
    assert _codes(dataset) == [("size_scaled", "set/images/a.png")]


def test_a_turned_photo_is_left_out(tmp_path: Path) -> None:
    turned = {"id": 7, "file_name": "a.png", "width": 100, "height": 200}
    whole = {"id": 8, "file_name": "b.png"}
    write_photo(tmp_path / "set" / "b.png", pattern=3)
    dataset = read_dataset(_write(tmp_path / "set", images=[turned, whole]))
    assert [photo.name for photo in dataset.photos] == ["set/b.png"]
    assert _codes(dataset) == [("size_differs", "set/images/a.png")]


def test_splits_by_the_name_of_the_file(tmp_path: Path) -> None:
    folder = _write(tmp_path / "set", file="annotations/instances_val2026.json")
    assert read_dataset(folder).photos[0].split == "val"


def test_broken_annotations_are_told_and_the_rest_stays(tmp_path: Path) -> None:
    good = {"image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40]}
    broken = [
        good,
        {"image_id": 7, "category_id": 3, "bbox": [10, 20, 30]},
        {"image_id": 7, "category_id": 9, "bbox": [10, 20, 30, 40]},
        {"image_id": 7, "category_id": 4, "bbox": [10, 20, 30, 40]},
        {"image_id": 9, "category_id": 3, "bbox": [10, 20, 30, 40]},
        {"image_id": 7, "category_id": 3, "bbox": [10, 20, 0, 40]},
        {"image_id": 7, "category_id": 3, "bbox": [900, 20, 30, 40]},
    ]
    categories = [{"id": 3, "name": "dome"}, {"id": 4, "name": "person"}]
    images = [
        {"id": 7, "file_name": "a.png"},
        {"id": 8, "file_name": "gone.png"},
    ]
    folder = _write(tmp_path / "set", annotations=broken, categories=categories, images=images)
    dataset = read_dataset(folder)
    assert len(dataset.photos[0].boxes) == 1
    here = "set/instances.json"
    assert sorted(_codes(dataset)) == [
        ("box_empty", f"{here} annotations[5]"),
        ("box_outside", f"{here} annotations[6]"),
        ("class_out_of_range", f"{here} annotations[2]"),
        ("class_unknown", here),
        ("label_malformed", f"{here} annotations[1]"),
        ("photo_missing", "gone.png"),
        ("photo_missing", f"{here} annotations[4]"),
    ]


@pytest.mark.parametrize("name", ["../../secret.png", "{root}/secret.png", "..\\..\\secret.png"])
def test_names_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    write_photo(tmp_path / "secret.png", pattern=9)
    images = [
        {"id": 7, "file_name": "a.png"},
        {"id": 8, "file_name": name.format(root=tmp_path)},
    ]
    dataset = read_dataset(_write(tmp_path / "set", images=images))
    assert [photo.name for photo in dataset.photos] == ["set/images/a.png"]
    assert [one.code for one in dataset.findings] == ["photo_missing"]


@pytest.mark.parametrize("text", ["[", "[]", '{"images": []}', "[" * 100_000])
def test_other_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(DatasetError, match="JSON"):
        read_dataset(path)
