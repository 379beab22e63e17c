"""Fields for files in the reader's language: Streamlit's own words are English alone.

style.css shows ours in their places.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from languages.text import tr

__all__ = ["name_it", "named"]

MEGABYTES = 60
"""What .streamlit/config.toml lets a field take that sets no limit of its own."""


def name_it(button: str) -> None:
    """Say what the button of the fields that follow is called."""
    st.html(f"<style>{_DROPZONE} {{ --choose: {_quoted(button)} }}</style>")


@contextmanager
def named(key: str, formats: str, *, megabytes: int = MEGABYTES) -> Iterator[None]:
    """Around a field for files: say which formats it takes, and how large a file may be."""
    limit = tr("{formats}, up to {megabytes} MB each", formats=formats, megabytes=megabytes)
    with st.container(key=f"files-{key}"):
        st.html(f"<style>.st-key-files-{key} {_DROPZONE} {{ --limit: {_quoted(limit)} }}</style>")
        yield


_DROPZONE = "[data-testid=stFileUploaderDropzone]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
