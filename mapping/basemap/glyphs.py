"""Letters for a map: signed distance fields of a font, in the files that map renderers fetch.

Each file holds 256 code points as a protobuf message (fontstack.proto of Mapbox's glyph
format): a stack with name=1, range=2 and glyphs=3; a glyph with id=1, bitmap=2, width=3,
height=4, left=5, top=6, advance=7. A bitmap has a byte a pixel, 24 pixels to the em, three
pixels of border; 192 is the outline, 32 a pixel of distance (Green, "Improved Alpha-Tested
Magnification", SIGGRAPH 2007).
"""

import math
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
from matplotlib.ft2font import FT2Font
from PIL import Image, ImageDraw, ImageFont

__all__ = ["FONT", "glyph_file", "write_glyphs"]

FONT = "DejaVu Sans"
"""Has Latin, Cyrillic and Greek, a free licence, and comes with matplotlib."""

_EM_PX = 24
_BORDER_PX = 3
_RADIUS_PX = 8
_EDGE = 0.25
_FINER = 8
"""Distances are measured in a picture this many times finer than the one that is kept."""

_ASCENT_PX = 25
"""Renderers set the baseline 17 pixels under the middle of a line and count tops from here."""

_SCRIPTS = (range(0x0530), range(0x1E00, 0x2000), range(0x2000, 0x2300))
_BLOCK = 256
_BLOCKS = 256
"""All of the basic plane: a file that is missing would take the other names of a tile along."""


def write_glyphs(folder: Path) -> int:
    """Write one file for each 256 code points into `folder`/FONT; give how many have letters."""
    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    font = ImageFont.truetype(path, _EM_PX * _FINER, layout_engine=ImageFont.Layout.BASIC)
    known = set(FT2Font(path).get_charmap())
    place = folder / FONT
    place.mkdir(parents=True)
    drawn = 0
    for block in range(_BLOCKS):
        first = block * _BLOCK
        codes = [
            code
            for code in range(first, first + _BLOCK)
            if code in known and any(code in script for script in _SCRIPTS)
        ]
        drawn += bool(codes)
        name = f"{first}-{first + _BLOCK - 1}"
        (place / f"{name}.pbf").write_bytes(glyph_file(font, name, codes))
    return drawn


def glyph_file(font: ImageFont.FreeTypeFont, name: str, codes: list[int]) -> bytes:
    """Encode the glyphs of these code points; `font` has 192 pixels to the em."""
    stack = _bytes(1, FONT.encode()) + _bytes(2, name.encode())
    stack += b"".join(_bytes(3, _glyph(font, code)) for code in codes)
    return _bytes(1, stack)


def _glyph(font: ImageFont.FreeTypeFont, code: int) -> bytes:
    text = chr(code)
    box = font.getbbox(text, anchor="ls")  # pixels from the start of the baseline, y down
    left, right = math.floor(box[0] / _FINER), math.ceil(box[2] / _FINER)
    top, bottom = math.floor(box[1] / _FINER), math.ceil(box[3] / _FINER)
    if box[0] >= box[2] or box[1] >= box[3]:
        left = right = top = bottom = 0  # a space has no picture; renderers want the zeros said
    width, height = right - left, bottom - top
    message = _number(1, code)
    if width and height:
        message += _bytes(2, _distances(font, text, (left, top, width, height)))
    message += _number(3, width) + _number(4, height)
    message += _number(5, _zigzag(left)) + _number(6, _zigzag(-top - _ASCENT_PX))
    return message + _number(7, round(font.getlength(text) / _FINER))


def _distances(font: ImageFont.FreeTypeFont, text: str, frame: tuple[int, int, int, int]) -> bytes:
    left, top, width, height = frame
    size = ((width + 2 * _BORDER_PX) * _FINER, (height + 2 * _BORDER_PX) * _FINER)
    picture = Image.new("L", size)
    origin = ((_BORDER_PX - left) * _FINER, (_BORDER_PX - top) * _FINER)
    ImageDraw.Draw(picture).text(origin, text, fill=255, font=font, anchor="ls")
    inside = (np.asarray(picture) >= 128).astype(np.uint8)
    outward = cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    inward = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    middles = slice(_FINER // 2, None, _FINER)
    away_px = (outward - inward)[middles, middles] / _FINER
    values = 255 - 255 * (away_px / _RADIUS_PX + _EDGE)
    return np.clip(np.round(values), 0, 255).astype(np.uint8).tobytes()


def _zigzag(value: int) -> int:
    return 2 * value if value >= 0 else -2 * value - 1


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
