"""The photo files of a dataset: hash, upright size, and whether they open at all."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pi_heif
from PIL import Image, UnidentifiedImageError

from evaluation.datasets.truth import Finding
from languages.kept import kept

__all__ = [
    "PHOTO_SUFFIXES",
    "PhotoFile",
    "locate_photo",
    "photo_paths",
    "read_photo_file",
    "split_of",
]

PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".heic", ".heif"})
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "HEIF")
_ORIENTATION_TAG = 0x0112
_SPLITS = {"train": "train", "val": "val", "valid": "val", "validation": "val", "test": "test"}
_SIDEWAYS = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, kw_only=True, slots=True)
class PhotoFile:
    """What a photo file is, without its pixels: `width` and `height` of the upright photo."""

    sha256: str
    width: int
    height: int


def photo_paths(folder: Path) -> Iterator[Path]:
    """Yield the photos under a folder in the order of their names, at any depth."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in PHOTO_SUFFIXES and path.is_file():
            yield path


def locate_photo(name: str, root: Path, beside: Path) -> Path | None:
    """Find the photo that a label file names, under `root` only; None where there is none.

    It may lie beside the label file or in a folder for photos. A name that leads out of
    `root` finds nothing: a dataset from a stranger must not make this read other files.
    """
    if not name or "\0" in name:
        return None
    name = name.replace("\\", "/")
    inside = root.resolve()
    folders = (beside, root, root / "images", root / "JPEGImages", *sorted(root.glob("*/images")))
    for folder in folders:
        for candidate in (folder / name, folder / Path(name).name):
            try:
                path = candidate.resolve()
                if path.is_relative_to(inside) and path.is_file():
                    return path
            except (OSError, RuntimeError):  # a name that no disk can have, a ring of links
                return None
    return None


def split_of(path: Path) -> str | None:
    """Tell the split (`train`, `val`, `test`) by the words of a relative path."""
    words = (word for part in path.parts for word in re.split(r"[\W_]+|\d+", part.lower()))
    return next((_SPLITS[word] for word in words if word in _SPLITS), None)


def read_photo_file(path: Path, where: str) -> PhotoFile | Finding:
    """Hash a photo and read its size; a photo that does not open gives a Finding."""
    try:
        content = path.read_bytes()
    except OSError as error:
        message = kept("Not readable ({reason}); left out.", reason=error.strerror or error)
        return Finding(code="photo_unreadable", where=where, message=message)
    size = _upright_size(content)
    if size is None:
        message = kept("This file does not open as a photo; left out.")
        return Finding(code="photo_unreadable", where=where, message=message)
    return PhotoFile(sha256=hashlib.sha256(content).hexdigest(), width=size[0], height=size[1])


def _upright_size(content: bytes) -> tuple[int, int] | None:
    pi_heif.register_heif_opener()
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            width, height = image.size
            sideways = image.getexif().get(_ORIENTATION_TAG) in _SIDEWAYS
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return (height, width) if sideways else (width, height)
