import stat
import zipfile
from pathlib import Path

import pytest

from evaluation.datasets.archive import unpack
from evaluation.datasets.reading import read_dataset
from evaluation.datasets.truth import DatasetError
from tests.evaluation_builders import write_yolo


def _zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_a_zipped_folder_is_read_like_the_folder(tmp_path: Path) -> None:
    folder = write_yolo(tmp_path / "set", ["0 .5 .5 .1 .1", ""])
    files = [path for path in folder.rglob("*") if path.is_file()]
    entries = {f"wrapped/{path.relative_to(folder)}": path.read_bytes() for path in files}
    entries |= {"__MACOSX/wrapped/._0.png": b"junk", "wrapped/program.exe": b"junk"}
    path = _zip(tmp_path / "set.zip", entries)
    zipped = read_dataset(path, workspace=tmp_path / "work")
    assert zipped.name == "set"
    assert zipped.sha256 == read_dataset(folder).sha256
    assert not list((tmp_path / "work").rglob("*.exe"))


@pytest.mark.parametrize(
    "name", ["../evil.txt", "labels/../../evil.txt", "/etc/evil.txt", "..\\evil.txt", "C:/evil.txt"]
)
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path / "set.zip", {"images/a.txt": b"", name: b"evil"})
    with pytest.raises(DatasetError, match="leads out of the dataset's folder"):
        unpack(path, tmp_path / "work")
    assert not (tmp_path / "work").exists()
    assert not list(tmp_path.glob("**/evil.txt"))


def test_links_are_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("images/a.jpg")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(DatasetError, match="is a link"):
        unpack(tmp_path / "set.zip", tmp_path / "work")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = _zip(tmp_path / "bomb.zip", {f"{n}.txt": bytes(1_000_000) for n in range(20)})
    assert path.stat().st_size < 50_000
    with pytest.raises(DatasetError, match="unpacked it would take 19 MB; at most 10 MB"):
        unpack(path, tmp_path / "work", max_bytes=10 * 1024**2)
    assert not (tmp_path / "work").exists()


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "bomb.zip", {"a.txt": bytes(5_000_000)})
    honest = (5_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(honest, (10).to_bytes(4, "little")))
    with pytest.raises(DatasetError, match="not a readable zip file"):
        unpack(path, tmp_path / "work", max_bytes=1000)
    written = sum(file.stat().st_size for file in (tmp_path / "work").rglob("*.txt"))
    assert written <= 10


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_inside_an_entry_is_told(tmp_path: Path, method: int) -> None:
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("labels/a.txt", "0 .5 .5 .1 .1\n" * 200)
    damaged = bytearray(path.read_bytes())
    damaged[55:65] = bytes(10)  # behind the entry's header of 42 bytes
    path.write_bytes(damaged)
    with pytest.raises(DatasetError, match=r"not a readable zip file|cannot be unpacked"):
        unpack(path, tmp_path / "work")


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "set.zip"
    path.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(DatasetError, match="not a readable zip file"):
        read_dataset(path, workspace=tmp_path / "work")


def test_an_empty_archive_holds_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no photos and no labels"):
        read_dataset(_zip(tmp_path / "set.zip", {}), workspace=tmp_path / "work")
