"""Reads datasets in whichever format they have, and several as one."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evaluation.datasets.archive import unpack
from evaluation.datasets.coco import coco_files, read_coco
from evaluation.datasets.sample_truth import is_sample_truth, read_samples
from evaluation.datasets.truth import Dataset, DatasetError, Finding, LabelledPhoto, join
from evaluation.datasets.voc import is_voc, read_voc
from evaluation.datasets.yolo import is_yolo, read_yolo
from languages.kept import kept

__all__ = ["read_dataset", "read_datasets"]

_REPEATED = {
    (False, True): kept("The same file as {first}; left out."),
    (False, False): kept("The same file as {first}; left out, though its labels differ."),
    (True, True): kept("The same file as {first}, one in {one}, the other in {other}; left out."),
    (True, False): kept(
        "The same file as {first}, one in {one}, the other in {other}; left out, though its "
        "labels differ."
    ),
}
"""What is said of a photo that comes again: whether across splits, whether labelled alike."""


def read_dataset(
    path: Path, classes: Sequence[str] | None = None, *, workspace: Path | None = None
) -> Dataset:
    """Read a YOLO, COCO or Pascal VOC dataset: a folder, a COCO file, or a zip file of either.

    The project's own samples/ are read too.

    `classes` names the classes of a YOLO folder that does not say. Zip files are unpacked
    into `workspace`, where the photos must stay for as long as the dataset is used. Raises
    DatasetError where the path holds no dataset that this can read.
    """
    if not path.exists():
        raise DatasetError(kept("{file}: does not exist", file=path))
    if path.suffix.lower() == ".zip":
        if workspace is None:
            raise DatasetError(f"{path}: zip files need a folder to be unpacked into")
        return _read_zip(path, classes, workspace)
    return read_coco(path) if path.is_file() else _read_folder(path, classes)


def read_datasets(
    paths: Sequence[Path],
    classes: Sequence[str] | None = None,
    *,
    workspace: Path | None = None,
    split: str | None = None,
) -> Dataset:
    """Read several datasets as one, each photo once, and only one split if named.

    A photo that comes again, by its content, is left out with a finding.
    """
    parts = tuple(read_dataset(path, classes, workspace=workspace) for path in paths)
    dataset = _each_photo_once(join(_with_own_names(parts)))
    if split is None:
        return dataset
    chosen = tuple(photo for photo in dataset.photos if photo.split == split)
    if not chosen:
        known = sorted({photo.split or "none" for photo in dataset.photos})
        raise DatasetError(
            kept(
                "no photo is in the split {split}; there are {known}",
                split=repr(split),
                known=", ".join(known),
            )
        )
    return replace(dataset, photos=chosen)


def _read_zip(path: Path, classes: Sequence[str] | None, workspace: Path) -> Dataset:
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]
    folder = unpack(path, workspace / name / path.stem)
    if not folder.is_dir():
        raise DatasetError(kept("{file}: holds no photos and no labels.", file=path))
    try:
        return replace(_read_folder(folder, classes), name=path.stem)
    except DatasetError as error:  # the user's file, not the folder that it was unpacked into
        raise DatasetError(str(error).replace(str(folder), str(path))) from error


def _read_folder(folder: Path, classes: Sequence[str] | None) -> Dataset:
    if is_sample_truth(folder):
        return read_samples(folder)
    annotated = coco_files(folder)
    if annotated:
        return replace(
            join(tuple(read_coco(path, root=folder) for path in annotated)), name=folder.name
        )
    if is_voc(folder):
        return read_voc(folder)
    if is_yolo(folder):
        return read_yolo(folder, classes)
    raise DatasetError(
        kept(
            "{folder}: no photo set; expected a YOLO folder with images/ and labels/, COCO JSON, "
            "Pascal VOC files, or a truth.json",
            folder=folder,
        )
    )


def _with_own_names(datasets: tuple[Dataset, ...]) -> tuple[Dataset, ...]:
    """Tell photos of two folders of the same name apart."""
    counts = Counter(dataset.name for dataset in datasets)
    return tuple(
        replace(
            dataset,
            photos=tuple(replace(photo, name=f"{number}:{photo.name}") for photo in dataset.photos),
        )
        if counts[dataset.name] > 1
        else dataset
        for number, dataset in enumerate(datasets, start=1)
    )


def _each_photo_once(dataset: Dataset) -> Dataset:
    first: dict[str, LabelledPhoto] = {}
    findings = list(dataset.findings)
    for photo in dataset.photos:
        if photo.sha256 in first:
            findings.append(_repetition(photo, first[photo.sha256]))
        else:
            first[photo.sha256] = photo
    return replace(dataset, photos=tuple(first.values()), findings=tuple(findings))


def _repetition(photo: LabelledPhoto, first: LabelledPhoto) -> Finding:
    across = photo.split != first.split
    sentence = _REPEATED[across, photo.boxes == first.boxes]
    return Finding(
        code="photo_repeated_across_splits" if across else "photo_repeated",
        where=photo.name,
        message=sentence.format(first=first.name, one=first.split, other=photo.split),
    )
