"""Photos by folder, pattern or address, on this machine or in object storage (fsspec)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, cast

import fsspec

from detection.scan import PHOTO_SUFFIXES, find_photos

__all__ = ["LocalPhoto", "RemotePhoto", "find", "photo_file"]

_PATTERN_SIGNS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class RemotePhoto:
    """A photo by its address, such as s3://bucket/street/1.jpg; see scan.PhotoFile."""

    address: str

    def as_posix(self) -> str:
        """Give the address."""
        return self.address

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Open it to be read; raises OSError."""
        system, path = fsspec.core.url_to_fs(self.address)
        return cast(BinaryIO, system.open(path, mode))


@dataclass(frozen=True, slots=True)
class LocalPhoto:
    """A photo by its path, which may begin in the folder that the scan was started in."""

    name: str
    folder: str

    def as_posix(self) -> str:
        """Give the path as it was named."""
        return self.name

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Open it to be read; raises OSError."""
        return (Path(self.folder) / self.name).open(mode)


def photo_file(name: str, folder: str) -> LocalPhoto | RemotePhoto:
    """Give the file of a name that `find` gave when it ran in `folder`."""
    return RemotePhoto(name) if "://" in name else LocalPhoto(name, folder)


def find(places: Iterable[str]) -> Iterator[str]:
    """Names of photos: files as named, those below folders, and those that match patterns.

    The order is that of the places and, within one, of the paths; each photo comes once.
    Raises FileNotFoundError for a place where there is nothing.
    """
    seen: set[str] = set()
    for place in places:
        for name in _remote(place) if "://" in place else _local(place):
            if name not in seen:
                seen.add(name)
                yield name


def _local(place: str) -> list[str]:
    path = Path(place)
    if path.exists() or not _PATTERN_SIGNS & set(place):
        return [found.as_posix() for found in find_photos([path])]
    matching = sorted(map(Path, fsspec.filesystem("file").glob(place)))
    here = Path.cwd()
    kept = [each if path.is_absolute() else each.relative_to(here) for each in matching]
    if not kept:
        raise FileNotFoundError(f"There is no file or folder {place}.")
    return [found.as_posix() for found in find_photos(kept)]


def _remote(place: str) -> list[str]:
    system, path = fsspec.core.url_to_fs(place)
    if _PATTERN_SIGNS & set(place):
        paths = [found for found in system.glob(path) if _is_photo(found)]
    elif system.isdir(path):
        paths = [found for found in system.find(path) if _is_photo(found)]
    else:
        paths = [path] if system.exists(path) else []
    if not paths:
        raise FileNotFoundError(f"There is no photo at {place}.")
    return [system.unstrip_protocol(found) for found in sorted(paths)]


def _is_photo(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in PHOTO_SUFFIXES
