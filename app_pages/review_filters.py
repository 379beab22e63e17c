"""What a reviewer wants to see, and in which order."""

import streamlit as st

from app_pages import matches, words
from app_pages.placing import read_point
from app_pages.session import session
from app_pages.visitor import names_themselves, visitor
from detection.record import Housing
from languages.figures import percent
from languages.kept import kept
from languages.text import tr
from mapping.matching.matching import MatchKind
from mapping.review.proposal import Proposal
from mapping.storage.selection import Area, Order, Selection

__all__ = ["ask", "offer_area"]

ORDER_WORDS = {
    Order.ARRIVAL: kept("Oldest first"),
    Order.NEWEST: kept("Newest first"),
    Order.UNCERTAIN: kept("Uncertain first"),
    Order.CONFIDENT: kept("Certain first"),
    Order.TYPE: kept("By type"),
}
SHARES = [whole / 100 for whole in range(101)]
REACH_M = {"150 m": 150.0, "500 m": 500.0, "2 km": 2000.0, "10 km": 10_000.0}
AREA = "review-area"


def ask() -> Selection:
    """Ask, folded away, and give what is wanted; skipped proposals are left out."""
    with st.expander(tr("Who reviews, what comes first, and where")):
        name, order, kinds, least = st.columns(4)
        _ask_name(name)
        chosen = order.selectbox(
            tr("Order"), list(ORDER_WORDS), format_func=lambda each: tr(ORDER_WORDS[each])
        )
        housings = kinds.multiselect(
            tr("Only these types"),
            list(Housing),
            format_func=words.housing_word,
            placeholder=tr("All"),
        )
        confidence = least.select_slider(tr("At least this certain"), SHARES, format_func=percent)
        where, reach, known = st.columns([2, 1, 1])
        with where:
            place = _place()
        half_m = REACH_M[reach.selectbox(tr("As far as"), list(REACH_M), index=1)]
        kind = known.selectbox(
            tr("Held against the map"),
            list(MatchKind),
            index=None,
            format_func=lambda each: tr(matches.VERDICT_WORDS[each]),
            placeholder=tr("All"),
        )
    return Selection(
        order=chosen,
        housings=tuple(housings),
        min_confidence=confidence,
        area=Area.around(*place, half_m) if place else None,
        only=None if kind is None else matches.waiting_ids(kind),
        without=tuple(session().skipped),
    )


def _ask_name(column: st.delta_generator.DeltaGenerator) -> None:
    own = names_themselves()
    typed = column.text_input(
        tr("Your name or sign, kept with each decision"),
        value=session().reviewer if own else visitor().name,
        disabled=not own,
    )
    if own:
        session().reviewer = typed.strip() or "reviewer"


def offer_area(proposal: Proposal) -> None:
    """Offer to go on with what is near this proposal."""
    place = proposal.position
    if place is not None and not st.session_state.get(AREA):
        st.button(
            tr("Go on near here"),
            icon=":material/near_me:",
            type="tertiary",
            on_click=_stay_near,
            args=(f"{place.latitude:.6f}, {place.longitude:.6f}",),
        )


def _stay_near(coordinates: str) -> None:
    st.session_state[AREA] = coordinates


def _place() -> tuple[float, float] | None:
    return read_point(
        st.text_input(
            tr("Only around this place (coordinates, or a link from a map)"),
            key=AREA,
            placeholder="44.81250, 20.46120",
        )
    )
