"""Other photos of an upload that show the camera under review, as evidence beside its own."""

import streamlit as st

from app_pages import pictures, words
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
from mapping.review.proposal import Proposal
from mapping.review.review import ReviewError
from mapping.review.verdict import Split

__all__ = ["show"]

CROP_WIDTH_PX = 140


def show(proposal: Proposal) -> None:
    """Show each other view with its crop; a person may say that it is another camera."""
    views = services().store.views(proposal.id, who=visitor())
    if not views:
        return
    seen = words.number_of(len(views) + 1, "photo")
    st.markdown(f"**The same camera in {seen} of this upload?**")
    with st.container(horizontal=True, gap="small"):
        for number, view in enumerate(views, start=2):
            with st.container(width=CROP_WIDTH_PX):
                _show_view(view, number)


def _show_view(view: Proposal, number: int) -> None:
    crop = pictures.camera_crop(view.photo, view.detection.box)
    if crop:
        st.image(crop, width=CROP_WIDTH_PX, alt=f"Another view of the proposed camera: {number}")
    st.caption(words.describe_sight(view.detection))
    with st.popover("Photo", icon=":material/image:", width="stretch"):
        picture = pictures.photo_with_boxes(view.photo, (view.detection.box,))
        if picture:
            st.image(picture, alt="The whole photo, the camera marked")
        else:
            st.write("The photo is no longer kept.")
        st.caption(words.describe_place(view.position))
    st.button(
        "Another camera",
        key=f"split-{view.id}",
        help="It comes back as a proposal of its own.",
        width="stretch",
        on_click=_split,
        args=(view,),
    )


def _split(view: Proposal) -> None:
    try:
        services().store.decide(view, Split(), who=visitor())
    except ReviewError as error:
        session().say(str(error), ":material/warning:")
    else:
        session().say("It waits as a camera of its own", ":material/call_split:")
