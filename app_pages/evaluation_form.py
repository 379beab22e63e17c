"""What to measure: models, photos and settings, with the uploads that bring new ones."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app_pages import file_field, research, words
from app_pages.figure_text import share
from app_pages.session import session
from app_pages.settings import SAMPLES_FOLDER
from detection import registry
from evaluation.datasets.truth import DatasetError
from evaluation.running.job import JobOrder
from evaluation.running.onnx_file import MAX_BYTES, OnnxFileError
from evaluation.running.views import Views
from languages.figures import both
from languages.kept import kept
from languages.text import ntr, said, tr
from mapping.access.permission import Permission

__all__ = ["DATASET", "PRESET", "ask", "dataset_word"]

MAX_ZIP_MB = 1000
"""The upload stands in memory until it is unpacked."""

THRESHOLDS = [percent / 100 for percent in range(5, 100, 5)]
IMAGE_SIZES_PX = (640, 960, 1280, 1600, 1920)

VIEWS_WORDS = {
    Views.TILES: kept("Whole photo and tiles"),
    Views.WHOLE: kept("Whole photo only"),
}
SPLIT_WORDS = {
    kept("All"): None,
    kept("Training"): "train",
    kept("Validation"): "val",
    kept("Test"): "test",
}
SAMPLES = kept("Sample photos")

MODELS, DATASET, PRESET = "evaluate-models", "evaluate-dataset", "evaluate-preset"
"""Keys of the session state; PRESET holds one of the others and what to choose there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Settings:
    views: tuple[Views, ...]
    image_sizes: tuple[int, ...]
    confidence: float | None
    split: str | None


def ask() -> JobOrder | None:
    """Show the form; give the order once a person starts it."""
    _preset()
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, height="stretch"):
        models = _ask_models()
        _take_model()
    with right.container(border=True, height="stretch"):
        dataset = _ask_dataset()
        _take_dataset()
    settings = _ask_settings()
    start = st.button(
        tr("Start the evaluation"),
        type="primary",
        icon=":material/play_arrow:",
        disabled=not models,
    )
    if not start:
        return None
    uploaded = research.uploaded_models(Permission.EVALUATE).all()
    return JobOrder(
        dataset=dataset,
        root=str(_root(dataset)),
        models=tuple(str(uploaded.get(name, name)) for name in models),
        views=settings.views,
        image_sizes=settings.image_sizes,
        confidence=settings.confidence,
        split=settings.split,
    )


def _preset() -> None:
    """Choose what was just uploaded."""
    chosen: tuple[str, str] | None = st.session_state.pop(PRESET, None)
    if chosen is None:
        return
    key, name = chosen
    if key == MODELS:
        st.session_state[key] = [*st.session_state.get(key, []), name]
    else:
        st.session_state[key] = name


def _ask_models() -> list[str]:
    names = [*registry.models(), *research.uploaded_models(Permission.EVALUATE).all()]
    st.session_state.setdefault(MODELS, names[:1])
    st.session_state[MODELS] = [name for name in st.session_state[MODELS] if name in names]
    return st.multiselect(
        tr("Models"), names, key=MODELS, help=tr("Several are compared on the same photos.")
    )


