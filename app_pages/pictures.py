"""Pictures for the pages: photos with boxes drawn in, and crops of single cameras.

All are drawn anew from the pixels, so none carries the metadata of the original.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from PIL import Image, ImageDraw, ImageFont

from app_pages.services import services
from app_pages.visitor import visitor
from detection import photo as photos
from detection.record import Box

__all__ = ["Cut", "camera_crop", "photo_with_boxes", "surroundings"]

MAX_SIDE_PX = 1600
CROP_SIDE_PX = 480
CROP_CONTEXT = 2.2
"""Side of a crop as a multiple of the camera's longer side: the surroundings help to tell."""

AROUND, LEAST_AROUND_PX = 5.0, 500.0
"""Side of what is shown to mend a box: a multiple of the box, and not less than this."""

BOX_COLOUR = "#ff7a00"
OTHER_COLOUR = "#ffffff"
JPEG_QUALITY = 88


def photo_with_boxes(
    sha256: str, boxes: Sequence[Box], marked: int | None = None, *, receipt: str | None = None
) -> bytes | None:
    """The photo as JPEG, its cameras numbered from 1; with `marked`, that one stands out.

    For reviewers and the holder of its receipt; raises Forbidden for others. None where the
    original is no longer kept.
    """
    services().store.require_sight(sha256, who=visitor(), receipt=receipt)
    return _photo_with_boxes(sha256, boxes, marked)


def camera_crop(
    sha256: str, box: Box, *, side_px: int = CROP_SIDE_PX, receipt: str | None = None
) -> bytes | None:
    """A square JPEG of one camera with some surroundings, None where the photo is gone.

    For the same people as the photo.
    """
    services().store.require_sight(sha256, who=visitor(), receipt=receipt)
    return _camera_crop(sha256, box, side_px)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A JPEG of a part of the upright photo, whose upper left corner lies at `left`, `top`."""

    content: bytes
    left: float
    top: float


def surroundings(sha256: str, box: Box) -> Cut | None:
    """A box with much around it, in the photo's own pixels; for the same people as the photo."""
    services().store.require_sight(sha256, who=visitor())
    return _surroundings(sha256, box)


@st.cache_data(max_entries=16, show_spinner=False)
def _surroundings(sha256: str, box: Box) -> Cut | None:
    upright = _upright(sha256)
    if upright is None:
        return None
    half = max(LEAST_AROUND_PX, AROUND * max(box[2] - box[0], box[3] - box[1])) / 2
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    left, top = round(max(0, across - half)), round(max(0, down - half))
    right, bottom = min(upright.width, across + half), min(upright.height, down + half)
    content = _jpeg(upright.crop((left, top, round(right), round(bottom))))
    return Cut(content=content, left=left, top=top)


@st.cache_data(max_entries=64, show_spinner=False)
def _photo_with_boxes(sha256: str, boxes: Sequence[Box], marked: int | None) -> bytes | None:
    upright = _upright(sha256)
    if upright is None:
        return None
    scale = min(1.0, MAX_SIDE_PX / max(upright.size))
    size = (round(upright.width * scale), round(upright.height * scale))
    picture = upright.resize(size, Image.Resampling.LANCZOS) if scale < 1 else upright.copy()
    draw = ImageDraw.Draw(picture)
    for at, box in enumerate(boxes):
        strong = marked is None or marked == at
        corners = tuple(side * scale for side in box)
        _draw_box(draw, corners, label=str(at + 1), strong=strong, unit=max(size) / 800)
    return _jpeg(picture)


@st.cache_data(max_entries=256, show_spinner=False)
def _camera_crop(sha256: str, box: Box, side_px: int) -> bytes | None:
    upright = _upright(sha256)
    if upright is None:
        return None
    side = min(CROP_CONTEXT * max(box[2] - box[0], box[3] - box[1]), *upright.size)
    left = _clamp((box[0] + box[2] - side) / 2, upright.width - side)
    top = _clamp((box[1] + box[3] - side) / 2, upright.height - side)
    crop = upright.crop((round(left), round(top), round(left + side), round(top + side)))
    return _jpeg(crop.resize((side_px, side_px), Image.Resampling.BICUBIC))


@st.cache_resource(max_entries=3, show_spinner=False)
def _upright(sha256: str) -> Image.Image | None:
    original = services().store.originals.read(sha256)  # shared; checked before
    return None if original is None else Image.fromarray(photos.read(original).pixels)


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


def _clamp(value: float, limit: float) -> float:
    return max(0.0, min(value, limit))


def _jpeg(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=JPEG_QUALITY)
    return stream.getvalue()
