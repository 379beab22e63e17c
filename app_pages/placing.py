"""Asking a person for a place: by pasted coordinates, by pointing at the map, or by steps on it."""

from collections.abc import Callable, Sequence

import pydeck as pdk
import streamlit as st

from app_pages import map_grid, maps, words
from app_pages.map_shapes import Point
from app_pages.settings import settings
from app_pages.symbols import Symbol, legend
from app_pages.whereabouts import ask_the_phone
from languages.kept import kept
from languages.text import tr
from mapping.geometry.coordinates import parse_coordinates
from mapping.geometry.geodesy import move_by

__all__ = ["ask_for_place", "offer_own_place", "read_point"]

SPANS_M = {
    kept("City"): 6000.0,
    kept("Quarter"): 1200.0,
    kept("Street"): 250.0,
    kept("House"): 60.0,
}
STEPS = {
    kept("West"): (-1, 0),
    kept("North"): (0, 1),
    kept("South"): (0, -1),
    kept("East"): (1, 0),
}
"""How far east and north a press goes, in steps of `STEP_SHARE` of the map's width."""
STEP_SHARE = 0.05


def ask_for_place(
    key: str,
    *,
    centre: Point | None,
    layers: Sequence[pdk.Layer],
    on_place: Callable[[Point], None],
    button: str,
) -> None:
    """Show a text field and a map; `on_place` is called with what the person chose.

    Pointing works at any zoom, and the finer the map the finer the place: a click brings the
    map nearer, so two or three of them find a doorway.
    """
    text_key, span_key = f"{key}-text", f"{key}-span"
    st.text_input(
        tr("Coordinates, or a link from a map"),
        key=text_key,
        placeholder="44.81250, 20.46120",
        help=tr("In most map apps, hold a finger on the place to see and copy its coordinates."),
    )
    chosen = read_point(st.session_state[text_key])
    st.session_state.setdefault(span_key, "Street")
    st.session_state.setdefault(f"{key}-clicks", 0)
    st.segmented_control(tr("Show"), list(SPANS_M), format_func=tr, key=span_key, required=True)
    span_m = SPANS_M[st.session_state[span_key]]
    middle = chosen or centre or settings().map_centre
    ground, note = map_grid.ground(middle, span_m)
    marker = maps.point_layers(chosen) if chosen else []
    st.pydeck_chart(
        maps.deck(
            [*ground, map_grid.place_layer(middle, span_m), *layers, *marker], middle, span_m
        ),
        key=_map_key(key),
        on_select=lambda: _take_click(key),
        height=320,
    )
    has_cameras = any(layer.id == "known" and layer.data for layer in layers)
    signs = [*([Symbol.CHOSEN] if chosen else []), *([Symbol.ACCEPTED] if has_cameras else [])]
    legend(signs, tr("Click the map to point, or go by steps from its middle."), note)
    _offer_steps(key, middle, span_m)
    if st.button(button, key=f"{key}-go", type="primary", disabled=chosen is None) and chosen:
        on_place(chosen)


def _offer_steps(key: str, middle: Point, span_m: float) -> None:
    """Let who has no mouse, or a coarse finger, go from the middle of the map to the place."""
    with st.container(horizontal=True):
        for name, (east, north) in STEPS.items():
            step_m = STEP_SHARE * span_m
            st.button(
                tr(name),
                key=f"{key}-{name}",
                on_click=_choose,
                args=(key, move_by(*middle, east_m=east * step_m, north_m=north * step_m)),
            )


def offer_own_place(key: str) -> None:
    """Let who stands at the place fill in the field of `ask_for_place` with this key."""
    ask_the_phone(f"{key}-phone", lambda point: _choose(key, point))


def read_point(text: str) -> Point | None:
    """Read coordinates that a person typed; None for nothing, and for nonsense, which is told."""
    if not text.strip():
        return None
    try:
        return parse_coordinates(text)
    except ValueError as error:
        st.error(words.error(error))
        return None


def _take_click(key: str) -> None:
    """Write the place of the clicked cell into the text field and look nearer."""
    cells = st.session_state[_map_key(key)].selection.objects.get("place", [])
    if cells:
        _choose(key, (cells[0]["latitude"], cells[0]["longitude"]))
        spans = list(SPANS_M)
        nearer = min(spans.index(st.session_state[f"{key}-span"]) + 1, len(spans) - 1)
        st.session_state[f"{key}-span"] = spans[nearer]


def _choose(key: str, point: Point) -> None:
    """Write a place into the text field, and draw the map around it."""
    st.session_state[f"{key}-clicks"] += 1
    st.session_state[f"{key}-text"] = f"{point[0]:.6f}, {point[1]:.6f}"


def _map_key(key: str) -> str:
    """A new map after each click, since a map would keep its cell of the old one selected."""
    return f"{key}-map-{st.session_state[f'{key}-clicks']}"
