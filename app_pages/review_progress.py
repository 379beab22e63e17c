"""How far the queue is, and how much this reviewer did; nobody sees another's figures."""

from datetime import datetime

import streamlit as st

from app_pages.services import services
from app_pages.visitor import visitor
from mapping.storage.progress import own, progress

__all__ = ["show"]


def show() -> None:
    """Show both in a line each, and a bar."""
    now = progress(services().store, who=visitor())
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = own(services().store, visitor(), since=midnight)
    st.markdown(
        f":material/inbox: **{now.waiting:,}** waiting · "
        f":material/check: **{now.accepted:,}** accepted · "
        f":material/close: **{now.rejected:,}** rejected"
    )
    st.progress(now.share, text=f"You decided {mine.since:,} today, {mine.ever:,} in all")
