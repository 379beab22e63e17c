"""Labelled pictures: redacted photos with what people decided on each box in them.

Nothing here tells who took a photo, where or when, or who decided.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from detection.record import Box, Housing
from mapping.export.licence import CONSENT, Licence
from mapping.review.verdict import NOT_A_CAMERA, Reason

__all__ = ["DecidedBox", "Finding", "LabelledFolder", "LabelledPicture", "notes"]


class Finding(StrEnum):
    """What a person made of a box that the program proposed."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    LOOK_ALIKE = "look_alike"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, kw_only=True, slots=True)
class DecidedBox:
    """A box in pixels of the picture; `reason` is that of a rejection, else None."""

    box: Box
    housing: Housing
    corrected: bool = False
    reason: Reason | None = None

    @property
    def finding(self) -> Finding:
        """What it is: a camera as proposed or as corrected, no camera, or neither for sure."""
        if self.reason is None:
            return Finding.CORRECTED if self.corrected else Finding.ACCEPTED
        return Finding.LOOK_ALIKE if self.reason in NOT_A_CAMERA else Finding.SET_ASIDE

    @property
    def is_camera(self) -> bool:
        """Whether a person said that this is a camera."""
        return self.reason is None


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledPicture:
    """A JPEG of `width` x `height` pixels under a name that tells nothing of its origin."""

    name: str
    jpeg: bytes
    width: int
    height: int
    boxes: tuple[DecidedBox, ...]


class LabelledFolder(Protocol):
    """A dataset in a folder that is written picture by picture; both raise OSError."""

    def add(self, picture: LabelledPicture) -> None:
        """Write a picture with its boxes."""

    def finish(self) -> None:
        """Write what can be told at the end only."""


_NOTES = """Photos with boxes that people decided on in Osmatrač, one by one.

Licence: {licence}. Name: {attribution}.

Consent. Whoever hands in photos on the Upload page reads this before:
"{consent}"
Photos that were handed in before that sentence stood there, or that a coordinator brought in with
`python -m mapping propose`, had no such page before them: for these the group answers.

Faces and number plates are blurred, and the pictures are at most 1600 pixels long.
Cameras that the detector did not propose have no box here: recall measured on these photos is too
high, and an empty label file is no proof that there is no camera.

{layout}"""


def notes(licence: Licence, layout: str) -> str:
    """Say under which terms a dataset is given away, and what a reader must know of it."""
    return _NOTES.format(
        licence=licence.identifier,
        attribution=licence.attribution,
        consent=CONSENT,
        layout=layout,
    )
