"""The formats of an export: their names, writers and files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from languages.kept import kept
from mapping.export.geojson import geojson
from mapping.export.kml import kml
from mapping.export.licence import Licence
from mapping.export.maproulette import maproulette
from mapping.export.osmchange import osmchange
from mapping.export.spreadsheet import spreadsheet
from mapping.export.table import csv_lines
from mapping.review.proposal import Proposal

__all__ = ["FILES", "FORMATS", "FileKind", "Format", "Writer"]

Writer = Callable[[Iterable[Proposal], Licence | None], Iterator[str]]


class Format(StrEnum):
    """The formats by the names that the command line knows."""

    GEOJSON = "geojson"
    CSV = "csv"
    SPREADSHEET = "spreadsheet"
    KML = "kml"
    OSMCHANGE = "osmchange"
    MAPROULETTE = "maproulette"


FORMATS: dict[Format, Writer] = {
    Format.GEOJSON: geojson,
    Format.CSV: csv_lines,
    Format.SPREADSHEET: spreadsheet,
    Format.KML: kml,
    Format.OSMCHANGE: osmchange,
    Format.MAPROULETTE: maproulette,
}
"""The writer of each format."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileKind:
    """What a person sees of a format: its name, and how its file ends and is announced.

    `needs_place` says that cameras without a place are left out.
    """

    label: str
    suffix: str
    media_type: str
    needs_place: bool = False


FILES: dict[Format, FileKind] = {
    Format.GEOJSON: FileKind(label="GeoJSON", suffix=".geojson", media_type="application/geo+json"),
    Format.CSV: FileKind(label="CSV", suffix=".csv", media_type="text/csv"),
    Format.SPREADSHEET: FileKind(
        label=kept("Spreadsheet"), suffix=kept("-table.csv"), media_type="text/csv"
    ),
    Format.KML: FileKind(
        label="KML", suffix=".kml", media_type="application/vnd.google-earth.kml+xml"
    ),
    Format.OSMCHANGE: FileKind(
        label="OsmChange", suffix=".osc", media_type="application/xml", needs_place=True
    ),
    Format.MAPROULETTE: FileKind(
        label="MapRoulette",
        suffix="-maproulette.geojson",
        media_type="application/geo+json-seq",
        needs_place=True,
    ),
}
"""The file of each format."""
