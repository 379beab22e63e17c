"""Other photos of an upload that show the camera under review, as evidence beside its own."""

from dataclasses import replace

import streamlit as st

from app_pages import pictures, words
from app_pages.map_shapes import Point
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
from languages.text import ntr, tr
from mapping.geometry.position import Position, estimate
from mapping.review.proposal import Proposal
from mapping.review.review import ReviewError
from mapping.review.verdict import Split
from mapping.storage.rows import StoredPhoto

__all__ = ["show", "sights"]

CROP_WIDTH_PX = 140


def show(proposal: Proposal) -> None:
    """Show each other view with its crop; a person may say that it is another camera."""
    views = services().store.views(proposal.id, who=visitor())
    if not views:
        return
    st.markdown(
        ntr(
            "**The same camera in {count} photo of this upload?**",
            "**The same camera in {count} photos of this upload?**",
            len(views) + 1,
        )
    )
    with st.container(horizontal=True, gap="small"):
        for number, view in enumerate(views, start=2):
            with st.container(width=CROP_WIDTH_PX):
                _show_view(view, number)


def sights(proposal: Proposal, photo: StoredPhoto) -> list[tuple[Point, Position]]:
    """Give the photo point and what it alone says of each view that has both, its own first.

    A proposal whose position is that of its own photo needs none for that one.
    """
    members = [
        (view, _photo(view.photo)) for view in services().store.views(proposal.id, who=visitor())
    ]
    if proposal.position is not None and proposal.position.distance_m is None:
        members.insert(0, (proposal, photo))
    found = []
    for member, taken in members:
        here, record = taken.location, taken.record
        if here is None or record is None:
            continue
        alone = estimate(replace(record, location=here), member.view)
        if alone is not None and alone.bearing_deg is not None:
            found.append(((here.latitude, here.longitude), alone))
    return found


def _photo(sha256: str) -> StoredPhoto:
    return services().store.photo(sha256, who=visitor())


def _show_view(view: Proposal, number: int) -> None:
    crop = pictures.camera_crop(view.photo, view.box)
    if crop:
        said = tr("Another view of the proposed camera: {number}", number=number)
        st.image(crop, width=CROP_WIDTH_PX, alt=said)
    st.caption(words.describe_sight(view.detection))
    with st.popover(tr("Photo"), icon=":material/image:", width="stretch"):
        picture = pictures.photo_with_boxes(view.photo, (view.box,))
        if picture:
            st.image(picture, alt=tr("The whole photo, the camera marked"))
        else:
            st.write(tr("The photo is no longer kept."))
        st.caption(words.describe_place(view.position))
    st.button(
        tr("Another camera"),
        key=f"split-{view.id}",
        help=tr("It comes back as a proposal of its own."),
        width="stretch",
        on_click=_split,
        args=(view,),
    )


def _split(view: Proposal) -> None:
    try:
        services().store.decide(view, Split(), who=visitor())
    except ReviewError as error:
        session().warn(words.error(error))
    else:
        session().say(tr("It waits as a camera of its own"), ":material/call_split:")
