"""The dataset under the annotation corner: make it, add photos, use it, delete from it."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app_pages import evaluation_form, file_field, research, words
from app_pages.services import services
from app_pages.session import session
from detection.photo import PhotoError
from evaluation.datasets.labelling import LabelFolder
from evaluation.datasets.truth import DatasetError
from languages.text import ntr, said, tr
from mapping.access.permission import Permission

__all__ = ["NEW", "add_photos", "create", "place_key", "use"]

NEW = "annotate-new"
"""Key of the session state: the dataset that was just made."""


def place_key(folder: LabelFolder) -> str:
    """Key of the session state: the photo of a dataset that is on show."""
    return f"annotate-photo-{folder.root.name}"


def create() -> None:
    """Ask for the name of a new dataset and make it."""
    with st.form("new-dataset", border=False, clear_on_submit=True):
        name = st.text_input(tr("Name of the photo set"), placeholder=tr("belgrade-centre-2026"))
        if st.form_submit_button(tr("Create"), type="primary"):
            try:
                root = research.datasets(Permission.ANNOTATE).create(name)
            except DatasetError as error:
                st.error(words.error(error))
                return
            LabelFolder.create(root)
            st.session_state[NEW] = root.name
            st.rerun()


def add_photos(folder: LabelFolder, *, expanded: bool) -> None:
    """Take in photos, and show which were refused."""
    with st.expander(tr("Add photos"), icon=":material/add_photo_alternate:", expanded=expanded):
        key = f"annotate-uploader-{session().uploader}"
        file_field.photos("labelled", key, _take_photos, (folder, key))
        st.caption(
            tr(
                ":material/shield_person: What is kept is the picture alone: place, time, device "
                "and file name are dropped."
            )
        )
    for name, sentence in session().refused_labelled:
        st.error(
            tr(
                "**{name}** was not kept. {sentence}",
                name=words.plain(name),
                sentence=words.plain(said(sentence)),
            ),
            icon=":material/block:",
        )


def _take_photos(folder: LabelFolder, key: str) -> None:
    """Keep the photos before anything else; a new uploader then forgets them."""
    research.require_annotator()
    files: list[UploadedFile] = st.session_state[key]
    refused, kept = [], 0
    for file in files:
        try:
            kept += folder.add(file.getvalue(), services().reader.read) is not None
        except PhotoError as error:
            refused.append((file.name, error.problem.message))
    session().refused_labelled = refused
    session().uploader += 1
    again = len(files) - kept - len(refused)
    told = ntr("{count} photo added", "{count} photos added", kept)
    if again:
        told += ", " + ntr("{count} was here already", "{count} were here already", again)
    session().say(told)


def use(folder: LabelFolder) -> None:
    """Offer what can be done with the dataset: measure on it, download it, delete from it."""
    name = folder.root.name
    waiting, names = folder.waiting(), folder.names()
    with st.container(horizontal=True):
        if len(waiting) < len(names):
            if st.button(tr("Measure models on it"), icon=":material/analytics:"):
                st.session_state[evaluation_form.PRESET] = (evaluation_form.DATASET, name)
                st.switch_page("app_pages/evaluate.py")
            st.download_button(
                tr("Photo set (YOLO, zip)"),
                data=research.file_for(Permission.ANNOTATE, folder.zipped),
                file_name=f"{name}.zip",
                mime="application/zip",
                icon=":material/download:",
                on_click="ignore",
                help=tr("The photos that are done, their boxes, and the names of the classes."),
            )
        with st.popover(tr("Delete"), icon=":material/delete:"):
            if names:
                st.button(tr("The photo on show"), on_click=_remove, args=(folder,))
            if st.button(tr("All of {name}", name=words.plain(name)), type="primary"):
                research.datasets(Permission.ANNOTATE).delete(name)
                session().say(tr("Deleted"), ":material/delete:")
                st.rerun()
    with st.expander(tr("New photo set"), icon=":material/add:"):
        create()


def _remove(folder: LabelFolder) -> None:
    research.require_annotator()
    names = folder.names()
    key = place_key(folder)
    photo = st.session_state[key]
    folder.remove(photo)
    others = [name for name in names if name != photo]
    st.session_state[key] = others[min(names.index(photo), len(others) - 1)] if others else None
    session().say(tr("The photo is deleted"), ":material/delete:")
