"""Reads a dataset in whichever format it has."""

from collections.abc import Sequence
from pathlib import Path

from evaluation.truth import Dataset, DatasetError, Finding, join
from evaluation.yolo import is_yolo, read_yolo

__all__ = ["read_dataset", "read_datasets"]


def read_dataset(path: Path, classes: Sequence[str] | None = None) -> Dataset:
    """Read a dataset; `classes` names the classes of a YOLO folder that does not say.

    Raises DatasetError where the path holds no dataset that this can read.
    """
    if not path.exists():
        raise DatasetError(f"{path}: does not exist")
    if path.is_dir() and is_yolo(path):
        return read_yolo(path, classes)
    raise DatasetError(f"{path}: no dataset; expected a folder with images/ and labels/")


def read_datasets(paths: Sequence[Path], classes: Sequence[str] | None = None) -> Dataset:
    """Read several datasets as one, each photo once.

    A photo that comes again, by its content, is left out with a finding.
    """
    return _each_photo_once(join(tuple(read_dataset(path, classes) for path in paths)))


def _each_photo_once(dataset: Dataset) -> Dataset:
    first: dict[str, str] = {}
    findings = list(dataset.findings)
    kept = []
    for photo in dataset.photos:
        if photo.sha256 in first:
            message = f"The same file as {first[photo.sha256]}; left out."
            findings.append(Finding(code="photo_repeated", where=photo.name, message=message))
        else:
            first[photo.sha256] = photo.name
            kept.append(photo)
    return Dataset(name=dataset.name, photos=tuple(kept), findings=tuple(findings))
