"""Fields for files in the reader's language: Streamlit's own words are English alone.

style.css shows ours in their places.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from detection.photo import MAX_BYTES
from detection.scan import PHOTO_SUFFIXES
from languages.text import tr

__all__ = ["name_it", "named", "photos", "put_words"]

_DROPZONE = "[data-testid=stFileUploaderDropzone]"

MEGABYTES = 60
"""What .streamlit/config.toml lets a field take that sets no limit of its own."""


def name_it(button: str) -> None:
    """Say what the button of the fields that follow is called."""
    put_words(_DROPZONE, {"--choose": button})


@contextmanager
def named(key: str, formats: str, *, megabytes: int = MEGABYTES) -> Iterator[None]:
    """Around a field for files: say which formats it takes, and how large a file may be."""
    limit = tr("{formats}, up to {megabytes} MB each", formats=formats, megabytes=megabytes)
    with st.container(key=f"files-{key}"):
        put_words(f".st-key-files-{key} {_DROPZONE}", {"--limit": limit})
        yield


def photos(place: str, key: str, on_change: Callable[..., None], args: tuple[object, ...]) -> None:
    """A field for any number of photos, of all formats that we read; `place` names it in CSS."""
    with named(place, "JPEG, HEIC, PNG, WebP", megabytes=MAX_BYTES // 1024**2):
        st.file_uploader(
            tr("Photos (JPEG, HEIC, PNG or WebP)"),
            type=sorted(suffix.removeprefix(".") for suffix in PHOTO_SUFFIXES),
            accept_multiple_files=True,
            key=key,
            on_change=on_change,
            args=args,
        )


def put_words(selector: str, words: Mapping[str, str]) -> None:
    """Give our words to style.css, by the names of its variables."""
    told = (f"{name}: {json.dumps(text, ensure_ascii=False)};" for name, text in words.items())
    st.html(f"<style>{selector} {{ {' '.join(told)} }}</style>")
