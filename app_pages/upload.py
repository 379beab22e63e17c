"""Upload: hand in photos, see the cameras that were found, keep the receipt."""

from collections.abc import Mapping

import streamlit as st

from app_pages import (
    forget,
    hand_in,
    outcome_words,
    reader,
    sample_street,
    unavailable,
    upload_photo,
    welcome,
    words,
)
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
from languages.text import tr
from mapping.storage.outcomes import Outcome, outcomes
from mapping.storage.store import Upload

POLL_SECONDS = 1.0
PHOTOS_PER_SECOND_OF_PAUSE = 50


def page() -> None:
    """The whole page."""
    st.title(tr("Upload photos of cameras"))
    st.write(
        tr(
            "Drop street photos here. Osmatrač looks for surveillance cameras in them, works out "
            "where each one stands, and proposes them for the map. **People decide**, not the "
            "program."
        )
    )
    receipt = st.query_params.get("receipt")
    hand_in.choose(briefly=receipt is not None)
    hand_in.show_refusals()
    forget.say_so()
    receipt = st.query_params.get("receipt")  # what was forgotten has none any more
    if receipt:
        _show_upload(receipt)
    else:
        _first_steps()


def _first_steps() -> None:
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, height="stretch"):
        sample_street.offer()
    with right.container(border=True, height="stretch"):
        st.subheader(tr("Have a receipt?"))
        st.text_input(tr("Receipt code"), key="receipt-code", placeholder="AB12-CD34-EF56-GH78")
        st.button(tr("Show my photos"), on_click=_open_receipt)
    welcome.show()


def _open_receipt() -> None:
    with unavailable.told():
        upload = services().store.upload(st.session_state["receipt-code"], who=visitor())
        if upload:
            st.query_params["receipt"] = upload.receipt
        else:
            session().warn(tr("There is no upload with this receipt."), ":material/search_off:")


def _show_upload(receipt: str) -> None:
    upload = services().store.upload(receipt, who=visitor())
    if upload is None:
        st.warning(tr("There is no upload with this receipt. Was it copied whole?"))
        _first_steps()
        return
    session().receipts.add(upload.receipt)
    became = outcomes(services().store, upload, who=visitor())
    _show_summary(upload, became)
    for number, photo in enumerate(upload.photos, start=1):
        upload_photo.show(number, photo, upload, became)
    _leave()
    forget.offer(upload.receipt)


def _show_summary(upload: Upload, became: Mapping[str, Outcome]) -> None:
    with st.container(border=True):
        left, right = st.columns([3, 2])
        left.subheader(_found(upload))
        with left:
            if upload.waiting:
                st.fragment(_progress, run_every=_pause_seconds())(upload)
            else:
                st.write(tr("All photos were looked at."))
                if became:
                    told = outcome_words.summarise(became.values())
                    st.markdown(f"{told[:1].upper()}{told[1:]}.")
                    st.caption(
                        tr("Come back with the receipt to see what reviewers make of the rest.")
                    )
        right.markdown(tr("Your receipt, to come back later:"))
        right.code(upload.receipt, language=None)
        right.markdown(tr("The same as a link. Whoever has it sees these photos:"))
        right.code(reader.address(receipt=upload.receipt), language=None, wrap_lines=True)


def _found(upload: Upload) -> str:
    """What was found; nothing yet is no result as long as photos wait."""
    cameras = words.counted_cameras(len(upload.proposals))
    photos = words.counted_photos(len(upload.photos))
    if not upload.waiting:
        return tr("{cameras} found in {photos}", cameras=cameras, photos=photos)
    if upload.proposals:
        return tr("{cameras} found so far", cameras=cameras)
    return tr("Looking for cameras in {photos} …", photos=photos)


def _progress(upload: Upload) -> None:
    """How far the scans are; asks again by itself, and draws the page anew for each photo.

    It is short because many sessions ask at the same time.
    """
    total = len(upload.photos)
    if services().intake.waiting(upload.receipt) != upload.waiting:
        st.rerun()
    done = total - upload.waiting
    st.progress(done / total, text=tr("{done} of {total} photos looked at", done=done, total=total))
    problem = services().scan_problem()
    if problem:
        st.warning(words.problem(problem), icon=":material/pause_circle:")


def _pause_seconds() -> float:
    """How long a page waits before it asks again: longer where many photos wait."""
    return min(POLL_SECONDS + services().intake.pending() / PHOTOS_PER_SECOND_OF_PAUSE, 5.0)


def _leave() -> None:
    if st.button(tr("Upload something else"), icon=":material/add:"):
        state = session()
        state.refused, state.duplicates = [], 0
        del st.query_params["receipt"]
        st.rerun()


page()
