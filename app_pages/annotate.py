"""Annotate: draw boxes around cameras, photo after photo, and keep them as a photo set."""

from collections.abc import Sequence

import streamlit as st

from app_pages import annotation_dataset, annotation_pictures, research, words
from app_pages.annotation_dataset import NEW, place_key
from app_pages.box_editor import edit_boxes, parse_drawn
from app_pages.session import session
from detection.photo import PhotoError
from evaluation.datasets.labelling import LabelFolder
from languages.figures import number
from languages.text import tr
from mapping.access.permission import Permission

EDITOR = "box-editor"
DATASET, SUGGEST = "annotate-dataset", "annotate-suggest"


def page() -> None:
    """The whole page."""
    st.title(tr("Annotate"))
    datasets = _datasets()
    if not datasets:
        st.write(
            tr(
                "Draw boxes around the cameras in your photos. That makes a photo set on which "
                "models can be measured at once, and which they can be trained with."
            )
        )
        annotation_dataset.create()
        return
    left, middle, right = st.columns([3, 3, 2], vertical_alignment="bottom")
    with left:
        folder = _choose(datasets)
    names = folder.names()
    if names:
        with middle:
            photo = _pick(folder, names)
        with right:
            wanted = st.toggle(
                tr("The model suggests boxes"),
                key=SUGGEST,
                help=tr("Dashed boxes on photos without boxes. Only those count that you take."),
            )
        _edit(folder, photo, wanted)
    annotation_dataset.add_photos(folder, expanded=not names)
    annotation_dataset.use(folder)


def _datasets() -> list[str]:
    library = research.datasets(Permission.ANNOTATE)
    return [name for name in library.names() if LabelFolder.is_one(library.folder(name))]


def _choose(names: Sequence[str]) -> LabelFolder:
    """Choose the dataset: that in the address at first, so that a reload shows it again."""
    if NEW in st.session_state:
        st.session_state[DATASET] = st.session_state.pop(NEW)
    if st.session_state.get(DATASET) not in names:
        asked = st.query_params.get("dataset")
        st.session_state[DATASET] = asked if asked in names else names[0]
    name = st.selectbox(tr("Photo set"), names, key=DATASET)
    st.query_params["dataset"] = name
    return LabelFolder(research.datasets(Permission.ANNOTATE).folder(name))


def _pick(folder: LabelFolder, names: Sequence[str]) -> str:
    """Choose the photo on show: at first the first that waits."""
    waiting, key = folder.waiting(), place_key(folder)
    if st.session_state.get(key) not in names:
        st.session_state[key] = next((name for name in names if name in waiting), names[0])
    place = {name: at for at, name in enumerate(names, start=1)}
    done = " · " + tr("done")
    chosen = st.selectbox(
        tr(
            "Photo ({done} of {total} done)",
            done=number(len(names) - len(waiting)),
            total=number(len(names)),
        ),
        names,
        index=place[st.session_state[key]] - 1,
        format_func=lambda one: f"{place[one]}{'' if one in waiting else done}",
    )
    st.session_state[key] = chosen
    return chosen


def _edit(folder: LabelFolder, name: str, suggest: bool) -> None:
    path = folder.path(name)
    try:
        picture, kind = annotation_pictures.picture(path, path.stat().st_mtime_ns)
        boxes = folder.boxes(name)
    except PhotoError as error:
        st.error(
            tr(
                "This photo cannot be shown. {sentence}",
                sentence=words.problem(error.problem),
            )
        )
        return
    untouched = name in folder.waiting() and not boxes
    edit_boxes(
        photo=name,
        picture=picture,
        kind=kind,
        boxes=boxes,
        suggestions=annotation_pictures.suggest(folder, path) if suggest and untouched else (),
        classes=folder.classes,
        version=f"{folder.root.name}/{name}/{suggest}",
        key=EDITOR,
        on_drawn=lambda: _keep(folder, st.session_state[EDITOR].get("drawn")),
        on_go=lambda: _keep(folder, st.session_state[EDITOR].get("go")),
    )
    st.caption(
        tr(
            "Drag to draw; drag a box or its edge to mend it. Wheel or two fingers: zoom; right "
            "button or Shift: move the photo. Keys: A adds a box, arrows move it and with Shift "
            "stretch it, 1 to 7: type, B: next box, + and -: zoom. The box holds the housing with "
            "its sunshield, without arm, plate and cable."
        )
    )


def _keep(folder: LabelFolder, value: object) -> None:
    """Save what was drawn, and go where the person wants to."""
    research.require_annotator()
    if not isinstance(value, dict):
        return
    try:
        drawn = parse_drawn(value, folder.classes)
        if drawn.dirty or drawn.step > 0:
            done = drawn.step > 0 or drawn.photo not in folder.waiting()
            folder.save(drawn.photo, drawn.boxes, done=done)
    except (ValueError, KeyError, TypeError):
        session().warn(tr("These boxes could not be read"))
    except FileNotFoundError:
        session().warn(tr("This photo was removed meanwhile"))
    else:
        if drawn.step:
            _go(folder, drawn.photo, drawn.step)


def _go(folder: LabelFolder, photo: str, step: int) -> None:
    names = folder.names()
    at = names.index(photo) + step
    if at == len(names):
        session().say(tr("That was the last photo"))
    st.session_state[place_key(folder)] = names[min(max(at, 0), len(names) - 1)]


page()
