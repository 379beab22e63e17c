"""One photo of an upload: what was found in it, what became of that, and where it was taken."""

from collections.abc import Mapping

import streamlit as st

from app_pages import maps, outcome_words, pictures, words
from app_pages.map_shapes import Point
from app_pages.placing import ask_for_place, offer_own_place
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
from languages.text import ntr, tr
from mapping.review.proposal import Proposal
from mapping.review.review import ReviewError
from mapping.storage.outcomes import Outcome
from mapping.storage.rows import PhotoState, StoredPhoto
from mapping.storage.store import Upload

__all__ = ["show"]

Outcomes = Mapping[str, Outcome]
"""By the ids of proposals."""


def show(number: int, photo: StoredPhoto, upload: Upload, became: Outcomes) -> None:
    """Show a photo under its receipt, whatever state it is in."""
    with st.container(border=True):
        if photo.state is PhotoState.RECEIVED:
            st.markdown(
                tr(
                    "**Photo {number}** :material/hourglass_top: waiting to be looked at",
                    number=number,
                )
            )
        elif photo.state is PhotoState.FAILED:
            st.markdown(tr("**Photo {number}** :material/error: could not be used", number=number))
            st.error(words.problem(photo.problem) if photo.problem else tr("The scan failed."))
        else:
            _show_scanned(number, photo, upload, became)


def _show_scanned(number: int, photo: StoredPhoto, upload: Upload, became: Outcomes) -> None:
    proposals = photo.proposals
    st.markdown(
        tr(
            "**Photo {number}** · {cameras}",
            number=number,
            cameras=words.counted_cameras(len(proposals)),
        )
    )
    left, right = st.columns([3, 2], gap="medium")
    boxes = tuple(proposal.detection.box for proposal in proposals)
    picture = pictures.photo_with_boxes(photo.sha256, boxes, receipt=upload.receipt)
    if picture:
        left.image(
            picture,
            alt=ntr(
                "Photo {number} with {count} camera marked",
                "Photo {number} with {count} cameras marked",
                len(boxes),
                number=number,
            ),
        )
    for note in photo.record.notes if photo.record else ():
        left.caption(f":material/info: {words.problem(note)}")
    problem = words.place_problem(photo)
    if problem and proposals:
        left.warning(problem, icon=":material/wrong_location:")
        place = left.expander(
            tr("Place this photo on the map"),
            expanded=len(upload.photos) == 1,
            key=f"place-open-{photo.sha256[:16]}",
            on_change="rerun",
        )
        if place.open:  # its map is heavy, and most stay closed
            with place:
                _ask_where(photo, upload)
    with right:
        if not proposals:
            st.write(tr("No camera was found in this photo."))
        for at, proposal in enumerate(proposals, start=1):
            _show_camera(at, proposal, upload, became[proposal.id])


def _show_camera(at: int, proposal: Proposal, upload: Upload, became: Outcome) -> None:
    small, text = st.columns([1, 2], vertical_alignment="center", wrap=False)
    crop = pictures.camera_crop(proposal.photo, proposal.detection.box, receipt=upload.receipt)
    if crop:
        small.image(crop, alt=tr("Camera {number} enlarged", number=at))
    text.markdown(
        f"**{at}. {words.housing_word(proposal.housing)}**  \n{outcome_words.describe(became)}"
    )
    text.caption(
        f"{words.describe_sight(proposal.detection)}  \n{words.describe_place(proposal.position)}"
    )


def _ask_where(photo: StoredPhoto, upload: Upload) -> None:
    others = [other.location for other in upload.photos if other.location]
    centre = (others[0].latitude, others[0].longitude) if others else None

    def place(point: Point) -> None:
        try:
            services().store.place(
                photo.sha256,
                latitude=point[0],
                longitude=point[1],
                who=visitor().named("uploader"),
                receipt=upload.receipt,
            )
        except ReviewError as error:
            st.error(words.error(error))
            return
        session().say(tr("The photo is on the map"))
        st.rerun()

    key = f"place-{photo.sha256[:16]}"
    offer_own_place(key)
    ask_for_place(
        key,
        centre=centre,
        layers=maps.camera_layers(services().store.cameras()),
        on_place=place,
        button=tr("The photo was taken here"),
    )
