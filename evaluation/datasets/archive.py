"""Unpacks a zipped dataset that a stranger may have made."""

import lzma
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from evaluation.datasets.photo_files import PHOTO_SUFFIXES
from evaluation.datasets.truth import DatasetError
from languages.kept import kept

__all__ = ["MAX_BYTES", "MAX_FILES", "unpack"]

MAX_BYTES = 8 * 1024**3
"""The most that an archive may hold unpacked."""

MAX_FILES = 100_000

_WANTED = PHOTO_SUFFIXES | {".txt", ".yaml", ".yml", ".json", ".xml"}


def unpack(path: Path, folder: Path, *, max_bytes: int = MAX_BYTES) -> Path:
    """Unpack the photos and labels of a zip file and give the folder that holds the dataset.

    Everything is checked before the first byte is written. Raises DatasetError where the file
    is no zip file, too large, encrypted, damaged, or holds a name that leads out of `folder`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            _check(path, members, max_bytes)
            for member in members:
                if _is_wanted(member.filename):
                    target = folder / member.filename
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(member) as source, target.open("wb") as copy:
                        shutil.copyfileobj(source, copy)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise DatasetError(
            kept("{file}: not a readable zip file: {reason}", file=path.name, reason=error)
        ) from error
    except OSError as error:
        raise DatasetError(
            kept("{file}: cannot be unpacked: {reason}", file=path.name, reason=error.strerror)
        ) from error
    return _only_folder(folder)


def _check(path: Path, members: list[zipfile.ZipInfo], max_bytes: int) -> None:
    if len(members) > MAX_FILES:
        raise DatasetError(
            kept(
                "{file}: holds {files} files; at most {most} may be",
                file=path.name,
                files=len(members),
                most=MAX_FILES,
            )
        )
    # Reading stops at the size that the archive states, so stated sizes can be relied on.
    total = sum(member.file_size for member in members)
    if total > max_bytes:
        raise DatasetError(
            kept(
                "{file}: unpacked it would take {megabytes} MB; at most {most} MB may be. "
                "Nothing was unpacked.",
                file=path.name,
                megabytes=f"{total / 1024**2:.0f}",
                most=f"{max_bytes / 1024**2:.0f}",
            )
        )
    for member in members:
        problem = _problem(member)
        if problem:
            raise DatasetError(problem.format(file=path.name, entry=repr(member.filename)))


def _problem(member: zipfile.ZipInfo) -> str | None:
    name = PurePosixPath(member.filename.replace("\\", "/"))
    if ".." in name.parts or name.is_absolute() or ":" in name.parts[0]:
        return kept(
            "{file}: the entry {entry} leads out of the dataset's folder. Nothing was unpacked."
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        return kept("{file}: the entry {entry} is a link to another file. Nothing was unpacked.")
    if member.flag_bits & 0x1:
        return kept("{file}: the entry {entry} is encrypted. Nothing was unpacked.")
    return None


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in _WANTED and "__MACOSX" not in path.parts


def _only_folder(folder: Path) -> Path:
    inside = list(folder.iterdir()) if folder.is_dir() else []
    wraps = len(inside) == 1 and inside[0].is_dir() and inside[0].name not in {"images", "labels"}
    return _only_folder(inside[0]) if wraps else folder
