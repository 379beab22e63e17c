"""A YOLO dataset that people draw: photos, boxes, and which photos nobody has looked at yet.

    images/     photos that a person has gone through, without any metadata
    labels/     a file for each of them, empty where there is no camera
    inbox/      photos that nobody has finished, with their boxes so far; readers of YOLO
                folders do not see them
    data.yaml   the names of the classes

A label file is written before its photo moves out of `inbox/`, so a program that ends at any
moment leaves no photo that passes for one without cameras.
"""

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import yaml
from PIL import Image

from detection import photo as photos
from detection.photo import PhotoError, Pixels
from detection.record import Box, Housing
from detection.scan import ReadPhoto
from evaluation.datasets.class_names import read_class_names
from evaluation.datasets.housing_names import housing_of
from evaluation.datasets.photo_files import PHOTO_SUFFIXES, read_photo_file
from evaluation.datasets.truth import DatasetError, Finding, TruthBox

__all__ = ["CLASSES", "LabelFolder"]

CLASSES: tuple[Housing, ...] = (
    Housing.DOME,
    Housing.TURRET,
    Housing.BULLET,
    Housing.PTZ,
    Housing.BOX,
    Housing.ALPR,
    Housing.UNKNOWN,
)
"""The classes of a new dataset, in the order of `training/labels/classes.txt`."""

_JPEG_QUALITY = 95
_DESCRIPTION = "data.yaml"


