"""Photos of a dataset as browsers show them, and what the model suggests in them."""

from io import BytesIO
from pathlib import Path

import streamlit as st
from PIL import Image

from app_pages import words
from app_pages.services import services
from detection import registry
from detection.detector import Detector
from detection.record import Detection
from detection.registry import ModelError
from evaluation.datasets.labelling import LabelFolder
from evaluation.datasets.truth import TruthBox
from languages.text import tr

__all__ = ["picture", "suggest"]

BROWSER_KINDS = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
JPEG_QUALITY = 95


@st.cache_data(max_entries=4, show_spinner=False)
def picture(path: Path, changed_ns: int) -> tuple[bytes, str]:
    """A photo that browsers can show, and its media type; raises PhotoError.

    `changed_ns` is when the file was changed; it tells the cache versions of a file apart.
    """
    del changed_ns
    content = path.read_bytes()
    pixels = services().reader.read(content).pixels
    kind = BROWSER_KINDS.get(path.suffix.lower())
    if kind is not None:
        return content, kind
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=JPEG_QUALITY)
    return stream.getvalue(), "image/jpeg"


def suggest(folder: LabelFolder, path: Path) -> tuple[TruthBox, ...]:
    """What the default model finds in a photo, as far as the dataset has classes for it."""
    try:
        with st.spinner(tr("Looking for cameras …")):
            found = _detect(path, path.stat().st_mtime_ns)
    except ModelError as error:
        st.warning(tr("The model cannot be loaded. {sentence}", sentence=words.error(error)))
        return ()
    return tuple(
        TruthBox(box=one.box, housing=one.housing) for one in found if one.housing in folder.classes
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _detect(path: Path, changed_ns: int) -> tuple[Detection, ...]:
    del changed_ns
    return _detector().detect(services().reader.read(path.read_bytes()).pixels)


@st.cache_resource(show_spinner=False)
def _detector() -> Detector:
    return registry.load(registry.find())
