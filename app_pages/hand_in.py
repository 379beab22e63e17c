"""Handing in photos: the field to choose them in, what leaves the phone, and what was refused."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app_pages import file_field, unavailable, words
from app_pages.services import services
from app_pages.session import session
from app_pages.settings import settings
from app_pages.visitor import visitor
from detection.record import Problem
from languages.text import ntr, said, tr
from mapping.export import CONSENT
from mapping.storage.intake import Duplicate, Kept, Reception

__all__ = ["choose", "remember", "show_refusals"]


def choose(*, briefly: bool) -> None:
    """Ask for photos, and say before they are sent what leaves the phone and what is kept.

    `briefly` folds that away: after something was sent, its receipt matters more.
    """
    key = f"uploader-{session().uploader}"
    file_field.name_it(tr("Take or choose photos"))
    file_field.photos("photos", key, _take_files, (key,))
    if briefly:
        with st.expander(tr("What leaves the phone, and what is kept"), icon=":material/info:"):
            _explain()
    else:
        _explain()


def _explain() -> None:
    st.caption(
        tr(
            ":material/smartphone: What leaves your phone: the photos that you choose, with the "
            "place, time and direction that the phone wrote into them, as soon as you choose them."
        )
    )
    st.caption(
        tr(
            ":material/shield_person: No account, no name. File names and device data are not "
            "kept, and where you stood is seen by reviewers only. Faces and number plates are "
            "blurred in what people see, your photo is deleted once its cameras are decided, and "
            "with the receipt you can delete everything before."
        )
    )
    st.caption(
        tr(
            ":material/location_off: Android often takes the place out of a photo on its way to a "
            "web page. Then you say after sending where it was taken: by pointing at the map."
        )
    )
    licence = settings().licence.identifier
    st.caption(
        ":material/handshake: "
        + tr(CONSENT)
        + " "
        + tr("Here that is {licence}.", licence=words.plain(licence))
    )


def _take_files(key: str) -> None:
    """Keep the files before anything else; a new uploader then forgets them."""
    files: list[UploadedFile] = st.session_state[key]
    if not files:
        return
    state = session()
    with unavailable.told():
        reception = services().intake.receive(
            (file.getvalue() for file in files),
            own=state.receipts,
            allowance=state.allowance,
            who=visitor(),
        )
        remember(reception, [file.name for file in files])
        state.uploader += 1


def remember(reception: Reception, names: list[str]) -> None:
    """Go to the receipt: the new one, or this session's own of the same photos."""
    services().worker.wake()
    state = session()
    outcomes = reception.files
    state.refused = [
        (name, outcome.message)
        for name, outcome in zip(names, outcomes, strict=True)
        if isinstance(outcome, Problem)
    ]
    earlier = [outcome for outcome in outcomes if isinstance(outcome, Duplicate)]
    state.duplicates = len(earlier)
    kept = sum(isinstance(outcome, Kept) for outcome in outcomes)
    if kept:
        state.say(ntr("{count} photo safely kept", "{count} photos safely kept", kept))
    own = (outcome.receipt for outcome in earlier if outcome.receipt)
    receipt = reception.receipt or next(own, None)
    if receipt:
        state.receipts.add(receipt)
        st.query_params["receipt"] = receipt


def show_refusals() -> None:
    """Say which of the files were not kept, and which were there already."""
    state = session()
    for name, sentence in state.refused:
        st.error(
            tr(
                "**{name}** was not kept. {sentence}",
                name=words.plain(name),
                sentence=words.plain(said(sentence)),
            ),
            icon=":material/block:",
        )
    if state.duplicates:
        st.info(
            ntr(
                "{count} photo already uploaded before: nothing is counted twice. The receipt of "
                "that upload still holds.",
                "{count} photos already uploaded before: nothing is counted twice. The receipt of "
                "that upload still holds.",
                state.duplicates,
            ),
            icon=":material/content_copy:",
        )
