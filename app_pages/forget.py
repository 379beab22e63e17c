"""The button on the Upload page that deletes an upload for good."""

import streamlit as st

from app_pages import pictures, public_dataset, words
from app_pages.services import services
from app_pages.session import ForgottenUpload, session
from app_pages.visitor import visitor
from languages.text import ntr, tr
from mapping.review.review import ReviewError
from mapping.storage import forgetting
from mapping.storage.receipt import normalise_receipt

__all__ = ["offer", "say_so"]


def offer(receipt: str) -> None:
    """Show what forgetting deletes, and the button for it."""
    with st.expander(tr("Forget my upload"), icon=":material/delete_forever:"):
        st.write(
            tr(
                "Deletes these photos, their pictures, and where and when you took them: at once "
                "and for good, also for reviewers. Cameras that a reviewer has accepted stay on "
                "the map, without photo and without anything that leads to you. What was found "
                "and is not accepted yet is lost, and this receipt ends."
            )
        )
        st.button(
            tr("Forget it all now"),
            icon=":material/delete_forever:",
            key=f"forget-{receipt}",
            on_click=_forget,
            args=(receipt,),
            disabled=not st.checkbox(
                tr("Yes, this cannot be undone"), key=f"forget-sure-{receipt}"
            ),
        )


def _forget(receipt: str) -> None:
    state = session()
    state.message = None
    try:
        done = forgetting.forget(services().store, receipt, who=visitor())
    except ReviewError as error:
        if state.forgotten is None or state.forgotten.receipt != receipt:  # not a second click
            state.warn(words.error(error), ":material/search_off:")
        return
    finally:
        pictures.forget_pictures()
        public_dataset.forget_dataset()
    state.forgotten = ForgottenUpload(receipt=receipt, photos=done.photos, complete=done.complete)
    state.refused, state.duplicates = [], 0
    state.receipts.discard(receipt)


def say_so() -> None:
    """Say that an upload was forgotten, and take its receipt out of the address.

    That is the page's work and not the callback's: whatever else the browser asks for meanwhile
    (a second click, a lost connection) ends a callback where it first speaks to the browser,
    and nothing runs the rest of it. What is said stays, until another upload is opened.
    """
    state = session()
    if state.forgotten is None:
        return
    shown = st.query_params.get("receipt")
    if shown and normalise_receipt(shown) != state.forgotten.receipt:
        state.forgotten = None
        return
    if shown:
        del st.query_params["receipt"]
    sentence = ntr(
        "This upload was forgotten: {count} photo is deleted.",
        "This upload was forgotten: {count} photos are deleted.",
        state.forgotten.photos,
    )
    if not state.forgotten.complete:
        sentence += " " + tr("The last traces in the database go within an hour: it was busy.")
    st.success(sentence, icon=":material/delete_forever:")
