"""The photos as they were sent, one file each, named by their content."""

import hashlib
from datetime import datetime
from pathlib import Path

from mapping.storage import durable

__all__ = ["Originals", "digest", "is_digest"]


def digest(content: bytes) -> str:
    """Give the SHA-256 of a photo in hexadecimal: its name everywhere."""
    return hashlib.sha256(content).hexdigest()


def is_digest(name: str) -> bool:
    """Say whether a name is a SHA-256 in small hexadecimal digits, and so harmless in a path."""
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


class Originals:
    """A folder of photos: `ab/cdef….bin` holds the photo with the SHA-256 `abcdef…`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes) -> str:
        """Write a photo to the disk and give its SHA-256; a photo already there stays."""
        name = digest(content)
        target = self._path(name)
        if target.exists():
            durable.sync_folder(target.parent)  # another writer may have renamed it a moment ago
        else:
            durable.write(target, content)
        return name

    def read(self, sha256: str) -> bytes | None:
        """Give the bytes of a photo, None if its file is not (or no longer) there."""
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, sha256: str) -> bool:
        """Say whether the file of a photo is there."""
        return self._path(sha256).exists()

    def size(self, sha256: str) -> int:
        """Give the bytes of a photo in number, 0 if its file is not there."""
        try:
            return self._path(sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def written_between(self, since: datetime, until: datetime) -> set[str]:
        """Give the photos whose files were written in a span of time (aware, ends included)."""
        names = set()
        for file in self.folder.glob("??/*.bin"):
            try:
                written = file.stat().st_mtime
            except FileNotFoundError:  # deleted a moment ago
                continue
            name = file.parent.name + file.stem
            if is_digest(name) and since.timestamp() <= written <= until.timestamp():
                names.add(name)
        return names

    def delete(self, sha256: str) -> None:
        """Delete a photo, if it is there."""
        durable.remove(self._path(sha256))

    def _path(self, sha256: str) -> Path:
        if not is_digest(sha256):
            raise ValueError(f"expected a SHA-256 in small hexadecimal digits, got {sha256!r}")
        return self.folder / sha256[:2] / f"{sha256[2:]}.bin"
