"""The words of fields for files: Streamlit's own are English alone, so ours stand in for them."""

import json

import streamlit as st

__all__ = ["name_it"]


def name_it(button: str, limit: str | None = None) -> None:
    """Say what the button of the fields that follow is called, and what files they take.

    style.css shows both; without `limit` Streamlit's own list of formats stays.
    """
    told = {"--choose": button} | ({"--limit": limit} if limit else {})
    lines = (f"{name}: {json.dumps(text, ensure_ascii=False)};" for name, text in told.items())
    st.html(f"<style>[data-testid=stFileUploaderDropzone] {{ {' '.join(lines)} }}</style>")
