"""OpenStreetMap files, .osm and .osm.pbf: the nodes tagged `man_made=surveillance`."""

from collections.abc import Iterator
from pathlib import Path

import osmium

from languages.kept import kept
from mapping.importing.reading import Reading, RowError, UnreadableSource, collect
from mapping.matching.known import KnownCamera

__all__ = ["read"]

_NO_CAMERA = frozenset({"guard", "gunshot_detector"})
"""Values of `surveillance:type` that are surveillance without a camera."""


def read(path: Path, *, source: str, error_m: float) -> Reading:
    """Read cameras; rows count the surveillance nodes of the file. Raises UnreadableSource."""
    try:
        return collect(_rows(path, source, error_m))
    except (RuntimeError, OSError, ValueError, osmium.InvalidLocationError) as error:
        # what libosmium raises for broken files and numbers
        raise UnreadableSource(
            kept("{name} is no OpenStreetMap file: {reason}", name=path.name, reason=error)
        ) from error


def _rows(path: Path, source: str, error_m: float) -> Iterator[tuple[int, KnownCamera | RowError]]:
    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(
        osmium.filter.TagFilter(("man_made", "surveillance"))
    )
    for row, node in enumerate(nodes, start=1):
        assert isinstance(node, osmium.osm.Node)
        tags = {tag.k: tag.v for tag in node.tags}
        kind = tags.get("surveillance:type")
        if kind in _NO_CAMERA:
            yield row, RowError(kept("Not a camera: surveillance:type={kind}.", kind=kind))
            continue
        if not node.location.valid():
            yield row, RowError(kept("Impossible location of node {node}.", node=node.id))
            continue
        yield (
            row,
            KnownCamera(
                source=source,
                source_id=f"node/{node.id}",
                latitude=node.location.lat,
                longitude=node.location.lon,
                error_m=error_m,
                tags=tags,
            ),
        )
