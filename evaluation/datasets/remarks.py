"""Remarks: what is worth knowing of a dataset as a whole before it is measured.

Nothing is lost by these; no single file is wrong.
"""

from collections.abc import Iterator

from evaluation.datasets.truth import Dataset, Finding
from languages.kept import kept

__all__ = ["mixed_splits", "no_cameras"]


def no_cameras(dataset: Dataset) -> Iterator[Finding]:
    """Tell if no box is labelled, so that no camera can be found or missed."""
    if not any(dataset.boxes_by_housing.values()):
        message = kept("No camera is labelled: only false alarms can be measured.")
        yield Finding(code="no_cameras", where=dataset.name, message=message)


def mixed_splits(dataset: Dataset) -> Iterator[Finding]:
    """Tell if photos for training are among those to be measured."""
    splits = sorted({photo.split or "none" for photo in dataset.photos})
    if "train" in splits and len(splits) > 1:
        message = kept(
            "The splits {splits} are measured together, photos for training too; choose one with "
            "--split.",
            splits=", ".join(splits),
        )
        yield Finding(code="splits_mixed", where=dataset.name, message=message)
