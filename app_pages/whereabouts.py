"""The button by which a phone tells where it is, for a photo that is taken here and now."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from app_pages.map_shapes import Point
from languages.figures import metres
from languages.text import tr

__all__ = ["ask_the_phone"]

HERE = Path(__file__).parent

_button = st.components.v2.component(
    "osmatrac_whereabouts",
    html='<button type="button"></button><p role="status"></p>',
    css=(HERE / "whereabouts.css").read_text("utf-8"),
    js=(HERE / "whereabouts.js").read_text("utf-8"),
)


def ask_the_phone(key: str, on_found: Callable[[Point], None]) -> None:
    """Explain and offer the button; what the phone answers is only given on, not kept."""

    def take() -> None:
        point = _read(st.session_state[key].get("found"))
        if point:
            on_found(point)

    st.caption(
        tr(
            ":material/my_location: Do you stand where you took the photo? Your phone can fill in "
            "the coordinates. It asks you first; some browsers ask their maker where they are. "
            "Nothing is kept before you confirm the place below."
        )
    )
    words = {
        "button": tr("I am here"),
        "looking": tr("Looking for your place …"),
        "found": tr("Found, to within {distance}", distance="{distance}"),
        "unit": metres(0).replace("0", "{number}"),
        "refused": tr("The phone did not tell. You can allow it in the settings of the browser."),
        "unknown": tr("The phone does not know where it is. Point at the map instead."),
    }
    _button(key=key, data={"words": words}, on_found_change=take)


def _read(answer: object) -> Point | None:
    """The coordinates of an answer, None for anything that is no place."""
    if not isinstance(answer, dict):
        return None
    latitude, longitude = answer.get("latitude"), answer.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return float(latitude), float(longitude)
