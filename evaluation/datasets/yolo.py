"""Reads YOLO folders: photos under `images/`, boxes of the same name under `labels/`.

Both layouts in use are read: `images/train` beside `labels/train`, and `train/images` beside
`train/labels`. A line is `class cx cy w h` in fractions of the upright photo's sides; polygons
(`class x1 y1 x2 y2 x3 y3 …`) become their bounding box.
"""

import math
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from detection.record import Box
from evaluation.datasets.borders import clip
from evaluation.datasets.class_names import read_class_names
from evaluation.datasets.housing_names import housing_of, names_look_alikes
from evaluation.datasets.photo_files import PhotoFile, photo_paths, read_photo_file, split_of
from evaluation.datasets.truth import Dataset, DatasetError, Finding, LabelledPhoto, TruthBox
from languages.kept import kept

__all__ = ["is_yolo", "read_yolo"]

_NOT_LABELS = frozenset({"classes.txt", "README.txt", "readme.txt"})


def is_yolo(folder: Path) -> bool:
    """Tell whether a folder has an `images` folder at its top or one level below."""
    return any(path.is_dir() for path in (*folder.glob("images"), *folder.glob("*/images")))


def read_yolo(folder: Path, classes: Sequence[str] | None = None) -> Dataset:
    """Read a YOLO folder; `classes` overrides the names in its data.yaml or classes.txt.

    Raises DatasetError where there are no photos or nobody says what the classes are called.
    """
    names = tuple(classes) if classes else _class_names(folder)
    photos: list[LabelledPhoto] = []
    findings = _unknown_classes(names)
    used: set[Path] = set()
    for path in photo_paths(folder):
        relative = path.relative_to(folder)
        if "images" not in relative.parts:
            continue
        where = f"{folder.name}/{relative.as_posix()}"
        used.add(label := _label_path(folder, relative))
        read = read_photo_file(path, where)
        if isinstance(read, Finding):
            findings.append(read)
            continue
        boxes, problems = _read_label(label, folder, names, read)
        findings += problems
        photos.append(
            LabelledPhoto(
                name=where,
                path=path,
                sha256=read.sha256,
                width=read.width,
                height=read.height,
                split=split_of(relative.parent),
                boxes=boxes,
            )
        )
    if not photos:
        raise DatasetError(
            kept("{folder}: no readable photo in a folder called images", folder=folder)
        )
    return Dataset(
        name=folder.name, photos=tuple(photos), findings=(*findings, *_orphans(folder, used))
    )


def _class_names(folder: Path) -> tuple[str, ...]:
    described = next(iter(sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])), None)
    if described is not None:
        return read_class_names(described)
    for listed in (folder / "classes.txt", folder / "labels" / "classes.txt"):
        if listed.is_file():
            return tuple(line.strip() for line in listed.read_text("utf-8").splitlines() if line)
    raise DatasetError(
        kept(
            "{folder}: no data.yaml and no classes.txt says what the classes are called",
            folder=folder,
        )
        + kept("; name them in order with --classes, as in --classes dome,turret,bullet")
    )


def _unknown_classes(names: Sequence[str]) -> list[Finding]:
    return [
        Finding(
            code="class_unknown",
            where=kept("class {number}", number=index),
            message=kept(
                "{name} is no housing type and no camera; its boxes are left out.", name=repr(name)
            ),
        )
        for index, name in enumerate(names)
        if name and housing_of(name) is None and not names_look_alikes(name)
    ]


def _label_path(folder: Path, relative: Path) -> Path:
    parts = list(relative.parts)
    last = len(parts) - 1 - parts[::-1].index("images")
    parts[last] = "labels"
    return folder.joinpath(*parts).with_suffix(".txt")


def _read_label(
    path: Path, folder: Path, names: Sequence[str], photo: PhotoFile
) -> tuple[tuple[TruthBox, ...], list[Finding]]:
    where = PurePosixPath(folder.name, path.relative_to(folder).as_posix())
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        message = kept("No label file; counted as a photo without cameras.")
        return (), [Finding(code="label_missing", where=str(where), message=message)]
    except (OSError, UnicodeDecodeError) as error:
        message = kept("Not readable ({reason}); counted as a photo without cameras.", reason=error)
        return (), [Finding(code="label_unreadable", where=str(where), message=message)]
    boxes: list[TruthBox] = []
    findings: list[Finding] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        here = f"{where}:{number}"
        box, problem = _read_line(line, here, names, photo)
        if box is not None and box in boxes:
            problem = Finding(
                code="box_repeated", where=here, message=kept("Repeated; counted once.")
            )
        elif box is not None:
            boxes.append(box)
        if problem is not None:
            findings.append(problem)
    return tuple(boxes), findings


def _read_line(
    line: str, where: str, names: Sequence[str], photo: PhotoFile
) -> tuple[TruthBox | None, Finding | None]:
    index, numbers = _numbers(line)
    if index is None or not (len(numbers) == 4 or (len(numbers) >= 6 and len(numbers) % 2 == 0)):
        message = kept("Expected a class number and the four numbers of a box; left out.")
        return None, Finding(code="label_malformed", where=where, message=message)
    if not 0 <= index < len(names):
        message = kept(
            "Class {number} of {named} named classes; left out.", number=index, named=len(names)
        )
        return None, Finding(code="class_out_of_range", where=where, message=message)
    housing = housing_of(names[index])
    if housing is None:
        return None, None  # reported once for the class
    box = _corners(numbers, photo)
    inside, problem = clip(box, photo, where)
    return (None if inside is None else TruthBox(box=inside, housing=housing)), problem


def _numbers(line: str) -> tuple[int | None, list[float]]:
    try:
        index, *rest = line.split()
        numbers = [float(word) for word in rest]
        return (int(index), numbers) if all(map(math.isfinite, numbers)) else (None, [])
    except ValueError:
        return None, []


def _corners(numbers: Sequence[float], photo: PhotoFile) -> Box:
    if len(numbers) == 4:
        cx, cy, width, height = numbers
        left, top, right, bottom = cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2
    else:
        left, top, right, bottom = (
            min(numbers[::2]),
            min(numbers[1::2]),
            max(numbers[::2]),
            max(numbers[1::2]),
        )
    return left * photo.width, top * photo.height, right * photo.width, bottom * photo.height


def _orphans(folder: Path, used: set[Path]) -> list[Finding]:
    labels = (path for path in sorted(folder.rglob("*.txt")) if "labels" in path.parts)
    return [
        Finding(
            code="photo_missing",
            where=f"{folder.name}/{path.relative_to(folder).as_posix()}",
            message=kept("A label file without a photo; left out."),
        )
        for path in labels
        if path not in used and path.name not in _NOT_LABELS
    ]
