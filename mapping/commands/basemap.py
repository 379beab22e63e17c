"""The basemap: streets under the points, from an extract."""

from pathlib import Path
from typing import Annotated

import typer

from mapping.commands.console import refuse

__all__ = ["basemap"]

_ROOT = Path(__file__).resolve().parents[2]


def basemap(
    file: Annotated[Path, typer.Argument(help="Extract of OpenStreetMap, .osm.pbf")],
    output: Annotated[
        Path, typer.Option(help="Folder to build; the app looks in the default.")
    ] = _ROOT / "static" / "basemap",
    threads: Annotated[int, typer.Option(min=0, help="0 means all.")] = 0,
) -> None:
    """Build streets, buildings and names for the app's maps, so that no tile server is asked."""
    from mapping.basemap import BasemapError, build  # noqa: PLC0415 - keeps --help fast

    typer.echo(f"Building {output} …", err=True)
    try:
        built = build(file, output, threads=threads)
    except BasemapError as error:
        refuse(str(error))
    west, south, east, north = built.bounds
    typer.echo(
        f"{built.tiles} tiles, {built.size / 1e6:.1f} MB, "
        f"from {south:.4f}, {west:.4f} to {north:.4f}, {east:.4f}"
    )
