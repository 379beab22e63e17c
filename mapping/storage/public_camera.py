"""What everybody may see of accepted cameras: the camera, and a redacted picture of it alone.

Ids of proposals that nobody accepted, or whose acceptance was taken back, lead nowhere: they are
answered like ids that do not exist.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image
from sqlalchemy import func, select

from detection.shown import cut, jpeg
from mapping.access.permission import Permission
from mapping.access.person import SIGNED_OUT, Person, require
from mapping.review.proposal import Proposal, State
from mapping.storage.schema import DecisionRow, PhotoRow, ProposalRow
from mapping.storage.selection import Selection
from mapping.storage.store import Store

__all__ = ["DatasetRevision", "dataset_revision", "evidence_picture", "public_camera"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetRevision:
    """Changes with each decision, and when cameras are forgotten."""

    decisions: int
    photos: int


def dataset_revision(store: Store) -> DatasetRevision:
    """Tell cheaply whether the accepted cameras may have changed since they were last read."""
    with store.database.read() as session:
        return DatasetRevision(
            decisions=session.scalar(select(func.max(DecisionRow.id))) or 0,
            photos=session.scalar(select(func.count(PhotoRow.id))) or 0,
        )


def public_camera(store: Store, camera_id: str, *, who: Person = SIGNED_OUT) -> Proposal | None:
    """Give an accepted camera by its id, None where there is none."""
    require(who, Permission.SEE_DATASET)
    chosen = Selection(states=(State.ACCEPTED,), only=[camera_id])
    return next(iter(tuple(store.exported(chosen, who=who))), None)


def evidence_picture(store: Store, camera_id: str, *, who: Person = SIGNED_OUT) -> bytes | None:
    """Give the crop of an accepted camera as JPEG: faces and plates blurred, no metadata.

    None for what is not accepted, and where the picture is not kept (any more). Only the camera
    and what is close around it: the photo as a whole stays with reviewers.
    """
    camera = public_camera(store, camera_id, who=who)
    if camera is None:
        return None
    kept = store.pictures.crop(camera.photo, camera.box)
    if kept is not None:
        return kept
    picture = store.pictures.photo(camera.photo)  # a box drawn by hand has no crop
    with store.database.read() as session:
        width = session.scalar(
            select(PhotoRow.width).join(PhotoRow.proposals).where(ProposalRow.id == camera_id)
        )
    if picture is None or width is None:
        return None
    with Image.open(io.BytesIO(picture), formats=["JPEG"]) as opened:
        pixels = np.asarray(opened.convert("RGB"))
    x1, y1, x2, y2 = (side * pixels.shape[1] / width for side in camera.box)
    return jpeg(cut(pixels, (x1, y1, x2, y2)))
