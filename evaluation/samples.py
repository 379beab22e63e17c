"""Reads the shipped sample photos: a folder whose `truth.json` says what is really there.

The file has the form of `samples/truth.json`: a list `photos`, each with the name of its file,
its upright size, and `boxes` of corners in pixels with the housing type.
"""

import json
from pathlib import Path
from typing import Any

from detection.fields import RecordError, finite, member
from detection.record import Box, Housing
from evaluation.borders import clip, fit
from evaluation.photo_files import PhotoFile, locate_photo, read_photo_file
from evaluation.truth import Dataset, DatasetError, Finding, LabelledPhoto, TruthBox

__all__ = ["is_samples", "read_samples"]

_TRUTH = "truth.json"


def is_samples(folder: Path) -> bool:
    """Tell whether a folder holds a `truth.json` with photos."""
    try:
        content = json.loads((folder / _TRUTH).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and isinstance(content.get("photos"), list)


def read_samples(folder: Path) -> Dataset:
    """Read a folder of which `is_samples` is true; raises DatasetError if no photo can be used."""
    content: dict[str, Any] = json.loads((folder / _TRUTH).read_text("utf-8"))
    photos: list[LabelledPhoto] = []
    findings: list[Finding] = []
    for index, entry in enumerate(content["photos"]):
        photo, problems = _photo(folder, entry, f"{folder.name}/{_TRUTH} photos[{index}]")
        photos += [photo] if photo else []
        findings += problems
    if not photos:
        raise DatasetError(f"{folder}: no readable photo of those that {_TRUTH} names")
    return Dataset(name=folder.name, photos=tuple(photos), findings=tuple(findings))


def _photo(folder: Path, entry: Any, where: str) -> tuple[LabelledPhoto | None, list[Finding]]:  # noqa: ANN401 - JSON
    name = str(entry.get("photo", "")) if isinstance(entry, dict) else ""
    path = locate_photo(name, folder, folder)
    if path is None:
        message = f"There is no photo {name!r}; left out."
        return None, [Finding(code="photo_missing", where=where, message=message)]
    read = read_photo_file(path, f"{folder.name}/{name}")
    if isinstance(read, Finding):
        return None, [read]
    scale, problem = fit((_side(entry.get("width")), _side(entry.get("height"))), read, where)
    findings = [problem] if problem else []
    if scale is None:
        return None, findings
    boxes: list[TruthBox] = []
    drawn = entry.get("boxes")
    for index, described in enumerate(drawn if isinstance(drawn, list) else []):
        box, problem = _box(described, scale, read, f"{where}.boxes[{index}]")
        boxes += [box] if box else []
        findings += [problem] if problem else []
    photo = LabelledPhoto(
        name=f"{folder.name}/{name}",
        path=path,
        sha256=read.sha256,
        width=read.width,
        height=read.height,
        boxes=tuple(boxes),
    )
    return photo, findings


def _side(value: Any) -> float | None:  # noqa: ANN401 - JSON
    return float(value) if isinstance(value, int | float) and value > 0 else None


def _box(
    described: Any,  # noqa: ANN401 - JSON
    scale: float,
    photo: PhotoFile,
    where: str,
) -> tuple[TruthBox | None, Finding | None]:
    try:
        housing = member(Housing, described["housing"], "housing")
        x1, y1, x2, y2 = (finite(side, "box") * scale for side in described["box"])
    except (KeyError, TypeError, ValueError) as error:
        reason = str(error) if isinstance(error, RecordError) else "expected a housing and a box"
        message = f"Not readable ({reason}); left out."
        return None, Finding(code="label_malformed", where=where, message=message)
    corners: Box = (x1, y1, x2, y2)
    kept, problem = clip(corners, photo, where)
    return (None if kept is None else TruthBox(box=kept, housing=housing)), problem
