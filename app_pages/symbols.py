"""The signs of our maps: each has a shape of its own, so that nobody needs to tell colours."""

from collections.abc import Iterable
from enum import Enum
from urllib.parse import quote

import streamlit as st

from languages.kept import kept
from languages.text import tr

__all__ = ["CAMERA_COLOUR", "KNOWN_COLOUR", "PHOTO_COLOUR", "Symbol", "data_url", "legend"]

CAMERA_COLOUR = (216, 88, 0)
PHOTO_COLOUR = (11, 110, 117)
KNOWN_COLOUR = (70, 78, 80)

_CAMERA, _PHOTO, _KNOWN = ("#d85800", "#0b6e75", "#464e50")


class Symbol(Enum):
    """A sign: what the legend says, and its drawing in a square of 24 units."""

    CAMERA = (
        kept("The camera, estimated or set"),
        (
            f'<circle cx="12" cy="12" r="9" fill="{_CAMERA}" stroke="#fff" stroke-width="2"/>'
            '<circle cx="12" cy="12" r="3.5" fill="#fff"/>'
        ),
    )
    ELLIPSE = (
        kept("Where it stands with 95%"),
        (
            f'<ellipse cx="12" cy="12" rx="11" ry="6" fill="{_CAMERA}" fill-opacity=".2" '
            f'stroke="{_CAMERA}" stroke-width="2"/>'
        ),
    )
    RING = (
        kept("Somewhere in this ring (95%): the photo has no heading"),
        (
            f'<circle cx="12" cy="12" r="8" fill="none" stroke="{_CAMERA}" stroke-opacity=".3" '
            f'stroke-width="6"/><circle cx="12" cy="12" r="11" fill="none" stroke="{_CAMERA}"/>'
        ),
    )
    PHOTO = (
        kept("The photographer"),
        f'<path d="M12 2 22 21 2 21Z" fill="{_PHOTO}" stroke="#fff" stroke-width="2"/>',
    )
    RAY = (
        kept("Line of sight"),
        f'<path d="M2 20 22 4" stroke="{_PHOTO}" stroke-width="3"/>',
    )
    ACCEPTED = (
        kept("Accepted here"),
        (
            f'<rect x="4" y="4" width="16" height="16" fill="{_KNOWN}" stroke="#fff" '
            'stroke-width="2"/>'
        ),
    )
    IMPORTED = (
        kept("Known from an import"),
        f'<path d="M12 2 22 12 12 22 2 12Z" fill="#fff" stroke="{_KNOWN}" stroke-width="3"/>',
    )
    LISTED_FOUND = (
        kept("Listed, and found"),
        (
            f'<circle cx="12" cy="12" r="10" fill="#fff" stroke="{_PHOTO}" stroke-width="3"/>'
            f'<path d="M7 12l4 4 7-8" fill="none" stroke="{_PHOTO}" stroke-width="3"/>'
        ),
    )
    LISTED_ONLY = (
        kept("Listed, nothing found yet"),
        (
            f'<circle cx="12" cy="12" r="10" fill="#fff" stroke="{_CAMERA}" stroke-width="3" '
            'stroke-dasharray="4 3"/>'
        ),
    )
    VIEW = (
        kept("Looks this way: a drawing (15 m, 60°), not what it can see"),
        (
            f'<path d="M12 22 4 5 A18 18 0 0 1 20 5Z" fill="{_KNOWN}" fill-opacity=".25" '
            f'stroke="{_KNOWN}" stroke-width="1.5" stroke-dasharray="3 2"/>'
        ),
    )
    CHOSEN = (
        kept("Your choice"),
        (
            f'<path d="M12 1v22M1 12h22" stroke="#fff" stroke-width="6"/>'
            f'<path d="M12 1v22M1 12h22" stroke="{_CAMERA}" stroke-width="3"/>'
        ),
    )

    def __init__(self, words: str, drawing: str) -> None:
        self.words = words
        self.drawing = drawing


def data_url(symbol: Symbol) -> str:
    """The sign as a picture for the map, twice as fine as it is shown."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="48" height="48">'
        f"{symbol.drawing}</svg>"
    )
    return "data:image/svg+xml;charset=utf-8," + quote(svg)


def legend(symbols: Iterable[Symbol], *notes: str) -> None:
    """Show the signs with their words, and sentences after them."""
    signs = "".join(  # as pictures: Streamlit strips inline SVG
        f'<span class="sign"><img src="{data_url(symbol)}" width="18" height="18" alt=""> '
        f"{tr(symbol.words)}</span>"
        for symbol in symbols
    )
    if signs:
        st.html(f'<div class="legend">{signs}</div>')
    if notes:
        st.caption(" ".join(notes))
