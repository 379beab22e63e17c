"""The editor of boxes: a canvas in the browser, with the photo at its own size.

Why it is our own stands in docs/decisions/box-editor.md.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from app_pages import words
from detection.record import Housing
from evaluation.datasets.truth import TruthBox
from languages.kept import kept
from languages.reader import reader_language
from languages.text import ntr, tr

__all__ = ["Drawn", "edit_boxes", "parse_drawn"]

HERE = Path(__file__).parent

WORDS = {
    "type": kept("Type of the housing"),
    "previous": kept("Previous"),
    "next": kept("Done, next"),
    "add": kept("Add box"),
    "choose": kept("Next box"),
    "delete": kept("Delete box"),
    "undo": kept("Undo last"),
    "take": kept("Take all suggestions"),
    "out": kept("Zoom out"),
    "whole": kept("Whole"),
    "in": kept("Zoom in"),
    "photo": kept("The photo with its boxes"),
}
"""What stands in the editor, by the names that its HTML has for it."""

PLURAL_NUMBERS = {"one": 1, "few": 2, "other": 5}
"""A number for each form that a count has in our languages (CLDR plural rules)."""

_editor = st.components.v2.component(
    "osmatrac_box_editor",
    html=(HERE / "box_editor.html").read_text("utf-8"),
    css=(HERE / "box_editor.css").read_text("utf-8"),
    js=(HERE / "box_editor.js").read_text("utf-8"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """What a person drew on a photo; `step` is where to go from there: -1, 0 or 1 photos.

    `dirty` tells whether it differs from what was sent before.
    """

    photo: str
    boxes: tuple[TruthBox, ...]
    step: int = 0
    dirty: bool = True


def edit_boxes(  # noqa: PLR0913 - all of them belong to one picture
    *,
    photo: str,
    picture: bytes,
    kind: str,
    boxes: Sequence[TruthBox],
    suggestions: Sequence[TruthBox],
    classes: Sequence[Housing],
    version: str,
    key: str,
    on_drawn: Callable[[], None],
    on_go: Callable[[], None],
    single: bool = False,
) -> None:
    """Show a photo with its boxes; what a person does is in the session state at `key`.

    There `drawn` holds the boxes after each change and `go` also where to go, both to be read
    by `parse_drawn`. `kind` is the media type of `picture`. The editor keeps its own boxes
    until `version` changes. With `single` there is one box to mend, and no type to choose: keys
    that others may use are left alone.
    """
    drawn = [{"box": one.box, "housing": one.housing, "suggested": False} for one in boxes]
    drawn += [{"box": one.box, "housing": one.housing, "suggested": True} for one in suggestions]
    _editor(
        key=key,
        data={
            "photo": photo,
            "version": version,
            "image": f"data:{kind};base64,{base64.b64encode(picture).decode()}",
            "boxes": drawn,
            "single": single,
            "classes": [
                {"value": housing, "label": words.housing_word(housing)} for housing in classes
            ],
            "language": reader_language().value,
            "words": {name: tr(word) for name, word in WORDS.items()},
            "drawn": {form: words.counted_cameras(count) for form, count in PLURAL_NUMBERS.items()},
            "suggested": {form: _suggested(count) for form, count in PLURAL_NUMBERS.items()},
        },
        on_drawn_change=on_drawn,
        on_go_change=on_go,
    )


def _suggested(count: int) -> str:
    return ntr("{count} suggested and not taken", "{count} suggested and not taken", count)


def parse_drawn(value: Mapping[str, Any], classes: Sequence[Housing]) -> Drawn:
    """Read what the browser sent; raises ValueError, KeyError or TypeError for nonsense."""
    boxes = []
    for one in value["boxes"]:
        x1, y1, x2, y2 = (float(side) for side in one["box"])
        housing = Housing(one["housing"])
        if not (0 <= x1 < x2 and 0 <= y1 < y2) or housing not in classes:
            raise ValueError(f"no box: {one}")
        boxes.append(TruthBox(box=(x1, y1, x2, y2), housing=housing))
    return Drawn(
        photo=str(value["photo"]),
        boxes=tuple(boxes),
        step=int(value.get("step", 0)),
        dirty=bool(value.get("dirty", True)),
    )
