from pathlib import Path

import pytest

from detection.record import Housing
from evaluation.datasets.reading import read_dataset
from evaluation.datasets.truth import Dataset, DatasetError
from tests.evaluation_builders import write_photo

_OBJECT = """<object><name>{name}</name><difficult>{difficult}</difficult><bndbox>
<xmin>{xmin}</xmin><ymin>21</ymin><xmax>40</xmax><ymax>60</ymax></bndbox></object>"""


def _object(name: str = "ptz", difficult: int = 0, xmin: object = 11) -> str:
    return _OBJECT.format(name=name, difficult=difficult, xmin=xmin)


def _write(folder: Path, objects: str, filename: str = "a.png", width: int = 200) -> Path:
    write_photo(folder / "JPEGImages" / "a.png")
    path = folder / "Annotations" / "a.xml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"<annotation><filename>{filename}</filename><size><width>{width}</width>"
        f"<height>100</height></size>{objects}</annotation>"
    )
    return folder


def _codes(dataset: Dataset) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in dataset.findings]


def test_the_first_pixel_is_one_and_the_last_is_inside(tmp_path: Path) -> None:
    dataset = read_dataset(_write(tmp_path / "set", _object()))
    assert dataset.photos[0].name == "set/JPEGImages/a.png"
    assert dataset.photos[0].boxes[0].box == pytest.approx((10, 20, 40, 60))
    assert dataset.photos[0].boxes[0].housing is Housing.PTZ
    assert not dataset.findings


def test_difficult_objects_count_neither_way(tmp_path: Path) -> None:
    dataset = read_dataset(_write(tmp_path / "set", _object(difficult=1)))
    assert dataset.photos[0].boxes[0].crowd


def test_a_wrong_file_name_is_forgiven_where_the_photo_has_the_name_of_the_xml(
    tmp_path: Path,
) -> None:
    dataset = read_dataset(_write(tmp_path / "set", _object(), filename="D:\\photos\\b.png"))
    assert len(dataset.photos) == 1


def test_broken_objects_are_told_and_the_rest_stays(tmp_path: Path) -> None:
    objects = _object() + _object(xmin="left") + _object(name="tree") + _object(xmin=90)
    folder = _write(tmp_path / "set", objects)
    write_photo(folder / "JPEGImages" / "b.png", pattern=4)
    (folder / "Annotations" / "c.xml").write_text(
        "<annotation><filename>c.png</filename></annotation>"
    )
    (folder / "Annotations" / "d.xml").write_text("<annotation>")
    dataset = read_dataset(folder)
    assert len(dataset.photos[0].boxes) == 1
    here = "set/Annotations"
    assert sorted(_codes(dataset)) == [
        ("box_empty", f"{here}/a.xml object 4"),
        ("class_unknown", f"{here}/a.xml object 3"),
        ("label_malformed", f"{here}/a.xml object 2"),
        ("label_missing", "set/JPEGImages/b.png"),
        ("label_unreadable", f"{here}/d.xml"),
        ("photo_missing", f"{here}/c.xml"),
    ]


def test_photos_of_another_shape_are_left_out(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no readable photo"):
        read_dataset(_write(tmp_path / "set", _object(), width=90))


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    folder = _write(tmp_path / "set", _object())
    bomb = '<!DOCTYPE annotation [<!ENTITY a "aaaa">]><annotation>&a;</annotation>'
    (folder / "Annotations" / "bomb.xml").write_text(bomb)
    assert _codes(read_dataset(folder)) == [("label_unreadable", "set/Annotations/bomb.xml")]