class LabelFolder:
    """Photos and their boxes; every change is on the disk when its method returns."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.classes = _classes(root) or CLASSES

    @classmethod
    def is_one(cls, root: Path) -> bool:
        """Tell whether a folder is of this form and each of its classes is a housing type."""
        is_flat = not any(path.is_dir() for path in root.glob("images/*"))
        return (root / "images").is_dir() and is_flat and _classes(root) is not None

    @classmethod
    def create(cls, root: Path) -> "LabelFolder":
        """Make an existing folder an empty dataset."""
        for name in ("images", "labels", "inbox"):
            (root / name).mkdir(exist_ok=True)
        names = {number: housing.value for number, housing in enumerate(CLASSES)}
        described = {"path": ".", "train": "images", "val": "images", "names": names}
        _write(root / _DESCRIPTION, yaml.safe_dump(described, sort_keys=False).encode())
        return cls(root)

    def names(self) -> tuple[str, ...]:
        """Give the names of all photos in their order."""
        found = {path.name for folder in ("images", "inbox") for path in self._photos(folder)}
        return tuple(sorted(found))

    def waiting(self) -> frozenset[str]:
        """Give the names of the photos that nobody has finished."""
        return frozenset(path.name for path in self._photos("inbox"))

    def add(self, content: bytes, read: ReadPhoto = photos.read) -> str | None:
        """Keep a photo, upright and without its metadata, and give its name; None if it is here.

        `read` decodes it. Raises detection.photo.PhotoError for what is no usable photo.
        """
        mark = hashlib.sha256(content).hexdigest()[:12]
        names = self.names()
        if any(Path(name).stem.endswith(mark) for name in names):
            return None
        stream = io.BytesIO()
        upright = Image.fromarray(read(content).pixels)
        upright.save(stream, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        last = max((int(name[:4]) for name in names if name[:4].isdigit()), default=0)
        name = f"{last + 1:04d}-{mark}.jpg"
        (self.root / "inbox").mkdir(exist_ok=True)
        _write(self.root / "inbox" / name, stream.getvalue())
        return name

    def path(self, name: str) -> Path:
        """Give the file of a photo; raises FileNotFoundError if there is none of this name."""
        for folder in ("images", "inbox"):
            path = self.root / folder / name
            if name in {one.name for one in self._photos(folder)}:
                return path
        raise FileNotFoundError(name)

    def pixels(self, name: str) -> Pixels:
        """Give the upright photo, height x width x 3; raises FileNotFoundError or PhotoError."""
        return photos.read(self.path(name).read_bytes()).pixels

    def boxes(self, name: str) -> tuple[TruthBox, ...]:
        """Give what was drawn on a photo; raises FileNotFoundError or PhotoError."""
        try:
            lines = self._label(self.path(name)).read_text("utf-8").splitlines()
        except FileNotFoundError:
            return ()
        return tuple(self._parse(lines, self._size(name)))

    def save(self, name: str, boxes: Sequence[TruthBox], *, done: bool) -> None:
        """Keep the boxes of a photo; once it is `done`, none means that there is no camera.

        Boxes are cut at the borders of the photo. A photo that was done stays so. Raises
        FileNotFoundError if the photo is gone, and ValueError for a type without a class.
        """
        path = self.path(name)
        size = self._size(name)
        lines = [_line(one, self.classes, size) for one in boxes]
        target = self.root / "images" / name if done else path
        self._label(target).parent.mkdir(exist_ok=True)
        _write(self._label(target), "".join(lines).encode())
        if target != path:
            path.replace(target)
            self._label(path).unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """Remove a photo and its boxes; raises FileNotFoundError if there is none."""
        path = self.path(name)
        path.unlink()
        self._label(path).unlink(missing_ok=True)

    def zipped(self) -> bytes:
        """Give the dataset as a zip file, without the photos that wait."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:  # photos don't shrink
            for path in self._files():
                archive.write(path, f"{self.root.name}/{path.relative_to(self.root).as_posix()}")
        return stream.getvalue()

    def _files(self) -> Iterator[Path]:
        yield self.root / _DESCRIPTION
        for photo in self._photos("images"):
            yield photo
            if self._label(photo).is_file():
                yield self._label(photo)

    def _photos(self, folder: str) -> tuple[Path, ...]:
        place = self.root / folder
        found = place.iterdir() if place.is_dir() else ()
        return tuple(sorted(path for path in found if path.suffix.lower() in PHOTO_SUFFIXES))

    def _label(self, photo: Path) -> Path:
        if photo.parent.name == "inbox":
            return photo.with_suffix(".txt")
        return (self.root / "labels" / photo.name).with_suffix(".txt")

    def _size(self, name: str) -> tuple[int, int]:
        read = read_photo_file(self.path(name), name)
        if isinstance(read, Finding):
            raise PhotoError("damaged")
        return read.width, read.height

    def _parse(self, lines: Sequence[str], size: tuple[int, int]) -> Iterator[TruthBox]:
        for line in lines:
            with suppress(ValueError, IndexError):  # a broken line of somebody else's dataset
                number, *sides = line.split()
                box = _corners([float(side) for side in sides], size)
                yield TruthBox(box=box, housing=self.classes[int(number)])


def _line(one: TruthBox, classes: Sequence[Housing], size: tuple[int, int]) -> str:
    """Give the line of a label file; nothing for a box outside the photo."""
    width, height = size
    x1, x2 = (min(max(side, 0.0), width) / width for side in one.box[::2])
    y1, y2 = (min(max(side, 0.0), height) / height for side in one.box[1::2])
    if x2 <= x1 or y2 <= y1:
        return ""
    parts = ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1)
    return " ".join([str(classes.index(one.housing)), *(f"{part:.8f}" for part in parts)]) + "\n"


def _corners(sides: Sequence[float], size: tuple[int, int]) -> Box:
    if len(sides) == 4:
        cx, cy, width, height = sides
        across, down = (cx - width / 2, cx + width / 2), (cy - height / 2, cy + height / 2)
    else:  # a polygon
        across, down = (min(sides[::2]), max(sides[::2])), (min(sides[1::2]), max(sides[1::2]))
    return across[0] * size[0], down[0] * size[1], across[1] * size[0], down[1] * size[1]


def _classes(root: Path) -> tuple[Housing, ...] | None:
    try:
        names = read_class_names(root / _DESCRIPTION)
    except DatasetError:
        return None
    housings = [housing_of(name) for name in names]
    known = tuple(housing for housing in housings if housing is not None)
    return known if known and len(known) == len(housings) else None


def _write(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
