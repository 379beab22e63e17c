"""Exports: cameras in the formats that other tools take, streamed, in the order they are given.

    proposals ── camera.released ──> ExportedCamera ──> geojson   table      kml
                 (the privacy gate)                     osmchange spreadsheet maproulette

Each format is a module and a writer `(proposals, licence) -> pieces of text`; `FORMATS` finds
it by name. Licence and provenance are inside every file. Nothing here uploads anything:
docs/exports.md says why.
"""

from mapping.export.formats import FILES, FORMATS, FileKind, Format, Writer
from mapping.export.geojson import geojson
from mapping.export.kml import kml
from mapping.export.licence import CONSENT, PROVENANCE, Licence
from mapping.export.maproulette import maproulette
from mapping.export.osmchange import osmchange
from mapping.export.spreadsheet import SPREADSHEET_COLUMNS, spreadsheet
from mapping.export.table import CSV_COLUMNS, csv_lines

__all__ = [
    "CONSENT",
    "CSV_COLUMNS",
    "FILES",
    "FORMATS",
    "PROVENANCE",
    "SPREADSHEET_COLUMNS",
    "FileKind",
    "Format",
    "Licence",
    "Writer",
    "csv_lines",
    "geojson",
    "kml",
    "maproulette",
    "osmchange",
    "spreadsheet",
]
