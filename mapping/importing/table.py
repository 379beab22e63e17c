"""Tables (.csv): as spreadsheets write them here, with semicolons, decimal commas, Windows-1250."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from languages.kept import kept
from mapping.geometry.coordinates import parse_coordinates
from mapping.importing.headers import camera_type, find_columns
from mapping.importing.identity import place_id
from mapping.importing.reading import Reading, RowError, UnreadableSource, collect, coordinates
from mapping.matching.known import KnownCamera

__all__ = ["read"]

_DELIMITERS = (";", "\t", ",")


def read(path: Path, *, source: str, error_m: float, columns: Mapping[str, str]) -> Reading:
    """Read cameras; rows are counted as a spreadsheet does, so the first one is row 2.

    The text is UTF-8, or else Windows-1250. Raises UnreadableSource.
    """
    try:
        text = _decode(path.read_bytes())
    except OSError as error:
        raise UnreadableSource(
            kept("{name} cannot be read: {reason}.", name=path.name, reason=error.strerror)
        ) from error
    lines = io.StringIO(text, newline="")
    header_line = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header_line.count)
    rows = csv.reader(lines, delimiter=delimiter, strict=False)
    try:
        headers = next(rows, None)
        if not headers:
            raise UnreadableSource(kept("{name} is empty.", name=path.name))
        places = find_columns(headers, columns)
        return collect(_rows(rows, places, source, error_m))
    except csv.Error as error:
        raise UnreadableSource(
            kept("{name} is no table: {reason}.", name=path.name, reason=error)
        ) from error


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1250", errors="replace")


def _rows(
    rows: Iterator[Sequence[str]], columns: Mapping[str, int], source: str, error_m: float
) -> Iterator[tuple[int, KnownCamera | RowError]]:
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = {
            field: cells[place].strip() if place < len(cells) else ""
            for field, place in columns.items()
        }
        try:
            yield number, _camera(row, source, error_m)
        except RowError as error:
            yield number, error


def _camera(row: Mapping[str, str], source: str, error_m: float) -> KnownCamera:
    latitude, longitude = _place(row)
    tags = _tags(row)
    return KnownCamera(
        source=source,
        source_id=row.get("id") or place_id(latitude, longitude, tags),
        latitude=latitude,
        longitude=longitude,
        error_m=error_m,
        tags=tags,
    )


def _place(row: Mapping[str, str]) -> tuple[float, float]:
    if "latitude" in row and "longitude" in row:
        return coordinates(row["latitude"], row["longitude"])
    if not row["coordinates"]:
        raise RowError(kept("Location field empty."))
    try:
        return coordinates(*parse_coordinates(row["coordinates"]))
    except RowError:
        raise
    except ValueError:
        raise RowError(kept("Unreadable location: {value}.", value=row["coordinates"])) from None


def _tags(row: Mapping[str, str]) -> dict[str, str]:
    """Give OpenStreetMap tags of what the table says; its own words stay where none fits."""
    tags = {"man_made": "surveillance"}
    kind = row.get("type", "")
    known = camera_type(kind)
    if kind.casefold() == "alpr":
        tags["surveillance:type"] = "ALPR"
    elif known:
        tags["camera:type"] = known
    elif kind:
        tags["description"] = kind
    for field, key in (
        ("direction", "camera:direction"),
        ("address", "addr:full"),
        ("note", "note"),
    ):
        if row.get(field):
            tags[key] = row[field]
    return tags