def _take_model() -> None:
    with (
        st.expander(tr("Upload a model"), icon=":material/upload:"),
        st.form("model-upload", clear_on_submit=True, border=False),
    ):
        with file_field.named("model", "ONNX", megabytes=MAX_BYTES // 1024**2):
            file = st.file_uploader(
                tr("An ONNX detection model of the YOLO family, exported with dynamic=True"),
                type=["onnx", "pt"],
                max_upload_size=MAX_BYTES // 1024**2,
            )
        if st.form_submit_button(tr("Check and keep")):
            if file is None:
                st.warning(tr("Choose a file first, and wait until it has arrived."))
            else:
                _keep_model(file)


def _keep_model(file: UploadedFile) -> None:
    try:
        with st.spinner(tr("Checking the model …")):
            name, facts = research.uploaded_models(Permission.UPLOAD_MODEL).take(
                file.name, file.getvalue()
            )
    except OnnxFileError as error:
        st.error(
            tr(
                "**{name}** was not kept. {sentence}",
                name=words.plain(file.name),
                sentence=words.error(error),
            )
        )
        return
    told = [
        ntr(
            "The model is kept. It has {count} class.",
            "The model is kept. It has {count} classes.",
            len(facts.names),
        )
    ]
    if facts.unknown:
        told.append(tr("Of no known type: {classes}.", classes=words.plain(both(facts.unknown))))
    session().say(" ".join(told))
    st.session_state[PRESET] = (MODELS, name)
    st.rerun()


def _ask_dataset() -> str:
    names = [SAMPLES, *research.datasets(Permission.EVALUATE).names()]
    if st.session_state.get(DATASET) not in names:
        st.session_state[DATASET] = SAMPLES
    return st.selectbox(tr("Photo set"), names, key=DATASET, format_func=dataset_word)


def dataset_word(name: str) -> str:
    """What people call a dataset: its name, which the samples have in each language."""
    return tr(name) if name == SAMPLES else name


def _take_dataset() -> None:
    with st.expander(tr("Upload labelled photos, or delete them"), icon=":material/upload:"):
        with st.form("dataset-upload", clear_on_submit=True, border=False):
            with file_field.named("zip", "ZIP", megabytes=MAX_ZIP_MB):
                file = st.file_uploader(
                    tr("A zip file: a YOLO folder, COCO JSON or Pascal VOC"),
                    type=["zip"],
                    max_upload_size=MAX_ZIP_MB,
                )
            classes = st.text_input(
                tr("Class names in order, with commas"),
                placeholder="dome, turret, bullet",
                help=tr("Only for a YOLO folder that has neither data.yaml nor classes.txt."),
            )
            if st.form_submit_button(tr("Check and keep")):
                if file is None:
                    st.warning(tr("Choose a file first, and wait until it has arrived."))
                else:
                    _keep_dataset(file, [one.strip() for one in classes.split(",") if one.strip()])
        st.caption(
            tr(
                ":material/shield_person: The photos are kept as they are, metadata included, "
                "until somebody deletes them here."
            )
        )
        _delete_dataset()


def _keep_dataset(file: UploadedFile, classes: list[str]) -> None:
    try:
        with st.spinner(tr("Unpacking and reading …")):
            name, dataset = research.datasets(Permission.UPLOAD_DATASET).take_zip(
                file.name, file, classes
            )
    except DatasetError as error:
        st.error(
            tr("Nothing was kept. {sentence}", sentence=words.plain(_for_the_page(str(error))))
        )
        return
    told = tr(
        "Kept: {photos}, {cameras}.",
        photos=words.counted_photos(len(dataset.photos)),
        cameras=words.counted_cameras(sum(dataset.boxes_by_housing.values())),
    )
    if dataset.findings:
        told += " " + ntr(
            "{count} finding about the labels will stand in the report.",
            "{count} findings about the labels will stand in the report.",
            len(dataset.findings),
        )
    session().say(told)
    st.session_state[PRESET] = (DATASET, name)
    st.rerun()


def _for_the_page(message: str) -> str:
    """Name the field of this page instead of the option of the command line."""
    what, _, option = message.partition("; name them in order with --classes")
    return said(what) + (". " + tr("Name them in the field above.") if option else "")


def _delete_dataset() -> None:
    names = research.datasets(Permission.EVALUATE).names()
    if not names:
        return
    name = st.selectbox(tr("Delete"), names, index=None, placeholder=tr("Choose a photo set"))
    if name and st.button(tr("Delete its photos and labels"), icon=":material/delete:"):
        research.datasets(Permission.UPLOAD_DATASET).delete(name)
        session().say(tr("{name} is deleted", name=words.plain(name)), ":material/delete:")
        st.rerun()


def _ask_settings() -> _Settings:
    with st.expander(tr("Settings")):
        views = st.pills(
            tr("How photos are seen"),
            list(Views),
            selection_mode="multi",
            default=[Views.TILES],
            format_func=lambda view: tr(VIEWS_WORDS[view]),
            help=tr("With both, each model is measured twice and compared with itself."),
        )
        sizes = st.multiselect(
            tr("Image size in pixels"),
            IMAGE_SIZES_PX,
            placeholder=tr("That of the model"),
            help=tr("The side at which the network sees photos and tiles."),
        )
        split = st.selectbox(tr("Part of the photos"), list(SPLIT_WORDS), format_func=tr)
        own = st.toggle(tr("One confidence threshold for all models, not their own"))
        confidence = (
            st.select_slider(tr("Threshold"), THRESHOLDS, 0.3, format_func=share) if own else None
        )
    return _Settings(
        views=tuple(views) or (Views.TILES,),
        image_sizes=tuple(sizes),
        confidence=confidence,
        split=SPLIT_WORDS[split],
    )


def _root(dataset: str) -> Path:
    if dataset == SAMPLES:
        return SAMPLES_FOLDER.resolve()
    return research.datasets(Permission.EVALUATE).folder(dataset).resolve()
