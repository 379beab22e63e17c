"""The tour: once the samples are handed in, each page says what to try, and what comes next."""

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app_pages.navigation import PAGES, PageEntry
from app_pages.session import session
from app_pages.visitor import visitor
from languages.text import tr

__all__ = ["begin", "end", "show"]


def begin() -> None:
    """Go on the tour in this session."""
    session().on_tour = True


def end() -> None:
    """Leave it."""
    session().on_tour = False


def show(page: StreamlitPage) -> None:
    """Say what there is to try on a page of the tour, and lead to the next one."""
    stops = [entry for entry in PAGES if visitor().may(entry.permission)]
    here = next((entry for entry in stops if entry.shows(page)), None)
    if not session().on_tour or here is None:
        return
    with st.container(border=True, key="tour"):
        st.markdown(
            tr(
                ":material/tour: **Tour, {number} of {all}: {page}.** {task}",
                number=stops.index(here) + 1,
                all=len(stops),
                page=tr(here.title),
                task=tr(here.task),
            )
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            _next(stops, here)
            st.button(tr("End the tour"), type="tertiary", on_click=end)


def _next(stops: Sequence[PageEntry], here: PageEntry) -> None:
    following = stops[stops.index(here) + 1 :]
    if following:
        st.page_link(
            following[0].file,
            label=tr("Next: {page}", page=tr(following[0].title)),
            icon=":material/arrow_forward:",
        )
    else:
        st.page_link(
            PAGES[0].file,
            label=tr("Back to the start, where the samples can be removed"),
            icon=":material/restart_alt:",
        )
