"""Builders of the photos and records that tests need; nothing damaged is stored, all is made."""

import io
import struct
from collections.abc import Mapping, Sequence

import numpy as np
import pillow_heif
from PIL import Image

from detection import photo
from detection.record import Box
from detection.redaction import Redactor
from detection.shown import Drawn, draw

Rational = tuple[int, int]
Value = str | int | bytes | Sequence[Rational]
"""What a tag holds: ASCII, SHORT, BYTE or RATIONALs; a rational may well be 0/0."""

BELGRADE_GPS: Mapping[int, Value] = {
    1: "N",
    2: [(44, 1), (48, 1), (36, 1)],
    3: "E",
    4: [(20, 1), (25, 1), (12, 1)],
    5: b"\0",
    6: [(80, 1)],
    16: "T",
    17: [(123, 1)],
    31: [(9, 2)],
}
"""44.81 N 20.42 E, 80 m up, looking 123 degrees, within 4.5 m."""

PHONE_EXIF: Mapping[int, Value] = {
    0x9003: "2026:05:01 12:00:00",
    0x9011: "+02:00",
    0xA405: 26,
}


def exif_block(
    gps: Mapping[int, Value] | None = BELGRADE_GPS,
    exif: Mapping[int, Value] = PHONE_EXIF,
    image: Mapping[int, Value] | None = None,
) -> bytes:
    """An Exif block with these tags, written byte by byte so that it may hold nonsense."""
    zeroth: dict[int, Value | None] = {**(image or {}), 0x8769: None}
    if gps is not None:
        zeroth[0x8825] = None
    start = 8
    exif_at = start + len(_directory(zeroth, start, {0x8769: 0, 0x8825: 0}))
    exif_bytes = _directory(dict(exif), exif_at, {})
    gps_at = exif_at + len(exif_bytes)
    pointers = {0x8769: exif_at, 0x8825: gps_at}
    blocks = _directory(zeroth, start, pointers) + exif_bytes
    if gps is not None:
        blocks += _directory(dict(gps), gps_at, {})
    return b"Exif\0\0MM\0*\0\0\0\x08" + blocks


def _directory(tags: Mapping[int, Value | None], at: int, pointers: Mapping[int, int]) -> bytes:
    entries, tail = b"", b""
    tail_at = at + 2 + 12 * len(tags) + 4
    for tag, value in sorted(tags.items()):
        kind, count, data = _encode(pointers[tag] if value is None else value, value is None)
        if len(data) > 4:
            offset = tail_at + len(tail)
            tail += data + b"\0" * (len(data) % 2)
            data = struct.pack(">I", offset)
        entries += struct.pack(">HHI", tag, kind, count) + data.ljust(4, b"\0")
    return struct.pack(">H", len(tags)) + entries + b"\0\0\0\0" + tail


def _encode(value: Value, is_pointer: bool) -> tuple[int, int, bytes]:
    if isinstance(value, str):
        data = value.encode() + b"\0"
        return 2, len(data), data
    if isinstance(value, bytes):
        return 1, len(value), value
    if isinstance(value, int):
        return (4, 1, struct.pack(">I", value)) if is_pointer else (3, 1, struct.pack(">H", value))
    return 5, len(value), b"".join(struct.pack(">II", *rational) for rational in value)


def picture(width: int = 96, height: int = 64) -> Image.Image:
    """A picture whose top left quarter is red, so that one sees which way is up."""
    pixels = np.full((height, width, 3), 128, dtype=np.uint8)
    pixels[: height // 2, : width // 2] = (200, 20, 20)
    return Image.fromarray(pixels)


def encoded(
    image: Image.Image | None = None, kind: str = "JPEG", exif: bytes | None = None
) -> bytes:
    """A file of this kind: JPEG, PNG, WEBP or HEIF."""
    pillow_heif.register_heif_opener()
    stream = io.BytesIO()
    options = {} if exif is None else {"exif": exif}
    (image or picture()).save(stream, kind, **options)
    return stream.getvalue()


def jpeg(gps: Mapping[int, Value] | None = BELGRADE_GPS, **exif: Mapping[int, Value]) -> bytes:
    """A JPEG as a phone in Belgrade would write it."""
    return encoded(exif=exif_block(gps, **exif))


def plain_pictures(content: bytes, boxes: Sequence[Box]) -> Drawn:
    """The pictures of a photo, with nothing hidden."""
    return draw(photo.read(content).pixels, boxes, Redactor())
