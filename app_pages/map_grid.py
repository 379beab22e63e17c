"""The squares of a map: lines to judge distances by, and cells that tell where a click fell."""

import math

import pydeck as pdk

from app_pages import background
from app_pages.map_shapes import Point, lonlat
from app_pages.maps import PIXELS
from app_pages.symbols import PHOTO_COLOUR
from languages.figures import metres
from languages.text import tr
from mapping.geometry.geodesy import move_by

__all__ = ["ground", "place_layer"]

GRID_LINES = 10
PLACE_CELLS = 40


def place_layer(centre: Point, span_m: float) -> pdk.Layer:
    """Invisible cells over the map, so that a click tells where it fell.

    The object that a click selects has `latitude` and `longitude` of its cell's middle.
    """
    step_m = span_m / PLACE_CELLS
    cells = []
    for row in range(PLACE_CELLS):
        for column in range(PLACE_CELLS):
            east_m = (column + 0.5) * step_m - span_m / 2
            north_m = (row + 0.5) * step_m - span_m / 2
            corners = [
                lonlat(move_by(*centre, east_m=east_m + dx, north_m=north_m + dy))
                for dx, dy in _square(step_m / 2)
            ]
            middle = move_by(*centre, east_m=east_m, north_m=north_m)
            cells.append(
                {
                    "polygon": corners,
                    "latitude": middle[0],
                    "longitude": middle[1],
                    "label": f"{middle[0]:.5f}, {middle[1]:.5f}",
                }
            )
    return pdk.Layer(
        "PolygonLayer",
        id="place",
        data=cells,
        get_polygon="polygon",
        get_fill_color=[0, 0, 0, 0],
        stroked=False,
        pickable=True,
        auto_highlight=True,
        highlight_color=[*PHOTO_COLOUR, 90],
    )


def ground(centre: Point, span_m: float) -> tuple[list[pdk.Layer], str]:
    """What to judge distances by, and a sentence on it: streets, else lines."""
    if background.has_streets():
        return [], " ".join(filter(None, [tr("North is up."), background.attribution()]))
    layer, step_m = _grid_layer(centre, span_m)
    return [layer], tr("One square is {distance}; north is up.", distance=metres(step_m))


def _grid_layer(centre: Point, span_m: float) -> tuple[pdk.Layer, float]:
    """Lines to judge distances by where the map has no background, and the metres between."""
    step_m = _round_step(span_m / GRID_LINES)
    half_m = step_m * GRID_LINES
    lines = []
    for at in range(-GRID_LINES, GRID_LINES + 1):
        for ends in (
            ((at * step_m, -half_m), (at * step_m, half_m)),
            ((-half_m, at * step_m), (half_m, at * step_m)),
        ):
            path = [lonlat(move_by(*centre, east_m=e, north_m=n)) for e, n in ends]
            lines.append({"path": path, "label": ""})
    layer = pdk.Layer(
        "PathLayer",
        id="grid",
        data=lines,
        get_path="path",
        get_color=[150, 165, 166, 110],
        get_width=1,
        width_units=PIXELS,
        pickable=False,
    )
    return layer, step_m


def _square(half: float) -> tuple[tuple[float, float], ...]:
    return ((-half, -half), (half, -half), (half, half), (-half, half))


def _round_step(step_m: float) -> float:
    power = 10.0 ** math.floor(math.log10(step_m))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step_m)
