"""The pictures that the pages show of each photo: redacted and without metadata.

    pictures/ab/cdef…/photo.jpg               the photo with the SHA-256 `abcdef…`, made smaller
    pictures/ab/cdef…/12.0_40.5_96.0_88.0.jpg   the camera in that box of it

They stay when the original is deleted.
"""

from collections.abc import Sequence
from pathlib import Path

from detection.record import Box
from detection.shown import Drawn
from mapping.storage import durable
from mapping.storage.originals import is_digest

__all__ = ["Pictures"]


class Pictures:
    """A folder of pictures, a folder for each photo in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, sha256: str, boxes: Sequence[Box], drawn: Drawn) -> None:
        """Write the pictures of a photo, the photo itself last: where it is, all are."""
        folder = self._folder(sha256)
        for box, crop in zip(boxes, drawn.crops, strict=True):
            durable.write(folder / _name(box), crop)
        durable.write(folder / "photo.jpg", drawn.photo)

    def has(self, sha256: str) -> bool:
        """Say whether there are pictures of a photo."""
        return (self._folder(sha256) / "photo.jpg").exists()

    def photo(self, sha256: str) -> bytes | None:
        """Give the photo as JPEG, None if there is no picture of it."""
        return _read(self._folder(sha256) / "photo.jpg")

    def crop(self, sha256: str, box: Box) -> bytes | None:
        """Give the crop of the camera in a box (pixels of the upright photo), None if none."""
        return _read(self._folder(sha256) / _name(box))

    def delete(self, sha256: str) -> None:
        """Delete all pictures of a photo, if there are any."""
        folder = self._folder(sha256)
        if not folder.is_dir():
            return
        for file in folder.iterdir():
            file.unlink(missing_ok=True)
        durable.sync_folder(folder)
        folder.rmdir()
        durable.sync_folder(folder.parent)

    def _folder(self, sha256: str) -> Path:
        if not is_digest(sha256):
            raise ValueError(f"expected a SHA-256 in small hexadecimal digits, got {sha256!r}")
        return self.folder / sha256[:2] / sha256[2:]


def _name(box: Box) -> str:
    return "_".join(f"{side:.1f}" for side in box) + ".jpg"


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
