"""Checked access to the fields of a JSON object; errors name the field and what was there."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

__all__ = [
    "JsonObject",
    "RecordError",
    "entries",
    "finite",
    "json_object",
    "member",
    "moment",
    "number",
    "optional_number",
    "optional_size",
    "require",
    "require_positive",
    "text",
]

JsonObject = Mapping[str, Any]
_Member = TypeVar("_Member", bound=StrEnum)


class RecordError(ValueError):
    """A value that no record may hold; the message names the field."""


def require(holds: bool, name: str, value: object, expected: str) -> None:
    """Raise RecordError where a value is not what it has to be."""
    if not holds:
        raise RecordError(f"{name}: expected {expected}, got {value}")


def require_positive(value: float | None, name: str) -> None:
    """Raise RecordError for a known value that is not finite and above zero."""
    if value is not None:
        require(0 < value < math.inf, name, value, "more than 0")


def finite(value: object, name: str) -> float:
    """A finite number as a float; raises RecordError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError):  # JSON has no largest whole number
            if math.isfinite(found := float(value)):
                return found
    raise RecordError(f"{name}: expected a number, got {value!r}")


def json_object(value: object, name: str) -> JsonObject:
    """A JSON object; raises RecordError."""
    if not isinstance(value, dict):
        raise RecordError(f"{name}: expected an object, got {value!r}")
    return value


def entries(value: JsonObject, key: str) -> Sequence[object]:
    """The list at a key, empty where it is missing or null."""
    found = value.get(key)
    if found is not None and not isinstance(found, list | tuple):
        raise RecordError(f"{key}: expected a list, got {found!r}")
    return found or ()


def number(value: JsonObject, key: str, parent: str) -> float:
    """The number at a key; `parent` is how errors call the object."""
    return finite(value.get(key), f"{parent}.{key}")


def optional_number(value: JsonObject, key: str, parent: str) -> float | None:
    """The number at a key, None where it is missing or null."""
    return None if value.get(key) is None else number(value, key, parent)


def optional_size(value: JsonObject, key: str) -> int | None:
    """A whole number of pixels, None where it is missing or null."""
    size = value.get(key)
    if size is None:
        return None
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise RecordError(f"{key}: expected a whole number of pixels, got {size!r}")
    return size


def text(value: JsonObject, key: str) -> str:
    """Text that is not empty."""
    text = value.get(key)
    if not isinstance(text, str) or not text:
        raise RecordError(f"{key}: expected text, got {text!r}")
    return text


def member(kind: type[_Member], value: object, name: str) -> _Member:
    """A member of an enumeration by its value."""
    try:
        return kind(str(value))
    except ValueError:
        choices = ", ".join(kind)
        raise RecordError(f"{name}: expected one of {choices}, got {value!r}") from None


def moment(value: object, name: str) -> datetime:
    """An ISO 8601 time."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise RecordError(f"{name}: expected an ISO 8601 time, got {value!r}") from None
