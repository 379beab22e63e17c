"""What reviewers are told where two of them have to agree."""

import streamlit as st

from app_pages.services import services
from languages.text import ntr, tr
from mapping.review.proposal import Proposal, State
from mapping.review.verdict import Accept, Reject, Verdict

__all__ = ["outcome", "show"]


def show(proposal: Proposal) -> None:
    """Say that others have looked at a proposal, but not what they think of it."""
    if proposal.standing.disputed:
        st.info(tr("Two reviewers disagree on this one: you decide."), icon=":material/balance:")
    elif proposal.standing.votes:
        st.caption(tr(":material/group: Somebody else has judged this one: say what you see."))


def outcome(proposal: Proposal, verdict: Verdict, done: str) -> str:
    """What to say after a verdict: what was done, or who has to agree yet."""
    if not isinstance(verdict, Accept | Reject) or proposal.state is not State.PROPOSED:
        return done
    if proposal.standing.disputed:
        return tr("Noted. Somebody else sees it differently: a third reviewer decides.")
    return ntr(
        "Noted. {count} reviewer has to agree.",
        "Noted. {count} reviewers have to agree.",
        services().store.agreement,
    )
