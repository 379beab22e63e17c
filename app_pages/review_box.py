"""Correcting the box of a proposal by dragging, on the part of the photo around it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app_pages import pictures
from app_pages.box_editor import edit_boxes, parse_drawn
from app_pages.review_decisions import redraw
from app_pages.session import session
from detection.record import Housing
from evaluation.datasets.truth import TruthBox
from languages.text import tr
from mapping.review.proposal import Proposal

__all__ = ["show"]


def show(proposal: Proposal) -> None:
    """Offer it, folded away: its picture is large, and most boxes are right."""
    opened = st.expander(
        tr("Correct the box"),
        icon=":material/crop_free:",
        key=f"box-open-{proposal.id}",
        on_change="rerun",
    )
    if opened.open:
        with opened:
            _edit(proposal)


def _edit(proposal: Proposal) -> None:
    cut = pictures.surroundings(proposal.photo, proposal.box)
    if cut is None:
        st.info(tr("The photo is no longer kept."))
        return
    key = f"box-{proposal.id}"
    edit_boxes(
        photo=proposal.id,
        picture=cut.content,
        kind="image/jpeg",
        boxes=[TruthBox(box=cut.from_photo(proposal.box), housing=proposal.housing)],
        suggestions=(),
        classes=tuple(Housing),
        version=f"{proposal.id}/{proposal.version}",
        key=key,
        single=True,
        on_drawn=lambda: None,
        on_go=lambda: None,
    )
    drawn = st.session_state.get(key, {}).get("drawn")
    st.button(
        tr("Keep this box"),
        type="primary",
        disabled=not drawn,
        key=f"box-keep-{proposal.id}",
        on_click=_keep,
        args=(proposal, drawn, cut),
    )
    st.caption(
        tr(
            "Drag the box or its edges, or draw a new one; arrow keys move it, with Shift they "
            "stretch it. The place is then estimated anew. The box holds the housing with its "
            "sunshield, without arm, plate and cable."
        )
    )


def _keep(proposal: Proposal, drawn: Mapping[str, Any], cut: pictures.Cut) -> None:
    try:
        (box,) = parse_drawn(drawn, tuple(Housing)).boxes
    except (ValueError, KeyError, TypeError):
        session().warn(tr("This box could not be read"))
    else:
        redraw(proposal, cut.to_photo(box.box))
