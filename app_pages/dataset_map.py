"""The map of the dataset: signs of single cameras, or of groups where there are many.

A click on a group looks nearer; a click on a camera opens its page.
"""

import math
from collections.abc import Sequence
from typing import Any

import pydeck as pdk
import streamlit as st

from app_pages import map_grid, maps
from app_pages.map_clusters import Cluster, clusters
from app_pages.map_shapes import lonlat
from app_pages.symbols import KNOWN_COLOUR, Symbol, legend
from languages.text import ntr, tr
from mapping.review.proposal import Proposal
from mapping.storage.selection import Area

__all__ = ["MOST_SIGNS", "cluster_layers", "show"]

MOST_SIGNS = 150
"""More signs than this hide each other, and slow a phone."""

MIN_SPAN_M = 200.0
_WINDOW = "dataset-map-window"


def show(cameras: Sequence[Proposal]) -> None:
    """Show cameras that have a place on a map, or those of the group that was clicked."""
    window: Area | None = st.session_state.get(_WINDOW)
    inside = [
        (camera, (place.latitude, place.longitude))
        for camera in cameras
        if (place := camera.standing.camera_position) is not None
        and (window is None or window.holds(place.latitude, place.longitude))
    ]
    points = [point for _, point in inside]
    centre, span_m = maps.extent(points)
    crowded = len(points) > MOST_SIGNS and span_m > MIN_SPAN_M
    span_m = max(span_m, MIN_SPAN_M)
    ground, note = map_grid.ground(centre, span_m)
    near = [camera for camera, _ in inside]
    layers = cluster_layers(clusters(points, span_m)) if crowded else maps.camera_layers(near)
    key = f"map-{window}"  # of its own, since a map keeps what was clicked
    st.pydeck_chart(
        maps.deck([*ground, *layers], centre, span_m), key=key, on_select=lambda: _take_click(key)
    )
    _explain(near, note, crowded=crowded)
    if window is not None:
        st.button(
            tr("Show the whole map"), icon=":material/zoom_out_map:", on_click=_look, args=(None,)
        )


def cluster_layers(groups: Sequence[Cluster]) -> list[pdk.Layer]:
    """A disc for each group, larger for more, with its number on it."""
    rows = [_row(group) for group in groups]
    discs = pdk.Layer(
        "ScatterplotLayer",
        id="clusters",
        data=rows,
        get_position="position",
        get_radius="radius_px",
        radius_units=maps.PIXELS,
        get_fill_color=[*KNOWN_COLOUR, 220],
        get_line_color=[255, 255, 255],
        stroked=True,
        line_width_min_pixels=2,
        pickable=True,
    )
    numbers = pdk.Layer(
        "TextLayer",
        id="cluster-numbers",
        data=rows,
        get_position="position",
        get_text="text",
        get_size=13,
        get_color=[255, 255, 255],
        pickable=False,
    )
    return [discs, numbers]


def _row(group: Cluster) -> dict[str, Any]:
    area = group.area
    return {
        "position": lonlat(group.middle),
        "text": str(group.count),
        "label": ntr(
            "{count} camera. Click to look nearer.",
            "{count} cameras. Click to look nearer.",
            group.count,
        ),
        "radius_px": 10 + 4 * math.log10(group.count) ** 1.3,
        "window": [area.south, area.west, area.north, area.east],
    }


def _explain(cameras: Sequence[Proposal], note: str, *, crowded: bool) -> None:
    if crowded:
        told = tr("A disc stands for as many cameras as its number says. Click it.")
        st.caption(f"{told} {note}")
        return
    looking = any(maps.viewing_direction(camera) is not None for camera in cameras)
    legend(
        [Symbol.ACCEPTED, *([Symbol.VIEW] if looking else [])],
        tr("Click a camera to open it."),
        note,
    )


def _take_click(key: str) -> None:
    clicked = st.session_state[key].selection.objects
    if clicked.get("clusters"):
        south, west, north, east = clicked["clusters"][0]["window"]
        _look(Area(south=south, west=west, north=north, east=east))
    elif clicked.get("known"):
        st.query_params["camera"] = clicked["known"][0]["id"]


def _look(window: Area | None) -> None:
    st.session_state[_WINDOW] = window
