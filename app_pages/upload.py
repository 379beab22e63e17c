"""Upload: hand in photos, see the cameras that were found, keep the receipt."""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app_pages import forget, outcome_words, unavailable, upload_photo, words
from app_pages.services import services
from app_pages.session import session
from app_pages.settings import SAMPLES_FOLDER, settings
from app_pages.visitor import visitor
from detection.record import Problem
from detection.scan import PHOTO_SUFFIXES, find_photos
from languages.text import ntr, said, tr
from mapping.export import CONSENT
from mapping.storage.intake import Duplicate, Kept, Reception
from mapping.storage.outcomes import Outcome, outcomes
from mapping.storage.store import Upload

POLL_SECONDS = 1.0
PHOTOS_PER_SECOND_OF_PAUSE = 50


def page() -> None:
    """The whole page."""
    session().show_message()
    st.title(tr("Upload photos of cameras"))
    st.write(
        tr(
            "Drop street photos here. Osmatrač looks for surveillance cameras in them, works out "
            "where each one stands, and proposes them for the map. **People decide**, not the "
            "program."
        )
    )
    _uploader()
    _show_refusals()
    forget.say_so()
    receipt = st.query_params.get("receipt")
    if receipt:
        _show_upload(receipt)
    else:
        _first_steps()


def _uploader() -> None:
    key = f"uploader-{session().uploader}"
    st.file_uploader(
        tr("Photos (JPEG, HEIC, PNG or WebP)"),
        type=sorted(suffix.removeprefix(".") for suffix in PHOTO_SUFFIXES),
        accept_multiple_files=True,
        key=key,
        on_change=_take_files,
        args=(key,),
    )
    st.caption(
        tr(
            ":material/shield_person: No account, no name. File names and device data are not "
            "kept, and where you stood is seen by reviewers only. Faces and number plates are "
            "blurred in what people see, your photo is deleted once its cameras are decided, and "
            "with the receipt you can delete everything before."
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
        _remember(reception, [file.name for file in files])
        state.uploader += 1


def _take_samples() -> None:
    photos = find_photos([SAMPLES_FOLDER])
    contents = (photo.read_bytes() for photo in photos)
    with unavailable.told():
        reception = services().intake.receive_shared(contents, who=visitor())
        _remember(reception, [photo.name for photo in photos])


def _remember(reception: Reception, names: list[str]) -> None:
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


def _show_refusals() -> None:
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


def _first_steps() -> None:
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, height="stretch"):
        st.subheader(tr("No photo at hand?"))
        st.write(tr("The sample photos show a made-up street with cameras of every kind."))
        st.button(
            tr("Try the sample photos"), icon=":material/photo_library:", on_click=_take_samples
        )
    with right.container(border=True, height="stretch"):
        st.subheader(tr("Have a receipt?"))
        st.text_input(tr("Receipt code"), key="receipt-code", placeholder="AB12-CD34-EF56-GH78")
        st.button(tr("Show my photos"), on_click=_open_receipt)


def _open_receipt() -> None:
    with unavailable.told():
        upload = services().store.upload(st.session_state["receipt-code"], who=visitor())
        if upload:
            st.query_params["receipt"] = upload.receipt
        else:
            session().say(tr("There is no upload with this receipt."), ":material/search_off:")


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
        left.subheader(
            tr(
                "{cameras} found in {photos}",
                cameras=words.counted_cameras(len(upload.proposals)),
                photos=words.counted_photos(len(upload.photos)),
            )
        )
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
