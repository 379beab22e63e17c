"""Reads COCO JSON: one file names photos, categories and boxes `[x, y, width, height]`."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detection.fields import RecordError, finite
from detection.record import Box, Housing
from evaluation.datasets.borders import clip, fit
from evaluation.datasets.housing_names import housing_of, names_look_alikes
from evaluation.datasets.photo_files import PhotoFile, locate_photo, read_photo_file, split_of
from evaluation.datasets.truth import Dataset, DatasetError, Finding, LabelledPhoto, TruthBox
from languages.kept import kept

__all__ = ["coco_files", "read_coco"]

_Json = Mapping[str, Any]


def coco_files(folder: Path) -> tuple[Path, ...]:
    """Find the annotation files of a folder: JSON objects that hold images and annotations."""
    candidates = sorted({*folder.glob("*.json"), *folder.glob("*/*.json")})
    return tuple(path for path in candidates if _looks_like_coco(path))


def read_coco(path: Path, root: Path | None = None) -> Dataset:
    """Read one annotation file; photos are looked for under `root`, nowhere else.

    `root` is the file's folder if not given, or that above if the folder is `annotations`.
    Raises DatasetError where the file is not COCO JSON or no photo can be read.
    """
    folder = path.parent.parent if path.parent.name == "annotations" else path.parent
    reader = _Reader(root=root or folder, file=path, where=f"{folder.name}/{path.name}")
    content = _load(path)
    housings, findings = _categories(content, reader.where)
    annotations: dict[Any, list[tuple[int, _Json]]] = defaultdict(list)
    for index, annotation in enumerate(_objects(content, "annotations")):
        annotations[_key(annotation, "image_id")].append((index, annotation))
    photos: list[LabelledPhoto] = []
    for image in _objects(content, "images"):
        photo, problems = reader.photo(image, annotations.pop(_key(image, "id"), []), housings)
        photos += [photo] if photo else []
        findings += problems
    findings += [
        Finding(
            code="photo_missing",
            where=f"{reader.where} annotations[{index}]",
            message=kept("There is no image {number}; left out.", number=repr(number)),
        )
        for number, orphans in annotations.items()
        for index, _ in orphans
    ]
    if not photos:
        raise DatasetError(
            kept(
                "{file}: no readable photo; they are looked for in {folder}",
                file=path,
                folder=reader.root,
            )
        )
    return Dataset(name=folder.name, photos=tuple(photos), findings=tuple(findings))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reader:
    root: Path
    file: Path
    where: str

    def photo(
        self,
        image: _Json,
        annotations: list[tuple[int, _Json]],
        housings: Mapping[Any, Housing | None],
    ) -> tuple[LabelledPhoto | None, list[Finding]]:
        name = str(image.get("file_name", ""))
        path = locate_photo(name, self.root, self.file.parent)
        if path is None:
            message = kept("Not found in {folder}; left out with its boxes.", folder=self.root.name)
            return None, [Finding(code="photo_missing", where=name, message=message)]
        relative = path.relative_to(self.root.resolve())
        where = f"{self.root.name}/{relative.as_posix()}"
        read = read_photo_file(path, where)
        if isinstance(read, Finding):
            return None, [read]
        drawn_on = (_number(image.get("width")), _number(image.get("height")))
        scale, problem = fit(drawn_on, read, where)
        if scale is None:
            return None, [problem] if problem else []
        boxes, findings = self._boxes(annotations, housings, read, scale)
        return LabelledPhoto(
            name=where,
            path=path,
            sha256=read.sha256,
            width=read.width,
            height=read.height,
            split=split_of(relative.parent) or split_of(Path(self.file.stem)),
            boxes=tuple(boxes),
        ), [*([problem] if problem else []), *findings]

    def _boxes(
        self,
        annotations: list[tuple[int, _Json]],
        housings: Mapping[Any, Housing | None],
        photo: PhotoFile,
        scale: float,
    ) -> tuple[list[TruthBox], list[Finding]]:
        boxes: list[TruthBox] = []
        findings: list[Finding] = []
        for index, annotation in annotations:
            where = f"{self.where} annotations[{index}]"
            category = _key(annotation, "category_id")
            if category not in housings:
                message = kept("There is no category {number}; left out.", number=repr(category))
                findings.append(Finding(code="class_out_of_range", where=where, message=message))
            elif (housing := housings[category]) is not None:
                box, problem = _box(annotation.get("bbox"), photo, scale, where)
                findings += [problem] if problem else []
                crowd = bool(annotation.get("iscrowd"))
                boxes += [TruthBox(box=box, housing=housing, crowd=crowd)] if box else []
        return boxes, findings


def _box(
    value: object, photo: PhotoFile, scale: float, where: str
) -> tuple[Box | None, Finding | None]:
    numbers = [_number(side) for side in value] if isinstance(value, list) else []
    sides = [side * scale for side in numbers if side is not None]
    if len(sides) != 4 or len(numbers) != 4:
        message = kept("Expected bbox as four numbers, got {value}; left out.", value=repr(value))
        return None, Finding(code="label_malformed", where=where, message=message)
    x, y, width, height = sides
    return clip((x, y, x + width, y + height), photo, where)


def _categories(content: _Json, where: str) -> tuple[dict[Any, Housing | None], list[Finding]]:
    housings: dict[Any, Housing | None] = {}
    findings = []
    for category in _objects(content, "categories"):
        name = str(category.get("name", ""))
        housings[_key(category, "id")] = housing = housing_of(name)
        if housing is None and not names_look_alikes(name):
            message = kept(
                "{name} is no housing type and no camera; its boxes are left out.", name=repr(name)
            )
            findings.append(Finding(code="class_unknown", where=where, message=message))
    return housings, findings


def _key(value: _Json, name: str) -> float | str | None:
    """The id at a name; what can be none is told by its spelling."""
    key = value.get(name)
    return key if key is None or isinstance(key, int | float | str) else repr(key)


def _load(path: Path) -> _Json:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DatasetError(
            kept("{file}: not readable as JSON: {reason}", file=path, reason=error)
        ) from error
    if not isinstance(content, dict) or not {"images", "annotations", "categories"} <= set(content):
        raise DatasetError(
            kept("{file}: not COCO JSON: expected images, annotations and categories", file=path)
        )
    return content


def _looks_like_coco(path: Path) -> bool:
    try:
        _load(path)
    except DatasetError:
        return False
    return True


def _objects(content: _Json, key: str) -> Iterator[_Json]:
    values = content[key]
    yield from (
        (value for value in values if isinstance(value, dict)) if isinstance(values, list) else ()
    )


def _number(value: object) -> float | None:
    try:
        return finite(value, "")
    except RecordError:
        return None
