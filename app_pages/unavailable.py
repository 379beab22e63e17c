"""What a page shows while the database does not answer."""

import streamlit as st

from languages.text import tr

__all__ = ["show"]

AGAIN_SECONDS = 5.0


def show() -> None:
    """Say that nothing is lost, and try the page again by itself every few seconds."""
    st.warning(
        tr(
            "The database does not answer at the moment. Nothing that was sent is lost, and this "
            "page goes on by itself."
        ),
        icon=":material/cloud_off:",
    )
    drawn: list[bool] = []

    def again() -> None:
        if drawn:
            st.rerun()
        drawn.append(True)

    st.fragment(again, run_every=AGAIN_SECONDS)()
