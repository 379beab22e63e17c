"""How the basemap is drawn: a style for map renderers (Mapbox style specification, version 8).

The layers stand in `drawing.json`. It keeps to what the renderer of pydeck in Streamlit knows,
mapbox-gl 1.13. Addresses in a style must be absolute, and only the running app knows its own,
so the file on the disk says BASE in their place.
"""

import json
from pathlib import Path
from typing import Any

from mapping.basemap.glyphs import FONT

__all__ = ["ATTRIBUTION", "STYLE_FILE", "style_at", "template"]

ATTRIBUTION = "© OpenStreetMap contributors"
STYLE_FILE = "style.json"
_BASE = "BASE"


def template(bounds: tuple[float, float, float, float]) -> dict[str, Any]:
    """Give the style of a basemap with these bounds (west, south, east, north)."""
    layers: list[dict[str, Any]] = json.loads(
        Path(__file__).with_name("drawing.json").read_text("utf-8")
    )
    for layer in layers:
        if layer["type"] == "symbol":
            layer["layout"]["text-font"] = [FONT]
    return {
        "version": 8,
        "name": "Osmatrač",
        "glyphs": f"{_BASE}/glyphs/{{fontstack}}/{{range}}.pbf",
        "sources": {
            "map": {
                "type": "vector",
                "tiles": [f"{_BASE}/tiles/{{z}}/{{x}}/{{y}}.pbf"],
                "bounds": list(bounds),
                "minzoom": 8,
                "maxzoom": 14,
                "attribution": ATTRIBUTION,
            }
        },
        "layers": layers,
    }


def style_at(folder: Path, address: str) -> dict[str, Any] | None:
    """Give the style of the basemap in `folder` as served at `address`, None without one."""
    try:
        text = (folder / STYLE_FILE).read_text("utf-8")
    except OSError:
        return None
    style: dict[str, Any] = json.loads(text)
    style["glyphs"] = style["glyphs"].replace(_BASE, address)
    tiles = style["sources"]["map"]
    tiles["tiles"] = [tile.replace(_BASE, address) for tile in tiles["tiles"]]
    return style
