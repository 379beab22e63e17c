"""The photo files of a dataset: hash, upright size, and whether they open at all."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pi_heif
from PIL import Image, UnidentifiedImageError

from evaluation.truth import Finding

__all__ = ["PHOTO_SUFFIXES", "PhotoFile", "photo_paths", "read_photo_file"]

PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".heic", ".heif"})
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "HEIF")
_ORIENTATION_TAG = 0x0112
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


def read_photo_file(path: Path, where: str) -> PhotoFile | Finding:
    """Hash a photo and read its size; a photo that does not open gives a Finding."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return Finding(code="photo_unreadable", where=where, message=f"{reason}; left out.")
    size = _upright_size(content)
    if size is None:
        message = "This file does not open as a photo; left out."
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
