"""What a reviewer can do with a key or a button, and what is said of it afterwards."""

import streamlit as st

from app_pages import votes, words
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
from detection.record import Box
from languages.kept import kept
from languages.text import tr
from mapping.review.proposal import Proposal
from mapping.review.review import ReviewError
from mapping.review.verdict import Reason, Verdict

__all__ = ["REASON_WORDS", "decide", "reason_word", "redraw", "skip", "undo", "undo_button"]

REASON_WORDS = {
    Reason.LAMP: kept("Lamp"),
    Reason.SPEAKER: kept("Speaker"),
    Reason.SENSOR: kept("Sensor"),
    Reason.BOX: kept("Some box"),
    Reason.OTHER: kept("No camera"),
    Reason.DUPLICATE: kept("Duplicate"),
    Reason.PRIVATE_INTERIOR: kept("Private interior"),
    Reason.UNCLEAR: kept("Too unclear"),
}
"""In the order of the keys 1 to 8; to be said by `reason_word`."""


def reason_word(reason: Reason) -> str:
    """Why it is rejected, as short as a button."""
    return tr(REASON_WORDS[reason])


def decide(proposal: Proposal, verdict: Verdict, done: str) -> None:
    """Record a verdict and say `done`, or why it did not come about."""
    try:
        decided = services().store.decide(proposal, verdict, who=visitor())
    except ReviewError as error:
        session().warn(words.error(error))
    else:
        session().say(votes.outcome(decided, verdict, done))


def redraw(proposal: Proposal, box: Box) -> None:
    """Put a reviewer's box in the place of the detector's."""
    try:
        services().store.redraw(proposal, box, who=visitor())
    except ReviewError as error:
        session().warn(words.error(error))
    else:
        session().say(tr("Box corrected, place estimated anew"))


def skip(proposal_id: str) -> None:
    """Leave a proposal for later."""
    session().skipped.add(proposal_id)


def undo() -> None:
    """Take back the reviewer's last decision."""
    try:
        proposal = services().store.undo_last(visitor())
    except ReviewError as error:
        session().warn(words.error(error))
    else:
        session().skipped.discard(proposal.id)
        session().say(tr("Taken back"), ":material/undo:")


def undo_button() -> None:
    """Offer that."""
    st.button(tr("Undo"), icon=":material/undo:", shortcut="u", on_click=undo)
