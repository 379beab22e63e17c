"""The dial: a compass on which one drags the direction that a camera looks in."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from app_pages.camera_facts import UNKNOWN
from languages.text import tr

__all__ = ["direction_dial"]

HERE = Path(__file__).parent

_dial = st.components.v2.component(
    "osmatrac_direction_dial",
    html=(HERE / "direction_dial.html").read_text("utf-8"),
    css=(HERE / "direction_dial.css").read_text("utf-8"),
    js=(HERE / "direction_dial.js").read_text("utf-8"),
)


def direction_dial(degrees: float | None, *, key: str, on_turned: Callable[[float], None]) -> None:
    """Show the dial at some degrees from true north, or at none; tell where it is turned to."""

    def take() -> None:
        turned = st.session_state[key].get("turned")
        if isinstance(turned, int | float) and 0 <= turned < 360:
            on_turned(float(turned))

    shown = None if degrees is None else round(degrees) % 360
    _dial(key=key, data={"degrees": shown, "words": _words()}, on_turned_change=take, width=132)


def _words() -> dict[str, str | list[str]]:
    """What the dial says; it writes its degrees into one of them."""
    return {
        "name": tr("Direction the camera looks"),
        "sides": tr("N E S W").split(),
        "degrees": tr("{degrees} degrees"),
        "unknown": tr(UNKNOWN).lower(),
    }
