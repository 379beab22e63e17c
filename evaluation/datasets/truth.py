"""What people say stands in a set of photos, against which predictions are measured.

    Dataset
    ├── LabelledPhoto*   one readable photo
    │   └── TruthBox*    one camera housing that a person drew
    └── Finding*         one thing that is wrong with the files, and where

A broken label is a Finding and never stops the reading of the rest. Only a folder that
cannot be evaluated at all raises DatasetError.
"""

import hashlib
import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detection.record import Box, Housing

__all__ = ["Dataset", "DatasetError", "Finding", "LabelledPhoto", "TruthBox", "join"]


_LOSSES = frozenset(
    {
        "box_empty",
        "box_outside",
        "class_out_of_range",
        "label_malformed",
        "label_unreadable",
        "photo_missing",
        "photo_unreadable",
        "size_differs",
    }
)


class DatasetError(ValueError):
    """A dataset that cannot be evaluated; the message says what to change."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is wrong with a dataset.

    `code` is stable and for programs, `where` names the file (and line), `message` is a
    sentence for people that says what was done about it.
    """

    code: str
    where: str
    message: str

    @property
    def loses(self) -> bool:
        """Tell whether a photo or a box that should count was left out."""
        return self.code in _LOSSES

    def to_json(self) -> dict[str, str]:
        """Give the finding as a JSON object."""
        return {"code": self.code, "where": self.where, "message": self.message}


@dataclass(frozen=True, kw_only=True, slots=True)
class TruthBox:
    """One camera housing as a person drew it.

    `box` holds corners in pixels of the upright photo. A `crowd` box marks a region where
    finding something is neither right nor wrong (COCO's `iscrowd`).
    """

    box: Box
    housing: Housing
    crowd: bool = False

    @property
    def size_px(self) -> float:
        """The side of the square of the same area, in pixels."""
        x1, y1, x2, y2 = self.box
        return math.sqrt((x2 - x1) * (y2 - y1))


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledPhoto:
    """A photo and all the housings in it.

    `name` is unique in its dataset, `width` and `height` are pixels of the upright photo,
    `split` is the part of the dataset that it belongs to (`train`, `val`, `test`) or None.
    """

    name: str
    path: Path
    sha256: str
    width: int
    height: int
    split: str | None = None
    boxes: tuple[TruthBox, ...] = ()

    @property
    def has_camera(self) -> bool:
        """Tell whether a person saw any camera in the photo."""
        return bool(self.boxes)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """Labelled photos and what is wrong with them."""

    name: str
    photos: tuple[LabelledPhoto, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def sha256(self) -> str:
        """A fingerprint of all photos and boxes, independent of names and of order."""
        lines = sorted(json.dumps([photo.sha256, _boxes_json(photo)]) for photo in self.photos)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def boxes_by_housing(self) -> dict[Housing, int]:
        """Count the boxes of each housing type, crowd regions left out; zeros included."""
        counts = Counter(
            truth.housing for photo in self.photos for truth in photo.boxes if not truth.crowd
        )
        return {housing: counts[housing] for housing in Housing}


def join(datasets: tuple[Dataset, ...]) -> Dataset:
    """Make one dataset of several; photo names must already differ between them."""
    return Dataset(
        name=" + ".join(dataset.name for dataset in datasets),
        photos=tuple(photo for dataset in datasets for photo in dataset.photos),
        findings=tuple(finding for dataset in datasets for finding in dataset.findings),
    )


def _boxes_json(photo: LabelledPhoto) -> list[list[Any]]:
    # A tenth of a pixel: below what a hand can draw, above what formats round differently.
    return sorted(
        [truth.housing.value, truth.crowd, *(round(side, 1) for side in truth.box)]
        for truth in photo.boxes
    )
