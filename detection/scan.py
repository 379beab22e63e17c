"""Scanning: from files to scan records, in order, several at a time.

A photo that cannot be used gives a record with its problem; it never stops the others.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from detection import photo as photos
from detection.detector import Detector
from detection.photo import Photo, PhotoError
from detection.record import Problem, ScanRecord
from languages.kept import kept

__all__ = ["PHOTO_SUFFIXES", "PhotoFile", "ReadPhoto", "find_photos", "scan", "scan_bytes"]

PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp"})
"""What is picked out of a folder; a file named by itself is always scanned."""


ReadPhoto = Callable[[bytes], Photo]
"""Decodes a photo or raises PhotoError: `photo.read`, or that of a `GuardedReader`."""


class PhotoFile(Protocol):
    """A file to scan, here (a Path) or in object storage."""

    def as_posix(self) -> str:
        """Give the name that the record has."""
        ...

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Open it to be read; raises OSError."""
        ...


def find_photos(paths: Iterable[Path]) -> list[Path]:
    """Files as they are named and, for folders, the photos below them in order of their paths.

    Raises FileNotFoundError for a path that does not exist.
    """
    found: dict[Path, None] = {}  # a photo that is named twice is scanned once
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.suffix.lower() in PHOTO_SUFFIXES)
            found.update(dict.fromkeys(sorted(filter(Path.is_file, inside))))
        elif path.exists():
            found[path] = None
        else:
            raise FileNotFoundError(f"There is no file or folder {path}.")
    return list(found)


def scan(
    files: Iterable[PhotoFile],
    detector: Detector,
    *,
    confidence: float | None = None,
    workers: int = 2,
    read: ReadPhoto = photos.read,
) -> Iterator[ScanRecord]:
    """Scan files and give their records in the same order.

    `workers` threads read and decode; the detector is asked by one at a time. At most two
    photos a worker are under way, so memory does not grow with the number of files.
    """
    remaining = iter(files)
    with ThreadPoolExecutor(max_workers=workers) as pool:

        def start(count: int) -> Iterator[Future[ScanRecord]]:
            for file in islice(remaining, count):
                yield pool.submit(_scan_file, file, detector, confidence, read)

        under_way = deque(start(2 * workers))
        while under_way:
            record = under_way.popleft().result()
            under_way.extend(start(1))
            yield record


def scan_bytes(
    data: bytes,
    detector: Detector,
    *,
    name: str | None = None,
    confidence: float | None = None,
    read: ReadPhoto = photos.read,
) -> ScanRecord:
    """Scan one photo given as bytes; `name` is what the record calls it, else its SHA-256."""
    sha256 = hashlib.sha256(data).hexdigest()
    name = name or sha256
    try:
        photo = read(data)
    except PhotoError as error:
        return ScanRecord(
            photo=name,
            sha256=sha256,
            taken_at=error.metadata.taken_at,
            location=error.metadata.location,
            location_problem=error.metadata.location_problem,
            error=error.problem,
        )
    return ScanRecord(
        photo=name,
        sha256=sha256,
        width=photo.width,
        height=photo.height,
        taken_at=photo.metadata.taken_at,
        location=photo.metadata.location,
        location_problem=photo.metadata.location_problem,
        detections=detector.detect(photo.pixels, confidence=confidence),
        notes=photo.notes,
    )


def _scan_file(
    file: PhotoFile, detector: Detector, confidence: float | None, read: ReadPhoto
) -> ScanRecord:
    try:
        with file.open("rb") as stream:
            data = stream.read(photos.MAX_BYTES + 1)  # one more shows that it is too large
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = Problem(
            code="unreadable", message=kept("The file cannot be read: {reason}.", reason=reason)
        )
        return ScanRecord(photo=file.as_posix(), sha256=None, error=problem)
    return scan_bytes(data, detector, name=file.as_posix(), confidence=confidence, read=read)
