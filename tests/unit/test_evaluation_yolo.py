from pathlib import Path

import pytest
from PIL import Image

from detection.record import Housing
from evaluation.datasets.reading import read_dataset, read_datasets
from evaluation.datasets.truth import DatasetError
from tests.evaluation_builders import write_photo, write_yolo


def _codes(folder: Path) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in read_dataset(folder).findings]


def test_a_box_comes_back_in_pixels(tmp_path: Path) -> None:
    dataset = read_dataset(write_yolo(tmp_path / "set", ["1 0.5 0.5 0.1 0.2\n", ""]))
    first, second = dataset.photos
    assert first.name == "set/images/0.png"
    assert first.boxes[0].box == pytest.approx((90, 40, 110, 60))
    assert first.boxes[0].housing is Housing.BULLET
    assert not second.has_camera
    assert not dataset.findings


def test_boxes_are_those_of_the_upright_photo(tmp_path: Path) -> None:
    folder = write_yolo(tmp_path / "set", ["0 0.5 0.5 0.5 0.5"])
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (200, 100)).save(folder / "images" / "0.png", exif=exif)
    photo = read_dataset(folder).photos[0]
    assert (photo.width, photo.height) == (100, 200)
    assert photo.boxes[0].box == pytest.approx((25, 50, 75, 150))


def test_splits_in_both_layouts(tmp_path: Path) -> None:
    write_photo(tmp_path / "set" / "images" / "train" / "a.png", pattern=1)
    write_photo(tmp_path / "set" / "valid" / "images" / "b.png", pattern=2)
    for label in ("labels/train/a.txt", "valid/labels/b.txt"):
        (tmp_path / "set" / label).parent.mkdir(parents=True)
        (tmp_path / "set" / label).write_text("0 .5 .5 .1 .1")
    (tmp_path / "set" / "data.yaml").write_text("names: {0: dome}")
    dataset = read_dataset(tmp_path / "set")
    assert [(photo.split, len(photo.boxes)) for photo in dataset.photos] == [
        ("train", 1),
        ("val", 1),
    ]
    assert not dataset.findings


def test_a_polygon_becomes_its_box(tmp_path: Path) -> None:
    dataset = read_dataset(write_yolo(tmp_path / "set", ["0 .1 .1 .3 .2 .2 .5"]))
    assert dataset.photos[0].boxes[0].box == pytest.approx((20, 10, 60, 50))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("0 0.5 0.5 0.1", "label_malformed"),
        ("zero 0.5 0.5 0.1 0.1", "label_malformed"),
        ("0 nan 0.5 0.1 0.1", "label_malformed"),
        ("7 0.5 0.5 0.1 0.1", "class_out_of_range"),
        ("-1 0.5 0.5 0.1 0.1", "class_out_of_range"),
        ("0 0.5 0.5 0 0.1", "box_empty"),
        ("0 1.5 0.5 0.1 0.1", "box_outside"),
    ],
)
def test_a_broken_line_is_left_out_and_the_rest_stays(tmp_path: Path, line: str, code: str) -> None:
    folder = write_yolo(tmp_path / "set", [f"0 .5 .5 .1 .1\n{line}\n1 .2 .2 .1 .1"])
    assert len(read_dataset(folder).photos[0].boxes) == 2
    assert _codes(folder) == [(code, "set/labels/0.txt:2")]


def test_a_box_over_the_border_is_cut(tmp_path: Path) -> None:
    folder = write_yolo(tmp_path / "set", ["0 1.0 0.5 0.2 0.2"])
    assert read_dataset(folder).photos[0].boxes[0].box == pytest.approx((180, 40, 200, 60))
    assert _codes(folder) == [("box_clipped", "set/labels/0.txt:1")]


def test_a_repeated_line_counts_once(tmp_path: Path) -> None:
    folder = write_yolo(tmp_path / "set", ["0 .5 .5 .1 .1\n0 .5 .5 .1 .1"])
    assert len(read_dataset(folder).photos[0].boxes) == 1
    assert _codes(folder) == [("box_repeated", "set/labels/0.txt:2")]


def test_missing_and_unreadable_files_are_told(tmp_path: Path) -> None:
    folder = write_yolo(tmp_path / "set", [None, ""])
    (folder / "images" / "broken.jpg").write_text("no photo")
    (folder / "labels" / "lost.txt").write_text("0 .5 .5 .1 .1")
    assert _codes(folder) == [
        ("label_missing", "set/labels/0.txt"),
        ("photo_unreadable", "set/images/broken.jpg"),
        ("photo_missing", "set/labels/lost.txt"),
    ]


def test_classes_that_are_no_cameras_are_told_once(tmp_path: Path) -> None:
    labels = ["1 .5 .5 .1 .1\n1 .2 .2 .1 .1\n0 .7 .7 .1 .1"]
    folder = write_yolo(tmp_path / "set", labels, classes=("CCTV Camera", "person"))
    dataset = read_dataset(folder)
    assert [one.housing for one in dataset.photos[0].boxes] == [Housing.UNKNOWN]
    assert _codes(folder) == [("class_unknown", "class 1")]


def test_classes_may_be_given(tmp_path: Path) -> None:
    folder = write_yolo(tmp_path / "set", ["1 .5 .5 .1 .1"], classes=None)
    with pytest.raises(DatasetError, match="--classes"):
        read_dataset(folder)
    assert read_dataset(folder, ["dome", "ptz"]).boxes_by_housing[Housing.PTZ] == 1


def test_bad_class_files_are_refused(tmp_path: Path) -> None:
    folder = write_yolo(tmp_path / "set", [""])
    (folder / "data.yaml").write_text("names: 3")
    with pytest.raises(DatasetError, match="expected names"):
        read_dataset(folder)
    (folder / "data.yaml").write_text("names: [")
    with pytest.raises(DatasetError, match="not readable as YAML"):
        read_dataset(folder)


def test_folders_without_photos_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="does not exist"):
        read_dataset(tmp_path / "nowhere")
    with pytest.raises(DatasetError, match="no photo set"):
        read_dataset(tmp_path)
    (tmp_path / "images").mkdir()
    (tmp_path / "classes.txt").write_text("dome")
    with pytest.raises(DatasetError, match="no readable photo"):
        read_dataset(tmp_path)


def test_the_same_photo_in_two_folders_counts_once(tmp_path: Path) -> None:
    first = write_yolo(tmp_path / "a", [""])
    second = write_yolo(tmp_path / "b", ["", ""])
    dataset = read_datasets([first, second])
    assert [photo.name for photo in dataset.photos] == ["a/images/0.png", "b/images/1.png"]
    assert [(one.code, one.where) for one in dataset.findings] == [
        ("photo_repeated", "b/images/0.png")
    ]


def test_the_fingerprint_follows_boxes_and_photos_only(tmp_path: Path) -> None:
    first = read_dataset(write_yolo(tmp_path / "a", ["0 .5 .5 .1 .1", ""]))
    renamed = read_dataset(write_yolo(tmp_path / "b", ["0 .5 .5 .1 .1", ""]))
    moved = read_dataset(write_yolo(tmp_path / "c", ["0 .5 .5 .2 .1", ""]))
    assert first.sha256 == renamed.sha256 != moved.sha256
