"""From an extract of OpenStreetMap to a folder that the app serves: tilemaker does the work.

folder/
├── tiles/z/x/y.pbf           vector tiles, not compressed: nobody says that they are
├── glyphs/FONT/0-255.pbf …   letters
└── style.json                how to draw them, with BASE where the address goes
"""

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import osmium

from mapping.basemap.glyphs import write_glyphs
from mapping.basemap.style import STYLE_FILE, template

__all__ = ["BasemapError", "Built", "build"]

_HERE = Path(__file__).parent

Bounds = tuple[float, float, float, float]
"""West, south, east, north in WGS 84 degrees."""


class BasemapError(Exception):
    """The basemap cannot be built; the message says what the operator can do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """What was built: the number of tiles, all bytes of the folder, and what it covers."""

    tiles: int
    size: int
    bounds: Bounds


def build(extract: Path, folder: Path, *, threads: int = 0) -> Built:
    """Build the basemap of an `.osm.pbf` extract; what `folder` held before is replaced.

    The old basemap stays until the new one is whole. `threads` 0 means all. Raises
    BasemapError.
    """
    tilemaker = shutil.which("tilemaker")
    if tilemaker is None:
        raise BasemapError("tilemaker is not installed. Run: scripts/system-packages basemap")
    bounds = _bounds(extract)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".basemap-") as name:
            made = Path(name) / "basemap"
            made.mkdir()
            _make_tiles([tilemaker, "--threads", str(threads)], extract, made / "tiles", bounds)
            write_glyphs(made / "glyphs")
            style = json.dumps(template(bounds), ensure_ascii=False)
            (made / STYLE_FILE).write_text(style, encoding="utf-8")
            built = _count(made, bounds)
            _swap(made, folder, Path(name) / "old")
    except OSError as error:
        raise BasemapError(f"The basemap cannot be written: {error}") from error
    return built


def _bounds(extract: Path) -> Bounds:
    """Read what the extract says that it covers, else what its nodes cover."""
    try:
        with osmium.io.Reader(str(extract), osmium.osm.NODE) as reader:
            box = reader.header().box()
        if box.valid():
            return _degrees(box)
        return _covered(osmium.FileProcessor(str(extract), osmium.osm.NODE))
    except ValueError as error:
        raise BasemapError(f"{extract} holds no places.") from error
    except (RuntimeError, OSError) as error:  # what libosmium raises for every broken file
        raise BasemapError(f"{extract} is no OpenStreetMap extract: {error}") from error


def _degrees(box: osmium.osm.Box) -> Bounds:
    return box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat


def _covered(nodes: osmium.FileProcessor) -> Bounds:
    """Go through the nodes; raises ValueError where none has a place."""
    west, south, east, north = 180.0, 90.0, -180.0, -90.0
    for node in nodes:
        assert isinstance(node, osmium.osm.Node)
        if node.location.valid():
            west, east = min(west, node.location.lon), max(east, node.location.lon)
            south, north = min(south, node.location.lat), max(north, node.location.lat)
    if west > east:
        raise ValueError
    return west, south, east, north


def _make_tiles(command: list[str], extract: Path, tiles: Path, bounds: Bounds) -> None:
    tiles.mkdir()
    ran = subprocess.run(  # noqa: S603 - the program was found on the path, the rest are files
        [
            *command,
            *("--input", str(extract.resolve()), "--output", str(tiles)),
            *("--config", str(_HERE / "layers.json"), "--process", str(_HERE / "tags.lua")),
            *("--bbox", ",".join(f"{degrees:.7f}" for degrees in bounds)),
        ],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if ran.returncode != 0 or next(tiles.rglob("*.pbf"), None) is None:
        said = (ran.stderr or ran.stdout).strip().splitlines() or ["nothing"]
        raise BasemapError(f"tilemaker made no tiles. It said: {said[-1]}")


def _count(folder: Path, bounds: Bounds) -> Built:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    tiles = sum(1 for _ in (folder / "tiles").rglob("*.pbf"))
    return Built(tiles=tiles, size=sum(sizes), bounds=bounds)


def _swap(made: Path, folder: Path, old: Path) -> None:
    if os.path.lexists(folder):
        folder.rename(old)
    made.rename(folder)
