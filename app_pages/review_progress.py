"""How far the queue is, and how much this reviewer did; nobody sees another's figures."""

from datetime import datetime

import streamlit as st

from app_pages.services import services
from app_pages.visitor import visitor
from languages.figures import number
from languages.text import tr
from mapping.storage.progress import own, progress

__all__ = ["show"]


def show() -> None:
    """Show both in a line each, and a bar."""
    now = progress(services().store, who=visitor())
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = own(services().store, visitor(), since=midnight)
    st.markdown(
        " · ".join(
            (
                tr(":material/inbox: **{number}** waiting", number=number(now.waiting)),
                tr(":material/check: **{number}** accepted", number=number(now.accepted)),
                tr(":material/close: **{number}** rejected", number=number(now.rejected)),
            )
        )
    )
    done = tr(
        "You decided {today} today, {ever} in all",
        today=number(mine.since),
        ever=number(mine.ever),
    )
    st.progress(now.share, text=done)
