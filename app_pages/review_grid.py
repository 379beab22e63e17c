"""Many proposals at once, for the obvious ones: choose thumbnails, one verdict for all of them."""

from collections.abc import Callable, Sequence

import streamlit as st

from app_pages import pictures, words
from app_pages.review_decisions import REASON_WORDS, reason_word
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
from languages.figures import number as figure
from languages.figures import percent
from languages.text import ntr, said, tr
from mapping.review.proposal import Proposal
from mapping.review.verdict import Accept, Reason, Reject, Verdict
from mapping.storage.bulk import decide_each, undo_each

__all__ = ["SIZE", "show", "show_outcome"]

SIZE = 24
THUMBNAIL_PX = 148
REASON = "grid-reason"


def show(proposals: Sequence[Proposal]) -> None:
    """Show thumbnails to choose from, and what can be done with the chosen ones."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            tr("Choose all"),
            shortcut="x",
            icon=":material/select_all:",
            on_click=_choose,
            args=(proposals, True),
        )
        st.button(tr("Choose none"), shortcut="n", on_click=_choose, args=(proposals, False))
        st.caption(tr("Tab goes from picture to picture, the space bar chooses."))
    with st.form("grid", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.form_submit_button(
                tr("Accept the chosen"),
                type="primary",
                icon=":material/check:",
                shortcut="a",
                on_click=_accept,
                args=(proposals,),
            )
            st.selectbox(
                tr("Reason"),
                list(REASON_WORDS),
                format_func=reason_word,
                key=REASON,
                width=190,
            )
            st.form_submit_button(
                tr("Reject the chosen"),
                icon=":material/close:",
                shortcut="d",  # Streamlit keeps R to itself
                on_click=_reject,
                args=(proposals,),
            )
        with st.container(horizontal=True, gap="small"):
            for number, proposal in enumerate(proposals, start=1):
                _thumbnail(number, proposal)


def show_outcome() -> None:
    """Say by name what could not be decided, and offer to take the last lot back."""
    done, failed = session().bulk_done, session().bulk_failed
    if failed:
        lines = "\n".join(f"- **{name}**: {words.plain(said(why))}" for name, why in failed)
        st.warning(tr("These are still open:") + f"\n{lines}", icon=":material/warning:")
    if done:
        st.button(
            ntr("Take it back", "Take all {count} back", done),
            icon=":material/undo:",
            shortcut="u",
            on_click=_take_back,
        )


def _thumbnail(number: int, proposal: Proposal) -> None:
    name = _name(number, proposal)
    with st.container(width=THUMBNAIL_PX, gap="xxsmall"):
        crop = pictures.thumbnail(proposal.photo, proposal.box)
        if crop:
            st.image(crop, alt=name)
        st.checkbox(name, key=_key(proposal))
        st.caption(
            percent(proposal.detection.confidence)
            + ("" if proposal.standing.camera_position else " · " + tr("place unknown"))
        )


def _name(number: int, proposal: Proposal) -> str:
    return f"{number} {words.housing_word(proposal.housing)}"


def _key(proposal: Proposal) -> str:
    return f"grid-{proposal.id}"


def _choose(proposals: Sequence[Proposal], chosen: bool) -> None:
    for proposal in proposals:
        st.session_state[_key(proposal)] = chosen


def _accept(proposals: Sequence[Proposal]) -> None:
    _decide(proposals, Accept(), lambda count: tr("{number} accepted", number=count))


def _reject(proposals: Sequence[Proposal]) -> None:
    reason: Reason = st.session_state[REASON]
    why = reason_word(reason).lower()
    _decide(
        proposals,
        Reject(reason=reason),
        lambda count: tr("{number} rejected: {reason}", number=count, reason=why),
    )


def _decide(proposals: Sequence[Proposal], verdict: Verdict, done: Callable[[str], str]) -> None:
    names = {each.id: _name(number, each) for number, each in enumerate(proposals, start=1)}
    chosen = [each for each in proposals if st.session_state.get(_key(each))]
    if not chosen:
        session().warn(tr("Choose some first"), ":material/touch_app:")
        return
    outcome = decide_each(services().store, chosen, verdict, who=visitor())
    session().bulk_done = len(outcome.decided)
    session().bulk_failed = [(names[each.id], why) for each, why in outcome.failed]
    session().say(done(figure(len(outcome.decided))))


def _take_back() -> None:
    undone = undo_each(services().store, session().bulk_done, who=visitor())
    session().bulk_done, session().bulk_failed = 0, []
    session().say(
        ntr("{count} decision taken back", "{count} decisions taken back", len(undone)),
        ":material/undo:",
    )
