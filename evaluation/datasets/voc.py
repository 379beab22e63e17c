"""Reads Pascal VOC: one XML file a photo.

Corners are the VOC development kit's (Everingham et al., 2012): the first pixel is 1, and
`xmax` and `ymax` name the last pixel inside. Objects marked `difficult` become crowd regions,
which count neither way, as in the kit.
"""

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from detection.record import Box
from evaluation.datasets.borders import clip, fit
from evaluation.datasets.housing_names import housing_of
from evaluation.datasets.photo_files import (
    PHOTO_SUFFIXES,
    PhotoFile,
    locate_photo,
    photo_paths,
    read_photo_file,
    split_of,
)
from evaluation.datasets.truth import Dataset, DatasetError, Finding, LabelledPhoto, TruthBox
from languages.kept import kept

__all__ = ["is_voc", "read_voc"]


def is_voc(folder: Path) -> bool:
    """Tell whether there are XML files that annotate photos."""
    return any(_root(path) is not None for path in sorted(folder.rglob("*.xml"))[:5])


def read_voc(folder: Path) -> Dataset:
    """Read all annotation files under a folder; raises DatasetError if no photo is readable."""
    photos: list[LabelledPhoto] = []
    findings: list[Finding] = []
    unknown: dict[str, Finding] = {}
    for path in sorted(folder.rglob("*.xml")):
        where = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        root = _root(path)
        if root is None:
            message = kept("Not readable as a Pascal VOC annotation; left out.")
            findings.append(Finding(code="label_unreadable", where=where, message=message))
            continue
        photo, problems = _read_photo(root, path, folder, where)
        photos += [photo] if photo else []
        for problem in problems:
            if problem.code == "class_unknown":
                unknown.setdefault(problem.message, problem)
            else:
                findings.append(problem)
    if not photos:
        raise DatasetError(
            kept("{folder}: no readable photo belongs to its XML files", folder=folder)
        )
    findings += [*unknown.values(), *_without_label(folder, photos)]
    return Dataset(name=folder.name, photos=tuple(photos), findings=tuple(findings))


def _root(path: Path) -> Element | None:
    try:
        root = parse(path).getroot()
    except (OSError, ParseError, DefusedXmlException, ValueError):
        return None
    return root if root is not None and root.tag == "annotation" else None


def _read_photo(
    root: Element, path: Path, folder: Path, where: str
) -> tuple[LabelledPhoto | None, list[Finding]]:
    photo_path = _photo_of(root, path, folder)
    if photo_path is None:
        message = kept(
            "No photo {name} for this file; left out.", name=repr(root.findtext("filename"))
        )
        return None, [Finding(code="photo_missing", where=where, message=message)]
    relative = photo_path.relative_to(folder.resolve())
    name = f"{folder.name}/{relative.as_posix()}"
    read = read_photo_file(photo_path, name)
    if isinstance(read, Finding):
        return None, [read]
    scale, problem = fit((_number(root, "size/width"), _number(root, "size/height")), read, where)
    if scale is None:
        return None, [problem] if problem else []
    findings = [problem] if problem else []
    boxes = []
    for index, described in enumerate(root.iter("object")):
        box, problem = _read_object(described, read, scale, f"{where} object {index + 1}")
        boxes += [box] if box else []
        findings += [problem] if problem else []
    return LabelledPhoto(
        name=name,
        path=photo_path,
        sha256=read.sha256,
        width=read.width,
        height=read.height,
        split=split_of(relative.parent),
        boxes=tuple(boxes),
    ), findings


def _read_object(
    described: Element, photo: PhotoFile, scale: float, where: str
) -> tuple[TruthBox | None, Finding | None]:
    name = described.findtext("name", "")
    housing = housing_of(name)
    if housing is None:
        message = kept(
            "{name} is no housing type and no camera; its boxes are left out.", name=repr(name)
        )
        return None, Finding(code="class_unknown", where=where, message=message)
    corners = [_number(described, f"bndbox/{side}") for side in ("xmin", "ymin", "xmax", "ymax")]
    sides = [side for side in corners if side is not None]
    if len(sides) != 4:
        message = kept("Expected bndbox with xmin, ymin, xmax and ymax; left out.")
        return None, Finding(code="label_malformed", where=where, message=message)
    drawn: Box = (
        (sides[0] - 1) * scale,
        (sides[1] - 1) * scale,
        sides[2] * scale,
        sides[3] * scale,
    )
    box, problem = clip(drawn, photo, where)
    crowd = described.findtext("difficult", "0").strip() == "1"
    return (TruthBox(box=box, housing=housing, crowd=crowd) if box else None), problem


def _photo_of(root: Element, path: Path, folder: Path) -> Path | None:
    name = root.findtext("filename") or ""
    beside = [path.with_suffix(suffix).name for suffix in sorted(PHOTO_SUFFIXES)]
    located = (locate_photo(one, folder, path.parent) for one in (name, *beside) if one)
    return next((photo for photo in located if photo is not None), None)


def _without_label(folder: Path, photos: list[LabelledPhoto]) -> list[Finding]:
    labelled = {photo.path.resolve() for photo in photos}
    message = kept("No XML file belongs to this photo; left out.")
    return [
        Finding(
            code="label_missing",
            where=f"{folder.name}/{path.relative_to(folder).as_posix()}",
            message=message,
        )
        for path in photo_paths(folder)
        if path.resolve() not in labelled
    ]


def _number(element: Element, path: str) -> float | None:
    try:
        return float(element.findtext(path, ""))
    except ValueError:
        return None
