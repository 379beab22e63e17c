"""Reading what is known already: OpenStreetMap files, GeoJSON and tables.

reading = read_cameras(path, source="osm", error_m=6)
reading.cameras     what the file has
reading.skipped     what it has that could not be read: row number and reason
"""

from collections.abc import Mapping
from pathlib import Path

from languages.kept import kept
from mapping.importing.reading import Reading, UnreadableSource

__all__ = ["Reading", "UnreadableSource", "read_cameras"]


def read_cameras(
    path: Path, *, source: str, error_m: float, columns: Mapping[str, str] | None = None
) -> Reading:
    """Read a file by the ending of its name: .osm, .osm.pbf, .geojson, .json or .csv.

    `error_m` is how well the source places cameras (95%). `columns` names the columns of a
    table whose headers do not speak for themselves: field to header. Raises UnreadableSource.
    """
    name = path.name.lower()
    if name.endswith((".osm", ".osm.pbf", ".pbf")):
        from mapping.importing import osm  # noqa: PLC0415 - only this format needs osmium

        return osm.read(path, source=source, error_m=error_m)
    if name.endswith((".geojson", ".json")):
        from mapping.importing import geojson  # noqa: PLC0415

        return geojson.read(path, source=source, error_m=error_m)
    if name.endswith((".csv", ".tsv", ".txt")):
        from mapping.importing import table  # noqa: PLC0415

        return table.read(path, source=source, error_m=error_m, columns=columns or {})
    raise UnreadableSource(
        kept(
            "{name} is of no known kind: expected .osm, .osm.pbf, .geojson or .csv.",
            name=path.name,
        )
    )
