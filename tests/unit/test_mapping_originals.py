import os
from pathlib import Path

import pytest

from mapping.storage.originals import Originals, digest, is_digest
from tests.mapping_builders import PHOTO, sha256


def test_a_photo_lies_where_its_content_says(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "photos")
    name = originals.keep(PHOTO)
    assert name == digest(PHOTO) == sha256(PHOTO)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [tmp_path / "photos" / name[:2] / f"{name[2:]}.bin"]
    assert originals.read(name) == PHOTO
    assert originals.has(name)


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    assert originals.read(sha256(PHOTO)) is None
    assert not originals.has(sha256(PHOTO))


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "", "a" * 63])
def test_only_a_digest_is_ever_a_path(tmp_path: Path, name: str) -> None:
    assert not is_digest(name)
    with pytest.raises(ValueError, match="expected a SHA-256"):
        Originals(tmp_path).read(name)


def test_everything_is_forced_to_the_disk_before_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, Path.replace

    def record_sync(handle: int) -> None:
        steps.append("sync folder" if Path(f"/proc/self/fd/{handle}").is_dir() else "sync file")
        sync(handle)

    def record_rename(self: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(self, target)

    originals = Originals(tmp_path)
    originals.keep(b"another photo")
    monkeypatch.setattr(os, "fsync", record_sync)
    monkeypatch.setattr(Path, "replace", record_rename)
    originals.keep(PHOTO)
    assert steps[-3:] == ["sync file", "rename", "sync folder"]


def test_a_full_disk_leaves_no_half_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    originals = Originals(tmp_path)
    originals.keep(b"another photo")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        originals.keep(PHOTO)
    monkeypatch.undo()
    assert not originals.has(sha256(PHOTO))
    assert not list(tmp_path.rglob("*.part"))
    assert originals.keep(PHOTO) == sha256(PHOTO)
