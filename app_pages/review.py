"""Review: from the queue to decisions, one proposal a screen or many at once."""

import streamlit as st

from app_pages import review_filters, review_grid, review_progress, review_proposal
from app_pages.review_decisions import undo_button
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
from languages.kept import kept
from languages.text import ntr, tr
from mapping.storage.selection import Selection

ONE, MANY = kept("One by one"), kept("Many at once")


def page() -> None:
    """The whole page."""
    head, tally = st.columns([2, 3], vertical_alignment="bottom")
    with head.container(horizontal=True, vertical_alignment="bottom"):
        st.title(tr("Review"), width="content")
        view = st.segmented_control(
            tr("View"),
            [ONE, MANY],
            default=ONE,
            format_func=tr,
            required=True,
            label_visibility="collapsed",
            key="review-view",
        )
    with tally:
        review_progress.show()
    selection = review_filters.ask()
    wanted = review_grid.SIZE if view == MANY else 2
    found = services().store.first(selection, count=wanted, who=visitor())
    if view == MANY:
        review_grid.show_outcome()
    if not found:
        _show_end(selection)
    elif view == MANY:
        review_grid.show(found)
    else:
        review_proposal.show(found[0])
        review_proposal.preload(found[1:])


def _show_end(selection: Selection) -> None:
    skipped = len(session().skipped)
    narrowed = selection.housings or selection.min_confidence or selection.area
    if skipped:
        st.info(
            ntr(
                "Only the {count} proposal that you skipped is left.",
                "Only the {count} proposals that you skipped are left.",
                skipped,
            )
        )
        if st.button(tr("Look at them again")):
            session().skipped.clear()
            st.rerun()
    elif narrowed or selection.only is not None:
        st.info(tr("Nothing waits that fits these filters."))
    else:
        told = [tr("Nothing waits for review by you.")]
        if services().store.count(selection):
            told.append(tr("What waits now waits for another reviewer."))
        st.success(" ".join([*told, tr("New photos bring new proposals.")]))
    undo_button()


page()
