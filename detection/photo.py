"""From bytes to an upright RGB photo with its metadata.

What a file is, is told by its content, never by its name. Only the formats that phones and
cameras write are opened; each limit is checked before the pixels are decoded.
"""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import pi_heif
from PIL import Image, UnidentifiedImageError

from detection import exif, jpeg
from detection.exif import Metadata
from detection.pixels import AS_IT_IS, Pixels, Room, new_room, upright
from detection.record import Problem
from languages.kept import kept

__all__ = ["MAX_BYTES", "MAX_MEGAPIXELS", "Photo", "PhotoError", "Pixels", "kind", "read"]

MAX_BYTES = 60 * 1024 * 1024
MAX_MEGAPIXELS = 120
"""Phones write up to 108 megapixels; decoded that is 324 MB."""

MIN_SIDE_PX = 32
MAX_ASPECT_RATIO = 10.0

_MESSAGES = {
    "empty": kept("The file is empty."),
    "too_many_bytes": kept("The file is over {megabytes} MB.", megabytes=MAX_BYTES // 1024 // 1024),
    "damaged": kept("The photo is damaged or incomplete. Please send it again."),
    "damaged_heic": kept("The HEIC photo is damaged or incomplete. Please send it again."),
    "not_a_photo": kept("This is not a photo."),
    "video": kept("Videos are not supported. Please send photos."),
    "type_not_allowed": kept("This file type is not allowed. Please send JPEG, HEIC, PNG or WebP."),
    "too_many_pixels": kept(
        "The photo is too large: over {megapixels} megapixels.", megapixels=MAX_MEGAPIXELS
    ),
    "unusual_shape": kept(
        "The photo has an unusual shape, a long thin strip. It was not analysed."
    ),
    "too_small": kept(
        "The photo is too small: each side needs at least {pixels} pixels.", pixels=MIN_SIDE_PX
    ),
    "too_slow": kept("Opening the photo took too long, so it was skipped."),
    "too_much_memory": kept("Opening the photo would take too much memory, so it was skipped."),
    "cannot_open": kept("The photo cannot be opened safely, so it was skipped."),
}

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_REFUSED_STARTS = (
    b"%!PS",
    b"%PDF",
    b"<svg",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"\xc5\xd0\xd3\xc6",
)
_ISO_STILLS = (b"avif", b"avis", b"crx ")

_DAMAGE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError)
"""What the image libraries raise on damaged files; libheif's errors are RuntimeErrors."""

pi_heif.register_heif_opener()


class PhotoError(Exception):
    """A file that cannot be used; `problem` says why, `metadata` holds what could be read."""

    def __init__(self, code: str, metadata: Metadata | None = None) -> None:
        super().__init__(_MESSAGES[code])
        self.problem = Problem(code=code, message=_MESSAGES[code])
        self.metadata = metadata or Metadata()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Photo:
    """An upright photo: `pixels` is height x width x 3, RGB, uint8."""

    pixels: Pixels
    metadata: Metadata
    notes: tuple[Problem, ...] = ()

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.pixels.shape[0])


def read(data: bytes, *, room: Room = new_room) -> Photo:
    """Decode a photo, turned upright by its Exif orientation; raises PhotoError.

    The pixels lie in `room` where that saves a copy, else in memory of their own.
    """
    format_name = kind(data)
    image, metadata = _open(data, format_name)
    _check_size(image, metadata)
    notes = list(metadata.notes)
    orientation = metadata.orientation if format_name != "HEIF" else AS_IT_IS
    try:
        pixels, note = _decode(data, image, orientation, room)
    except MemoryError as error:
        raise PhotoError("too_much_memory", metadata) from error
    except _DAMAGE as error:
        raise PhotoError(_damaged(format_name), metadata) from error
    notes += [note] if note else []
    if format_name == "JPEG" and jpeg.has_zeroed_block(data):
        notes.append(
            Problem(code="maybe_damaged", message=kept("The photo may be damaged in parts."))
        )
    return Photo(
        pixels=pixels,
        metadata=metadata,
        notes=tuple(notes),
    )


def kind(data: bytes) -> str:
    """Pillow's name of the format by the first bytes; raises PhotoError for all others.

    Only these bytes are looked at: nothing is decoded.
    """
    if not data:
        raise PhotoError("empty")
    if len(data) > MAX_BYTES:
        raise PhotoError("too_many_bytes")
    if data.startswith(b"\xff\xd8"):
        return "JPEG"
    if data.startswith(b"\x89PNG"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return _iso_media_kind(data)
    text = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(_REFUSED_STARTS) or b"<svg" in text.lower():
        raise PhotoError("type_not_allowed")
    if data.startswith((b"\x1a\x45\xdf\xa3", b"RIFF", b"\0\0\x01\xba")):
        raise PhotoError("video")
    raise PhotoError("not_a_photo")


def _iso_media_kind(data: bytes) -> str:
    brands = {data[at : at + 4] for at in (8, *range(16, min(len(data), 64), 4))}
    if data[8:12] in _ISO_STILLS or (b"avif" in brands and b"heic" not in brands):
        raise PhotoError("type_not_allowed")
    if brands & _HEIF_BRANDS:
        return "HEIF"
    raise PhotoError("video")


def _damaged(format_name: str) -> str:
    return "damaged_heic" if format_name == "HEIF" else "damaged"


def _open(data: bytes, format_name: str) -> tuple[Image.Image, Metadata]:
    """Open without decoding the pixels, and read the metadata while it can be had."""
    try:
        image = Image.open(io.BytesIO(data), formats=[format_name])
    except Image.DecompressionBombError as error:
        raise PhotoError("too_many_pixels") from error
    except _DAMAGE as error:
        raise PhotoError(_damaged(format_name)) from error
    block: Any = image.info.get("exif")
    return image, exif.read(block if isinstance(block, bytes) else None)


def _check_size(image: Image.Image, metadata: Metadata) -> None:
    short, long = sorted(image.size)
    if short * long > MAX_MEGAPIXELS * 1_000_000:
        raise PhotoError("too_many_pixels", metadata)
    if short < 1 or long / short > MAX_ASPECT_RATIO:
        raise PhotoError("unusual_shape", metadata)
    if short < MIN_SIDE_PX:
        raise PhotoError("too_small", metadata)


def _decode(
    data: bytes, image: Image.Image, orientation: int, room: Room
) -> tuple[Pixels, Problem | None]:
    """Give the upright pixels, and a note where colours were converted.

    What OpenCV does not take is left to Pillow, which knows the reasons.
    """
    if image.format == "JPEG" and image.mode == "RGB":
        pixels = _by_opencv(data, image, orientation, room)
        if pixels is not None:
            return pixels, None
    image.load()
    pixels = upright(np.asarray(_rgb(image)), orientation, room)
    if image.mode == "RGB":
        return pixels, None
    message = kept("Converted from {mode} to 8-bit RGB colour.", mode=image.mode)
    return pixels, Problem(code="converted", message=message)


def _by_opencv(data: bytes, image: Image.Image, orientation: int, room: Room) -> Pixels | None:
    if orientation == AS_IT_IS:
        target = room(image.height, image.width)
        if jpeg.decode_into(data, target):
            return target
    pixels = jpeg.decode(data)
    if pixels is None or pixels.shape != (image.height, image.width, 3):
        return None
    return upright(pixels, orientation, room)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    if image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits a pixel: Pillow would clip instead of scaling.
        wide = np.asarray(image, dtype=np.float32)
        return Image.fromarray((wide / 257).clip(0, 255).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    return image.convert("RGB")
