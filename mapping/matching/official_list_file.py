"""The file of an official list: CSV as offices publish it, read with patience.

Comma, semicolon or tab between the cells; decimal point or comma; UTF-8 or the Windows code
page of Central Europe; column names in English or Serbian, in both scripts. A row that cannot
be used is told with its line and reason, and the others are read.
"""

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from languages.kept import kept
from mapping.geometry.coordinates import parse_coordinates
from mapping.matching.official_list import ListedPlace

__all__ = ["OfficialList", "OfficialListError", "RowProblem", "read_official_list"]

_COLUMNS = {
    "latitude": ("latitude", "lat", "geografska sirina", "sirina"),
    "longitude": ("longitude", "lon", "lng", "long", "geografska duzina", "duzina"),
    "coordinates": ("coordinates", "koordinate"),
    "name": ("name", "address", "location", "naziv", "adresa", "lokacija", "mesto"),
    "count": ("count", "cameras", "number", "broj kamera", "broj", "kamere"),
}
"""The spellings of each column, the best first; Cyrillic and accents are taken off before."""

_LATIN = str.maketrans(
    dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True))
    | {"љ": "lj", "њ": "nj", "џ": "dž"}
)
_DELIMITERS = (",", ";", "\t")
_MAX_DIGITS = 6
_EXPECTED = kept(
    "Give a CSV file whose first line names its columns: latitude and longitude (or coordinates),"
    " and if there are any, name and count."
)


class OfficialListError(ValueError):
    """The file is no list of places; the message is for the person who sent it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RowProblem:
    """Why a row was left out, or read without its count."""

    line: int
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficialList:
    """The places of a list that have coordinates, and what was wrong with the others."""

    places: tuple[ListedPlace, ...]
    problems: tuple[RowProblem, ...]


def read_official_list(content: bytes) -> OfficialList:
    """Read a list; raises OfficialListError where no column tells where a place is."""
    text = _decoded(content)
    header = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = _columns(next(rows, []))
        places, problems = [], []
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            row = {column: cells[at].strip() for column, at in columns.items() if at < len(cells)}
            place, message = _place(row)
            if place is not None:
                places.append(place)
            if message is not None:
                problems.append(RowProblem(line=rows.line_num, message=message))
    except csv.Error as error:
        message = kept(
            "Line {line} is no CSV: {reason}. {expected}",
            line=rows.line_num,
            reason=error,
            expected=_EXPECTED,
        )
        raise OfficialListError(message) from error
    return OfficialList(places=tuple(places), problems=tuple(problems))


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OfficialListError(kept("The file is no text. {expected}", expected=_EXPECTED))


def _columns(header: list[str]) -> dict[str, int]:
    """Give where the columns that we know stand."""
    names = [_plain(name) for name in header]
    found = {
        column: names.index(spelling)
        for column, spellings in _COLUMNS.items()
        for spelling in reversed(spellings)
        if spelling in names
    }
    if "coordinates" not in found and not {"latitude", "longitude"} <= found.keys():
        raise OfficialListError(
            kept("No column tells where the places are. {expected}", expected=_EXPECTED)
        )
    return found


def _plain(name: str) -> str:
    latin = unicodedata.normalize("NFKD", name.strip().casefold().translate(_LATIN))
    return "".join(letter for letter in latin if not unicodedata.combining(letter))


def _place(row: Mapping[str, str]) -> tuple[ListedPlace | None, str | None]:
    """Give the place of a row, and what is wrong with the row."""
    written = row.get("coordinates") or ""
    if row.get("latitude") and row.get("longitude"):
        written = f"{row['latitude']}; {row['longitude']}"
    name = row.get("name", "")
    if not written:
        if not name:
            return None, kept("The row has no coordinates; addresses are not looked up.")
        return None, kept("{name} has no coordinates; addresses are not looked up.", name=name)
    count, message = _count(row.get("count", ""))
    try:
        latitude, longitude = parse_coordinates(written)
        return ListedPlace(name=name, latitude=latitude, longitude=longitude, count=count), message
    except ValueError as error:
        return None, str(error)


def _count(text: str) -> tuple[int | None, str | None]:
    if not text:
        return None, None
    if text.isdecimal() and len(text) <= _MAX_DIGITS:
        return int(text), None
    return None, kept("{text} is no number of cameras.", text=text)
