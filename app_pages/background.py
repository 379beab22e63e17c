"""What lies under a map: the operator's style, else our own basemap, else a plain colour."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import streamlit as st

from app_pages.settings import settings
from mapping.basemap import ATTRIBUTION, style_at

__all__ = ["attribution", "has_streets", "served_at", "style"]

_PAGES = Path(__file__).parent
_FOLDER = _PAGES.parent / "static" / "basemap"
"""Streamlit serves the folder `static` beside app.py, and nothing else."""

_BLANK: dict[str, Any] = {
    "version": 8,
    "sources": {},
    "layers": [{"id": "blank", "type": "background", "paint": {"background-color": "#eef1f1"}}],
}


def style() -> str:
    """The address of a style for the map renderer; our own ones are written into it."""
    chosen = settings().map_style
    return chosen or "data:application/json," + quote(json.dumps(_own_style() or _BLANK))


def has_streets() -> bool:
    """Whether maps show more than a plain colour."""
    return settings().map_style is not None or (_FOLDER / "style.json").exists()


def attribution() -> str | None:
    """Whom our own basemap is owed to, None where it is not shown."""
    own = settings().map_style is None and (_FOLDER / "style.json").exists()
    return ATTRIBUTION if own else None


def served_at(page: str | None) -> str:
    """Where the basemap is served, seen from the address of a page, as the browser knows it.

    That address holds what a proxy has put before it: scheme, host and a folder.
    """
    if page is None:
        return "/app/static/basemap"
    parts = urlsplit(page)
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    is_page = last in {path.stem for path in _PAGES.glob("*.py")}
    root = folder if is_page else f"{folder}/{last}".rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{root}/app/static/basemap"


def _own_style() -> dict[str, Any] | None:
    return style_at(_FOLDER, served_at(st.context.url))
