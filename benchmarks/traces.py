"""Looking for traces of a photo in files and traffic: in every form that a value is stored in."""

import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

__all__ = ["coordinate_forms", "found_in", "found_under", "text_forms"]

Forms = Mapping[str, bytes]
"""The bytes to look for by what they are."""


def coordinate_forms(name: str, degrees: float) -> dict[str, bytes]:
    """A coordinate as decimal text, as degrees, minutes and seconds, and as a binary number."""
    whole, rest = int(degrees), degrees % 1
    minutes = int(rest * 60)
    return {
        f"{name} as text": f"{degrees:.7f}"[:-1].encode(),  # to the decimetre
        f"{name} in degrees and minutes": f"{whole}°{minutes:02d}'".encode(),
        f"{name} as rationals, big-endian": struct.pack(">IIII", whole, 1, minutes, 1),
        f"{name} as rationals, little-endian": struct.pack("<IIII", whole, 1, minutes, 1),
        # to the centimetre: the last bits differ by how it was rounded
        f"{name} as a double, big-endian": struct.pack(">d", degrees)[:5],
        f"{name} as a double, little-endian": struct.pack("<d", degrees)[3:],
    }


def text_forms(name: str, text: str) -> dict[str, bytes]:
    """A text in the encodings of files and of EXIF."""
    return {name: text.encode(), f"{name} in UTF-16": text.encode("utf-16-le")}


def found_in(content: bytes, forms: Forms) -> set[str]:
    """Which of the forms occur in some bytes."""
    return {name for name, form in forms.items() if form in content}


def found_under(folder: Path, forms: Forms, *, leave_out: Iterable[str] = ()) -> set[str]:
    """Which forms occur where below a folder, as `path: form`; in names of files too."""
    return set(_found_under(folder, forms, set(leave_out)))


def _found_under(folder: Path, forms: Forms, leave_out: set[str]) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        if place.split("/", maxsplit=1)[0] in leave_out:
            continue
        named = found_in(place.encode(), forms)
        held = found_in(path.read_bytes(), forms) if path.is_file() else set()
        yield from (f"{place}: {form}" for form in named | held)
