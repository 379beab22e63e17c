"""Uploaded datasets: kept once they can be read, refused whole otherwise."""

import io
import zipfile
from pathlib import Path

import pytest

from evaluation.datasets.dataset_library import DatasetLibrary
from evaluation.datasets.truth import DatasetError
from tests.evaluation_builders import write_yolo


def zipped(folder: Path, extra: dict[str, bytes] | None = None) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"wrapped/{path.relative_to(folder)}")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def kept_files(data: Path) -> list[Path]:
    return [path for path in data.rglob("*") if path.is_file()]


def test_a_zip_is_kept_and_listed(tmp_path: Path) -> None:
    library = DatasetLibrary(tmp_path / "data")
    archive = zipped(write_yolo(tmp_path / "set", ["0 .5 .5 .1 .1", ""]))
    name, dataset = library.take_zip("../Novi Sad.zip", archive)
    assert name == "Novi Sad"
    assert len(dataset.photos) == 2
    assert library.names() == ("Novi Sad",)
    assert (library.folder(name) / "images" / "0.png").is_file()
    assert [path.name for path in (tmp_path / "data" / "datasets").iterdir()] == ["Novi Sad"]


def test_a_second_one_of_the_same_name_gets_a_number(tmp_path: Path) -> None:
    library = DatasetLibrary(tmp_path / "data")
    folder = write_yolo(tmp_path / "set", [""])
    names = [library.take_zip("a.zip", zipped(folder))[0] for _ in range(3)]
    assert names == ["a", "a-2", "a-3"]


def test_class_names_may_be_given(tmp_path: Path) -> None:
    library = DatasetLibrary(tmp_path / "data")
    folder = write_yolo(tmp_path / "set", ["1 .5 .5 .1 .1"], classes=None)
    with pytest.raises(DatasetError, match=r"^a.zip: no data.yaml"):
        library.take_zip("a.zip", zipped(folder))
    name, dataset = library.take_zip("a.zip", zipped(folder), ["dome", "ptz"])
    assert dataset.photos[0].boxes[0].housing == "ptz"
    assert (library.folder(name) / "classes.txt").read_text("utf-8") == "dome\nptz\n"


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"../evil.txt": b"x"}, "leads out of the dataset's folder"),
        ({"big.txt": bytes(3_000_000)}, "at most 2 MB may be"),
    ],
)
def test_bad_archives_leave_nothing(tmp_path: Path, extra: dict[str, bytes], message: str) -> None:
    library = DatasetLibrary(tmp_path / "data")
    archive = zipped(write_yolo(tmp_path / "set", [""]), extra)
    with pytest.raises(DatasetError, match=message):
        library.take_zip("a.zip", archive, max_bytes=2 * 1024**2)
    assert kept_files(tmp_path / "data") == []
    assert library.names() == ()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_holds_no_dataset_is_refused(tmp_path: Path, content: bytes) -> None:
    library = DatasetLibrary(tmp_path)
    with pytest.raises(DatasetError, match=r"a\.zip"):
        library.take_zip("a.zip", io.BytesIO(content))
    assert kept_files(tmp_path) == []


@pytest.mark.parametrize("name", ["", "..", "///", " . "])
def test_a_name_without_letters_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError, match="needs a letter"):
        DatasetLibrary(tmp_path).create(name)


def test_a_name_is_made_harmless_and_used_once(tmp_path: Path) -> None:
    library = DatasetLibrary(tmp_path)
    assert library.create("../Žički trg/2026").name == "Žički trg-2026"
    with pytest.raises(DatasetError, match="already"):
        library.create("Žički trg/2026")


def test_deleting_removes_the_photos(tmp_path: Path) -> None:
    library = DatasetLibrary(tmp_path / "data")
    name, _ = library.take_zip("a.zip", zipped(write_yolo(tmp_path / "set", [""])))
    library.delete(name)
    assert kept_files(tmp_path / "data") == []
    with pytest.raises(DatasetError, match="no photo set"):
        library.delete("../data")
