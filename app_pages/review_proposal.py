"""One proposal on the screen: what was seen, where, and what to say of it."""

from collections.abc import Iterable

import streamlit as st

from app_pages import (
    headings,
    look_alikes,
    maps,
    matches,
    pictures,
    review_box,
    review_corrections,
    review_details,
    review_filters,
    review_map,
    review_views,
    votes,
    words,
)
from app_pages.map_shapes import Point
from app_pages.placing import ask_for_place
from app_pages.review_decisions import REASON_WORDS, decide, reason_word, skip, undo_button
from app_pages.services import services
from app_pages.visitor import visitor
from languages.text import said, tr
from mapping.review.proposal import Proposal
from mapping.review.review import objection
from mapping.review.verdict import Accept, Pin, Reject
from mapping.storage.rows import StoredPhoto
from mapping.storage.selection import Area

__all__ = ["preload", "show"]

CROP_WIDTH_PX = 300


def show(proposal: Proposal) -> None:
    """Show a proposal: the decision on the left, what it rests on to the right."""
    photo = services().store.photo(proposal.photo, who=visitor())
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _show_crop(proposal)
        review_views.show(proposal)
        votes.show(proposal)
        _buttons(proposal)
        review_corrections.show(proposal)
        look_alikes.show(proposal.housing)
    with right:
        _show_photo(proposal, photo)
        headings.show_doubts(photo)
        found = matches.of(proposal, photo.receipt)  # takes longest, so what is above is out first
        matches.show(found)
        review_map.show(proposal, photo, found)
        review_filters.offer_area(proposal)
        review_box.show(proposal)
        _place(proposal, photo)
        review_details.show(proposal)


def preload(proposals: Iterable[Proposal]) -> None:
    """Draw the next pictures out of sight, so that they are there when their turn comes."""
    with st.container(key="preload"):
        for proposal in proposals:
            photo = services().store.photo(proposal.photo, who=visitor())
            for picture in (_crop(proposal), _picture(proposal, photo)):
                if picture:  # shown in the same way, so that the browser asks for it once
                    st.image(picture, width="stretch", alt="")


def _show_crop(proposal: Proposal) -> None:
    crop = _crop(proposal)
    if crop:
        with st.container(width=CROP_WIDTH_PX):
            st.image(crop, width="stretch", alt=tr("The proposed camera, enlarged"))
    else:
        st.info(tr("The photo is no longer kept."))
    st.markdown(f"**{words.housing_word(proposal.housing)}**")
    st.caption(
        f"{words.describe_sight(proposal.detection)} · {words.describe_place(proposal.position)}"
    )


def _buttons(proposal: Proposal) -> None:
    hindrance = objection(proposal.standing)
    if hindrance:
        st.warning(said(hindrance), icon=":material/wrong_location:")
    with st.container(horizontal=True):
        st.button(
            tr("Accept"),
            type="primary",
            icon=":material/check:",
            shortcut="a",
            disabled=hindrance is not None,
            on_click=decide,
            args=(proposal, Accept(), tr("Accepted")),
        )
        st.button(
            tr("Skip"),
            icon=":material/skip_next:",
            shortcut="s",
            on_click=skip,
            args=(proposal.id,),
        )
        undo_button()
    st.markdown(tr("**Reject**, because it is"))
    with st.container(horizontal=True, gap="small"):
        for number, reason in enumerate(REASON_WORDS, start=1):
            word = reason_word(reason)
            done = tr("Rejected: {reason}", reason=word.lower())
            st.button(
                word,
                shortcut=str(number),
                on_click=decide,
                args=(proposal, Reject(reason=reason), done),
            )


def _show_photo(proposal: Proposal, photo: StoredPhoto) -> None:
    picture = _picture(proposal, photo)
    if picture:
        st.image(picture, width="stretch", alt=tr("The photo, the proposed camera marked"))


def _crop(proposal: Proposal) -> bytes | None:
    return pictures.camera_crop(proposal.photo, proposal.box)


def _picture(proposal: Proposal, photo: StoredPhoto) -> bytes | None:
    boxes = tuple(other.box for other in photo.proposals)
    at = next(at for at, other in enumerate(photo.proposals) if other.id == proposal.id)
    return pictures.photo_with_boxes(photo.sha256, boxes, marked=at)


def _place(proposal: Proposal, photo: StoredPhoto) -> None:
    def pin(point: Point) -> None:
        decide(proposal, Pin(latitude=point[0], longitude=point[1]), tr("Placed on the map"))
        st.rerun()

    place = proposal.position or photo.location
    centre = (place.latitude, place.longitude) if place else None
    by_hand = st.expander(
        tr("Put the camera where it really is"),
        icon=":material/location_on:",
        expanded=proposal.position is None,
        key=f"pin-open-{proposal.id}",
        on_change="rerun",
    )
    if not by_hand.open:  # its map is heavy, and most proposals need none
        return
    around = Area.around(*centre, review_map.SHOWN_M) if centre else None
    with by_hand:
        ask_for_place(
            f"pin-{proposal.id}",
            centre=centre,
            layers=maps.camera_layers(services().store.cameras(around)),
            on_place=pin,
            button=tr("The camera is here"),
        )
