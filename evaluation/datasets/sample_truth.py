"""Reads `truth.json` of the project's own sample photos: boxes, and where each camera stands."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from detection.record import Housing
from evaluation.datasets.borders import clip, fit
from evaluation.datasets.photo_files import PhotoFile, locate_photo, read_photo_file
from evaluation.datasets.truth import Dataset, DatasetError, Finding, LabelledPhoto, TruthBox
from evaluation.figures.position_error import TruePosition
from languages.kept import kept

__all__ = ["is_sample_truth", "read_sample_positions", "read_samples"]

_FILE = "truth.json"


def is_sample_truth(folder: Path) -> bool:
    """Tell whether a folder holds a truth.json."""
    return (folder / _FILE).is_file()


def read_samples(folder: Path) -> Dataset:
    """Read the photos and boxes; raises DatasetError where there are none to read."""
    photos: list[LabelledPhoto] = []
    findings: list[Finding] = []
    for entry in _load(folder / _FILE)["photos"]:
        photo, problems = _photo(folder, entry)
        photos += [photo] if photo else []
        findings += problems
    if not photos:
        raise DatasetError(
            kept("{folder}: no readable photo that {file} names", folder=folder, file=_FILE)
        )
    return Dataset(name=folder.name, photos=tuple(photos), findings=tuple(findings))


def read_sample_positions(path: Path) -> tuple[TruePosition, ...]:
    """Read where the cameras stand that each photo shows; raises DatasetError."""
    content = _load(path)
    try:
        places = {one["camera"]: one for one in content["cameras"]}
        return tuple(
            TruePosition(
                photo=photo["photo"],
                x=(seen["box"][0] + seen["box"][2]) / 2,
                y=(seen["box"][1] + seen["box"][3]) / 2,
                latitude=float(places[seen["camera"]]["latitude"]),
                longitude=float(places[seen["camera"]]["longitude"]),
            )
            for photo in content["photos"]
            for seen in photo["boxes"]
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise DatasetError(f"{path}: not complete: {error!r}") from error


def _photo(folder: Path, entry: Mapping[str, Any]) -> tuple[LabelledPhoto | None, list[Finding]]:
    where = f"{folder.name}/{entry.get('photo')}"
    path = locate_photo(str(entry.get("photo", "")), folder, folder)
    if path is None:
        message = kept("Not found; left out.")
        return None, [Finding(code="photo_missing", where=where, message=message)]
    read = read_photo_file(path, where)
    if isinstance(read, Finding):
        return None, [read]
    scale, problem = fit((entry.get("width"), entry.get("height")), read, where)
    findings = [problem] if problem else []
    if scale is None:
        return None, findings
    boxes = []
    for number, seen in enumerate(entry.get("boxes", ())):
        box, problem = _box(seen, read, scale, f"{where} boxes[{number}]")
        boxes += [box] if box else []
        findings += [problem] if problem else []
    return LabelledPhoto(
        name=where,
        path=path,
        sha256=read.sha256,
        width=read.width,
        height=read.height,
        boxes=tuple(boxes),
    ), findings


def _box(
    seen: Mapping[str, Any], photo: PhotoFile, scale: float, where: str
) -> tuple[TruthBox | None, Finding | None]:
    try:
        x1, y1, x2, y2 = (float(side) * scale for side in seen["box"])
        housing = Housing(seen["housing"])
    except (KeyError, TypeError, ValueError):
        message = kept("Expected housing and box; left out.")
        return None, Finding(code="label_malformed", where=where, message=message)
    box, problem = clip((x1, y1, x2, y2), photo, where)
    return (TruthBox(box=box, housing=housing) if box else None), problem


def _load(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(
            kept("{file}: not readable: {reason}", file=path, reason=error)
        ) from error
    if not isinstance(content, dict) or not isinstance(content.get("photos"), list):
        raise DatasetError(kept("{file}: expected an object with photos", file=path))
    return content
