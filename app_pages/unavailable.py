"""What a page shows while the database does not answer, or cannot be used as it is set up."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app_pages import words
from app_pages.session import session
from languages.text import tr
from mapping.storage.database import DatabaseError, UnavailableError

__all__ = ["show", "told"]

AGAIN_SECONDS = 5.0

_log = logging.getLogger(__name__)


def show(error: DatabaseError) -> None:
    """Say that nothing is lost, and try the page again by itself every few seconds."""
    _log.warning("The database cannot be used: %s", error.reason)
    st.warning(_sentence(error), icon=":material/cloud_off:")
    drawn: list[bool] = []

    def again() -> None:
        if drawn:
            st.rerun()
        drawn.append(True)

    st.fragment(again, run_every=AGAIN_SECONDS)()


@contextmanager
def told() -> Iterator[None]:
    """Leave a message where an action finds no database; Streamlit would break off the page."""
    try:
        yield
    except UnavailableError as error:
        session().warn(words.error(error), ":material/cloud_off:")


def _sentence(error: DatabaseError) -> str:
    if isinstance(error, UnavailableError):
        return tr(
            "The database does not answer at the moment. Nothing that was sent is lost, and this "
            "page goes on by itself."
        )
    return tr(
        "Osmatrač is not set up rightly, so it cannot take photos at the moment. Nothing that was "
        "sent is lost. Whoever runs it finds the reason in the log."
    )
