"""What is doubtful about the headings of an upload, said where a reviewer sees it."""

from dataclasses import replace

import streamlit as st

from app_pages.services import services
from app_pages.visitor import visitor
from languages.text import said, tr
from mapping.access.permission import Permission
from mapping.access.person import require
from mapping.geometry.heading import suspect_headings
from mapping.storage.rows import StoredPhoto

__all__ = ["show_doubts"]

_MINUTE_S = 60


def show_doubts(photo: StoredPhoto) -> None:
    """Warn where the heading of a photo is probably no compass reading."""
    require(visitor(), Permission.SEE_PHOTOGRAPHER)
    if photo.location is None or photo.location.heading_deg is None:
        return
    for message, photos in _doubts(photo.receipt):
        if photo.sha256 in photos:
            advice = tr("Judge the place by the photo, not by the line of sight.")
            st.warning(f"{said(message)} {advice}", icon=":material/explore_off:")


@st.cache_data(ttl=_MINUTE_S, max_entries=16, show_spinner=False)
def _doubts(receipt: str) -> list[tuple[str, frozenset[str]]]:
    """The doubts of one upload, and the photos that they are about by their SHA-256."""
    upload = services().store.upload(receipt)
    records = [
        replace(photo.record, photo=photo.sha256, location=photo.location)
        for photo in (upload.photos if upload else ())
        if photo.record
    ]
    return [(found.problem.message, frozenset(found.photos)) for found in suspect_headings(records)]
