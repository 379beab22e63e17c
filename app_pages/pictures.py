"""Pictures for the pages: photos with boxes drawn in, and crops of single cameras.

All come from the redacted pictures that were drawn when the photo was scanned: faces and number
plates are blurred, and there is no metadata. Originals are never opened here.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw, ImageFont

from app_pages.services import services
from app_pages.visitor import visitor
from detection.record import Box
from detection.shown import cut, jpeg
from mapping.access.person import Person

__all__ = [
    "Cut",
    "camera_crop",
    "forget_pictures",
    "photo_with_boxes",
    "surroundings",
    "thumbnail",
]

THUMBNAIL_PX = 288
AROUND, LEAST_AROUND_PX = 5.0, 500.0
"""Side of what is shown to mend a box: a multiple of the box, and no fewer pixels of the photo."""

BOX_COLOUR = "#ff7a00"
OTHER_COLOUR = "#ffffff"


def photo_with_boxes(
    sha256: str, boxes: Sequence[Box], marked: int | None = None, *, receipt: str | None = None
) -> bytes | None:
    """The photo as JPEG, its cameras numbered from 1; with `marked`, that one stands out.

    For reviewers and the holder of its receipt; raises Forbidden for others. None where there
    is no picture of it.
    """
    who = visitor()
    services().store.require_sight(sha256, who=who, receipt=receipt)  # before the cache
    return _photo_with_boxes(sha256, boxes, marked, who, receipt) if _has(sha256) else None


def camera_crop(sha256: str, box: Box, *, receipt: str | None = None) -> bytes | None:
    """A square JPEG of one camera with some surroundings, None where there is no picture.

    For the same people as the photo.
    """
    who = visitor()
    services().store.require_sight(sha256, who=who, receipt=receipt)  # before the cache
    return _camera_crop(sha256, box, who, receipt) if _has(sha256) else None


def thumbnail(sha256: str, box: Box) -> bytes | None:
    """The same, smaller."""
    who = visitor()
    services().store.require_sight(sha256, who=who)  # before the cache
    return _thumbnail(sha256, box, who) if _has(sha256) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A part of the picture as JPEG: where it lies in the photo, and its pixels for one of that."""

    content: bytes
    left: float
    top: float
    scale: float

    def from_photo(self, box: Box) -> Box:
        """Where a box of the photo lies in this part."""
        x1, y1, x2, y2 = box
        across, down = (x1 - self.left, x2 - self.left), (y1 - self.top, y2 - self.top)
        scaled = [side * self.scale for side in (across[0], down[0], across[1], down[1])]
        return (scaled[0], scaled[1], scaled[2], scaled[3])

    def to_photo(self, box: Box) -> Box:
        """Where a box of this part lies in the photo."""
        x1, y1, x2, y2 = (side / self.scale for side in box)
        return (x1 + self.left, y1 + self.top, x2 + self.left, y2 + self.top)


def surroundings(sha256: str, box: Box) -> Cut | None:
    """A box with much around it, as fine as the picture is; for the same people."""
    who = visitor()
    services().store.require_sight(sha256, who=who)  # before the cache
    return _surroundings(sha256, box, who) if _has(sha256) else None


def forget_pictures() -> None:
    """Drop what this process holds in memory."""
    _surroundings.clear()
    _thumbnail.clear()
    _photo_with_boxes.clear()
    _camera_crop.clear()


def _has(sha256: str) -> bool:
    return services().store.pictures.has(sha256)


@st.cache_data(max_entries=64, show_spinner=False)
def _photo_with_boxes(
    sha256: str, boxes: Sequence[Box], marked: int | None, _who: Person, _receipt: str | None
) -> bytes:
    picture, scale = _shown(sha256, _who, _receipt)
    draw = ImageDraw.Draw(picture)
    for at, box in enumerate(boxes):
        strong = marked is None or marked == at
        corners = tuple(side * scale for side in box)
        _draw_box(draw, corners, label=str(at + 1), strong=strong, unit=max(picture.size) / 800)
    return jpeg(np.asarray(picture))


@st.cache_data(max_entries=256, show_spinner=False)
def _camera_crop(sha256: str, box: Box, _who: Person, _receipt: str | None) -> bytes:
    kept = services().store.pictures.crop(sha256, box)
    if kept is not None:
        return kept
    picture, scale = _shown(sha256, _who, _receipt)  # a box drawn by hand has no crop
    x1, y1, x2, y2 = box
    return jpeg(cut(np.asarray(picture), (x1 * scale, y1 * scale, x2 * scale, y2 * scale)))


@st.cache_data(max_entries=512, show_spinner=False)
def _thumbnail(sha256: str, box: Box, _who: Person) -> bytes:
    crop = Image.open(io.BytesIO(_camera_crop(sha256, box, _who, None)), formats=["JPEG"])
    crop.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    return jpeg(np.asarray(crop))


@st.cache_data(max_entries=16, show_spinner=False)
def _surroundings(sha256: str, box: Box, _who: Person) -> Cut:
    picture, scale = _shown(sha256, _who, None)
    x1, y1, x2, y2 = box
    half = max(LEAST_AROUND_PX, AROUND * max(x2 - x1, y2 - y1)) / 2 * scale
    across, down = (x1 + x2) / 2 * scale, (y1 + y2) / 2 * scale
    left, top = round(max(0, across - half)), round(max(0, down - half))
    right = round(min(picture.width, across + half))
    bottom = round(min(picture.height, down + half))
    content = jpeg(np.asarray(picture.crop((left, top, right, bottom))))
    return Cut(content=content, left=left / scale, top=top / scale, scale=scale)


def _shown(sha256: str, who: Person, receipt: str | None) -> tuple[Image.Image, float]:
    """The picture, and how many of its pixels are one pixel of the photo."""
    shown = services().store.shown(sha256, who=who, receipt=receipt)
    assert shown is not None
    picture = Image.open(io.BytesIO(shown.jpeg), formats=["JPEG"]).convert("RGB")
    return picture, picture.width / shown.photo_width_px


def _draw_box(
    draw: ImageDraw.ImageDraw, box: Sequence[float], *, label: str, strong: bool, unit: float
) -> None:
    colour = BOX_COLOUR if strong else OTHER_COLOUR
    gap = 2 * unit  # beside the camera, not over its edge
    x1, y1, x2, y2 = box[0] - gap, box[1] - gap, box[2] + gap, box[3] + gap
    draw.rectangle((x1, y1, x2, y2), outline="black", width=max(2, round(3 * unit)))
    draw.rectangle((x1, y1, x2, y2), outline=colour, width=max(1, round(2 * unit)))
    font = ImageFont.load_default(size=round(13 * unit))
    left, top, right, bottom = draw.textbbox((0, 0), label, font=font)
    width, height = right - left + 6 * unit, bottom - top + 5 * unit
    y = y1 - height if y1 >= height else y2
    draw.rectangle((x1, y, x1 + width, y + height), fill=colour)
    draw.text((x1 + 3 * unit - left, y + 2.5 * unit - top), label, fill="black", font=font)
