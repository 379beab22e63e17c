"""The pictures of a photo that people may see: redacted, smaller, without any metadata."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
from PIL import Image

from detection.photo import Pixels
from detection.record import Box
from detection.redaction import Redactor

__all__ = ["Drawn", "cut", "draw", "jpeg"]

MAX_SIDE_PX = 1600
CROP_SIDE_PX = 480
CROP_CONTEXT = 2.2
"""Side of a crop as a multiple of the camera's longer side: the surroundings help to tell."""

JPEG_QUALITY = 88


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A photo at no more than `MAX_SIDE_PX`, and a square crop of each camera; all JPEG."""

    photo: bytes
    crops: tuple[bytes, ...]


def draw(pixels: Pixels, boxes: Sequence[Box], redactor: Redactor) -> Drawn:
    """Draw a photo (height x width x 3, RGB) and the cameras in `boxes` (its pixels)."""
    hidden = redactor.redact(pixels, spared=boxes)
    crops = tuple(jpeg(cut(hidden, box)) for box in boxes)
    return Drawn(photo=jpeg(_smaller(hidden)), crops=crops)


def cut(pixels: Pixels, box: Box) -> Pixels:
    """Cut out a camera with some surroundings, as a square of `CROP_SIDE_PX`."""
    height, width = pixels.shape[:2]
    side = min(CROP_CONTEXT * max(box[2] - box[0], box[3] - box[1]), width, height)
    left = _clamp((box[0] + box[2] - side) / 2, width - side)
    top = _clamp((box[1] + box[3] - side) / 2, height - side)
    part = pixels[round(top) : round(top + side), round(left) : round(left + side)]
    return _resized(part, CROP_SIDE_PX, CROP_SIDE_PX)


def jpeg(pixels: Pixels) -> bytes:
    """Encode pixels (height x width x 3, RGB), with nothing beside them."""
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=JPEG_QUALITY)
    return stream.getvalue()


def _smaller(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = min(1.0, MAX_SIDE_PX / max(height, width))
    return _resized(pixels, max(1, round(width * scale)), max(1, round(height * scale)))


def _resized(pixels: Pixels, width: int, height: int) -> Pixels:
    shrinks = width < pixels.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    resized: Pixels = cv2.resize(pixels, (width, height), interpolation=how)  # type: ignore[assignment]
    return resized


def _clamp(value: float, limit: float) -> float:
    return max(0.0, min(value, limit))
