"""Annotate: draw boxes around cameras, photo after photo, and keep them as a dataset."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import streamlit as st
from PIL import Image
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app_pages import evaluation_form, words
from app_pages.box_editor import edit_boxes, parse_drawn
from app_pages.services import services
from app_pages.session import session
from detection import photo as photos
from detection import registry
from detection.detector import Detector
from detection.photo import PhotoError
from detection.record import Detection
from detection.registry import ModelError
from detection.scan import PHOTO_SUFFIXES
from evaluation.labelling import LabelFolder
from evaluation.truth import DatasetError, TruthBox

EDITOR = "box-editor"
_AT, _DATASET, _SUGGEST = "annotate-photo", "annotate-dataset", "annotate-suggest"

BROWSER_KINDS = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


def page() -> None:
    """The whole page."""
    session().show_message()
    st.title("Annotate")
    folder = _choose()
    if folder is None:
        return
    names = folder.names()
    if names:
        waiting = folder.waiting()
        st.progress(
            1 - len(waiting) / len(names),
            text=f"{len(names) - len(waiting)} of {words.number_of(len(names), 'photo')} done",
        )
        _edit(folder, _current(names, waiting))
    _add_photos(folder, expanded=not names)
    if names:
        _use(folder)


def _choose() -> LabelFolder | None:
    library = services().datasets
    names = [name for name in library.names() if LabelFolder.is_one(library.folder(name))]
    if not names:
        st.write(
            "Draw boxes around the cameras in your photos. The boxes become a dataset that "
            "models can be measured on at once, and trained with."
        )
        _create()
        return None
    if st.session_state.get(_DATASET) not in names:
        asked = st.query_params.get("dataset")
        st.session_state[_DATASET] = asked if asked in names else names[0]
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    name = left.selectbox("Dataset", names, key=_DATASET)
    st.query_params["dataset"] = name
    with right.popover("New dataset", icon=":material/add:", width="stretch"):
        _create()
    return LabelFolder(library.folder(name))


def _create() -> None:
    with st.form("new-dataset", border=False, clear_on_submit=True):
        name = st.text_input("Name of the dataset", placeholder="belgrade-centre-2026")
        if st.form_submit_button("Create", type="primary"):
            try:
                root = services().datasets.create(name)
            except DatasetError as error:
                st.error(words.plain(str(error)))
                return
            LabelFolder.create(root)
            del st.session_state[_DATASET]
            st.query_params["dataset"] = root.name
            st.rerun()


def _add_photos(folder: LabelFolder, *, expanded: bool) -> None:
    with st.expander("Add photos", icon=":material/add_photo_alternate:", expanded=expanded):
        key = f"annotate-uploader-{session().uploader}"
        st.file_uploader(
            "Photos (JPEG, HEIC, PNG or WebP)",
            type=sorted(suffix.removeprefix(".") for suffix in PHOTO_SUFFIXES),
            accept_multiple_files=True,
            key=key,
            on_change=_take_photos,
            args=(folder, key),
        )
        st.caption(
            ":material/shield_person: What is kept is the picture alone: place, time, device and "
            "file name are dropped."
        )
        for name, sentence in session().refused_labelled:
            st.error(f"**{words.plain(name)}** was not kept. {sentence}", icon=":material/block:")


def _take_photos(folder: LabelFolder, key: str) -> None:
    files: list[UploadedFile] = st.session_state[key]
    refused, kept = [], 0
    for file in files:
        try:
            kept += folder.add(file.getvalue()) is not None
        except PhotoError as error:
            refused.append((file.name, error.problem.message))
    session().refused_labelled = refused
    session().uploader += 1
    again = len(files) - kept - len(refused)
    repeated = f", {again} were here already" if again else ""
    session().say(f"{words.number_of(kept, 'photo')} added{repeated}")


def _current(names: Sequence[str], waiting: frozenset[str]) -> str:
    """Give the photo on show: at first the first that waits."""
    if st.session_state.get(_AT) not in names:
        st.session_state[_AT] = next((name for name in names if name in waiting), names[0])
    current: str = st.session_state[_AT]
    return current


def _edit(folder: LabelFolder, name: str) -> None:
    _pick(folder, name)
    path = folder.path(name)
    try:
        picture, kind = _picture(path, path.stat().st_mtime_ns)
        boxes = folder.boxes(name)
    except PhotoError as error:
        st.error(f"This photo cannot be shown. {error.problem.message}")
        return
    wanted = st.session_state[_SUGGEST]
    untouched = name in folder.waiting() and not boxes
    edit_boxes(
        photo=name,
        picture=picture,
        kind=kind,
        boxes=boxes,
        suggestions=_suggest(folder, path) if wanted and untouched else (),
        classes=folder.classes,
        version=f"{folder.root.name}/{name}/{wanted}",
        key=EDITOR,
        on_drawn=lambda: _keep(folder, st.session_state[EDITOR].get("drawn")),
        on_go=lambda: _keep(folder, st.session_state[EDITOR].get("go")),
    )
    st.caption(
        "Drag to draw; drag a box or its edge to mend it. Wheel or two fingers: zoom; right button "
        "or Shift: move the photo. Keys 1 to 7: type; arrows: move a box by a pixel; Tab: next "
        "box. The box holds the housing with its sunshield, without arm, plate and cable."
    )


def _pick(folder: LabelFolder, name: str) -> None:
    names, waiting = folder.names(), folder.waiting()
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    chosen = left.selectbox(
        "Photo",
        names,
        index=names.index(name),
        format_func=lambda one: (
            f"{names.index(one) + 1} of {len(names)}" + ("" if one in waiting else " · done")
        ),
    )
    right.toggle(
        "The model suggests boxes",
        key=_SUGGEST,
        help="Dashed boxes on photos that nobody has looked at. Only those count that you take.",
    )
    if chosen != name:
        st.session_state[_AT] = chosen
        st.rerun()


def _keep(folder: LabelFolder, value: object) -> None:
    """Save what was drawn, and go where the person wants to."""
    if not isinstance(value, dict):
        return
    try:
        drawn = parse_drawn(value, folder.classes)
        if drawn.dirty or drawn.step > 0:
            done = drawn.step > 0 or drawn.photo not in folder.waiting()
            folder.save(drawn.photo, drawn.boxes, done=done)
    except (ValueError, KeyError, TypeError):
        session().say("These boxes could not be read", ":material/warning:")
    except FileNotFoundError:
        session().say("This photo was removed meanwhile", ":material/warning:")
    else:
        if drawn.step:
            _go(folder.names(), drawn.photo, drawn.step)


def _go(names: Sequence[str], photo: str, step: int) -> None:
    at = names.index(photo) + step
    if at == len(names):
        session().say("That was the last photo")
    st.session_state[_AT] = names[min(max(at, 0), len(names) - 1)]


def _use(folder: LabelFolder) -> None:
    """What can be done with the dataset: measure on it, download it, delete from it."""
    name = folder.root.name
    with st.container(horizontal=True):
        if st.button("Measure models on it", icon=":material/analytics:"):
            st.session_state[evaluation_form.PRESET] = (evaluation_form.DATASET, name)
            st.switch_page("app_pages/evaluate.py")
        st.download_button(
            "Dataset (YOLO, zip)",
            data=folder.zipped,
            file_name=f"{name}.zip",
            mime="application/zip",
            icon=":material/download:",
            on_click="ignore",
            help="The photos that are done, their boxes, and the names of the classes.",
        )
        with st.popover("Delete", icon=":material/delete:"):
            st.button("This photo", on_click=_remove, args=(folder,))
            if st.button(f"All of {words.plain(name)}", type="primary"):
                services().datasets.delete(name)
                del st.query_params["dataset"]
                session().say("Deleted", ":material/delete:")
                st.rerun()


def _remove(folder: LabelFolder) -> None:
    names = folder.names()
    photo = st.session_state[_AT]
    folder.remove(photo)
    others = [name for name in names if name != photo]
    st.session_state[_AT] = others[min(names.index(photo), len(others) - 1)] if others else None
    session().say("The photo is deleted", ":material/delete:")


@st.cache_data(max_entries=4, show_spinner=False)
def _picture(path: Path, changed_ns: int) -> tuple[bytes, str]:
    """Give a photo as browsers show it, upright, and its media type."""
    del changed_ns  # what the cache tells versions of a file apart by
    content = path.read_bytes()
    kind = BROWSER_KINDS.get(path.suffix.lower())
    pixels = photos.read(content).pixels
    if kind is not None:
        return content, kind
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=95)
    return stream.getvalue(), "image/jpeg"


@st.cache_resource(show_spinner="Loading the model …")
def _detector() -> Detector:
    return registry.load(registry.find())


def _suggest(folder: LabelFolder, path: Path) -> tuple[TruthBox, ...]:
    try:
        found = _detect(path, path.stat().st_mtime_ns)
    except ModelError as error:
        st.warning(f"The model cannot be loaded. {words.plain(str(error))}")
        return ()
    return tuple(
        TruthBox(box=one.box, housing=one.housing) for one in found if one.housing in folder.classes
    )


@st.cache_data(max_entries=64, show_spinner="Looking for cameras …")
def _detect(path: Path, changed_ns: int) -> tuple[Detection, ...]:
    del changed_ns  # as above
    return _detector().detect(photos.read(path.read_bytes()).pixels)


page()
