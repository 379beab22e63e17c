"""The button on the Upload page that deletes an upload for good."""

import streamlit as st

from app_pages import pictures, public_dataset, words
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
from mapping.review.review import ReviewError
from mapping.storage import forgetting

__all__ = ["offer"]


def offer(receipt: str) -> None:
    """Show what forgetting deletes, and the button for it."""
    with st.expander("Forget my upload", icon=":material/delete_forever:"):
        st.write(
            "Deletes these photos, their pictures, and where and when you took them: at once "
            "and for good, also for reviewers. Cameras that a reviewer has accepted stay on the "
            "map, without photo and without anything that leads to you. What was found and is "
            "not accepted yet is lost, and this receipt ends."
        )
        st.button(
            "Forget it all now",
            icon=":material/delete_forever:",
            key=f"forget-{receipt}",
            on_click=_forget,
            args=(receipt,),
            disabled=not st.checkbox("Yes, this cannot be undone", key=f"forget-sure-{receipt}"),
        )


def _forget(receipt: str) -> None:
    try:
        done = forgetting.forget(services().store, receipt, who=visitor())
    except ReviewError as error:
        session().say(words.plain(str(error)), ":material/search_off:")
        return
    finally:
        pictures.forget_pictures()
        public_dataset.forget_dataset()
    session().refused, session().duplicates = [], 0
    st.query_params.pop("receipt", None)
    session().say(f"{words.number_of(done.photos, 'photo')} forgotten", ":material/delete_forever:")
