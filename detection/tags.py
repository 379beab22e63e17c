"""Exif tags by name, each value checked as it is taken out.

The bytes come from the image library and go through ExifRead. Crafted blocks make it loop,
raise and return odd types; nothing of that passes this module.
"""

import io
import logging
import math
import struct
import time
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Self

import exifread
from exifread.core.exceptions import ExifNotFound, InvalidExif

__all__ = ["MAX_EXIF_BYTES", "Tags", "TagsError"]

MAX_EXIF_BYTES = 2 * 1024 * 1024
"""A block above this size holds no tags that matter here."""

MAX_PARSE_SECONDS = 0.5
"""A usual block takes under a millisecond; crafted ones loop for seconds."""

# It would write what it finds odd in a photo, values included, into our log.
logging.getLogger("exifread").setLevel(logging.CRITICAL)


class TagsError(Exception):
    """A block that cannot be read; `code` is `exif_damaged` or `exif_too_slow`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _TooSlow(BaseException):
    """Not an Exception, because ExifRead catches those and would go on."""


class _DeadlineBytes(io.BytesIO):
    """Bytes that stop answering once the time is up."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._deadline = time.monotonic() + MAX_PARSE_SECONDS

    def read(self, size: int | None = -1, /) -> bytes:
        if time.monotonic() > self._deadline:
            raise _TooSlow
        return super().read(size)


class Tags:
    """The tags of one Exif block, by ExifRead's names such as `GPS GPSLatitude`."""

    def __init__(self, tags: Mapping[str, Any]) -> None:
        self._tags = tags

    @classmethod
    def parse(cls, block: bytes) -> Self:
        """Parse a block, with or without its `Exif` prefix; raises TagsError."""
        if len(block) > MAX_EXIF_BYTES:
            raise TagsError("exif_damaged")
        stream = _DeadlineBytes(block.removeprefix(b"Exif\0\0"))
        try:
            return cls(exifread.process_file(stream, details=False))
        except _TooSlow:
            raise TagsError("exif_too_slow") from None
        # ExifRead lets these out on crafted or cut blocks.
        except (
            ArithmeticError,
            AssertionError,
            AttributeError,
            EOFError,
            ExifNotFound,
            InvalidExif,
            LookupError,
            MemoryError,
            OSError,
            RecursionError,
            TypeError,
            ValueError,
            struct.error,
        ) as error:
            raise TagsError("exif_damaged") from error

    def __contains__(self, key: str) -> bool:
        return key in self._tags

    def text(self, key: str) -> str:
        """The text of a tag without padding; empty where missing or not text."""
        values = self._tags[key].values if key in self._tags else ""
        return values.strip(" \0\t\r\n") if isinstance(values, str) else ""

    def number(self, key: str) -> float | None:
        """The number of a tag that holds exactly one; None for 0/0."""
        numbers = self.numbers(key)
        return numbers[0] if numbers is not None and len(numbers) == 1 else None

    def numbers(self, key: str) -> list[float | None] | None:
        """The numbers of a tag, None for each 0/0; None as a whole where it holds no numbers."""
        values = self._tags[key].values if key in self._tags else None
        if not isinstance(values, list) or not all(map(_is_number, values)):
            return None
        return [_real(value) for value in values]


def _is_number(value: object) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def _real(value: int | Fraction) -> float | None:
    if value.denominator == 0:
        return None
    number = value.numerator / value.denominator
    return number if math.isfinite(number) else None
