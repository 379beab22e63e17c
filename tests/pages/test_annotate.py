"""Annotate: photos in, boxes kept, a dataset out."""

from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import box_editor
from app_pages.box_editor import parse_drawn
from app_pages.services import services
from detection.record import Housing
from evaluation.datasets.labelling import CLASSES, LabelFolder
from evaluation.datasets.yolo import read_yolo
from tests.builders import encoded, jpeg, picture
from tests.pages.messages import message

Open = Callable[..., AppTest]

BOX = {"box": [1, 2, 30, 20], "housing": "dome"}


class Browser:
    """Stands in for the editor: notes what it is given and sends what a person did."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []
        self.sends: tuple[str, object] | None = None

    def __call__(self, *, key: str, data: dict[str, Any], **callbacks: Callable[[], None]) -> None:
        self.shown.append(data)
        if self.sends is not None:
            kind, value = self.sends
            self.sends = None
            st.session_state[key] = {kind: value}
            callbacks[f"on_{kind}_change"]()

    def send(self, app: AppTest, kind: str, value: object) -> dict[str, Any]:
        """Send a value, and give what the page shows then."""
        self.sends = (kind, value)
        app.run()
        assert not app.exception
        app.run()
        assert not app.exception
        return self.shown[-1]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    stand_in = Browser()
    monkeypatch.setattr(box_editor, "_editor", stand_in)
    return stand_in


@pytest.fixture
def folder(open_app: Open) -> LabelFolder:
    open_app()
    made = LabelFolder.create(services().datasets.create("street"))
    made.add(jpeg())
    made.add(encoded(picture(200, 100)))
    return made


def test_a_newcomer_makes_a_dataset_and_adds_photos(open_app: Open, browser: Browser) -> None:
    app = open_app("annotate")
    assert "Draw boxes around the cameras" in app.markdown[0].value
    app.text_input[0].input("Novi Sad")
    app.button[0].click().run()
    assert not app.exception
    assert app.selectbox[0].value == "Novi Sad"
    assert browser.shown == []
    uploader = app.file_uploader[0]
    uploader.upload("a.jpg", jpeg(), "image/jpeg")
    uploader.upload("b.jpg", b"text", "image/jpeg")
    app.run()
    assert not app.exception
    assert "**b\\.jpg** was not kept. This is not a photo" in app.error[0].value
    assert browser.shown[-1]["image"].startswith("data:image/jpeg;base64,")
    assert app.selectbox[1].label == "Photo (0 of 1 done)"
    kept = [path.name for path in services().datasets.folder("Novi Sad").rglob("*.jpg")]
    assert len(kept) == 1
    assert "a.jpg" not in kept, "file names are dropped"


def test_a_name_is_used_once(open_app: Open, folder: LabelFolder, browser: Browser) -> None:
    app = open_app("annotate")
    assert len(browser.shown) == 1
    app.text_input[0].input(folder.root.name)
    next(button for button in app.button if button.label == "Create").click().run()
    assert "already" in app.error[0].value


def test_the_first_photo_that_waits_is_shown(
    open_app: Open, folder: LabelFolder, browser: Browser
) -> None:
    folder.save(folder.names()[0], [], done=True)
    app = open_app("annotate")
    assert not app.exception
    assert browser.shown[-1]["photo"] == folder.names()[1]
    assert browser.shown[-1]["boxes"] == []
    assert [one["value"] for one in browser.shown[-1]["classes"]] == list(CLASSES)


def test_boxes_are_kept_as_they_are_drawn(
    open_app: Open, folder: LabelFolder, browser: Browser
) -> None:
    first, second = folder.names()
    app = open_app("annotate")
    then = browser.send(app, "drawn", {"photo": first, "boxes": [BOX]})
    assert then["photo"] == first
    (kept,) = folder.boxes(first)
    assert kept.box == pytest.approx((1, 2, 30, 20), abs=0.01)
    assert kept.housing is Housing.DOME
    assert folder.waiting() == {first, second}, "it is not done before a person says so"


def test_done_goes_to_the_next_and_back_shows_the_boxes(
    open_app: Open, folder: LabelFolder, browser: Browser
) -> None:
    first, second = folder.names()
    app = open_app("annotate")
    then = browser.send(app, "go", {"photo": first, "boxes": [BOX], "step": 1, "dirty": True})
    assert then["photo"] == second
    assert folder.waiting() == {second}
    then = browser.send(app, "go", {"photo": second, "boxes": [], "step": -1, "dirty": False})
    assert then["photo"] == first
    assert [one["housing"] for one in then["boxes"]] == ["dome"]
    assert folder.waiting() == {second}, "going back says nothing of a photo"
    assert read_yolo(folder.root).boxes_by_housing[Housing.DOME] == 1


def test_the_last_photo_stays_on_show(
    open_app: Open, folder: LabelFolder, browser: Browser
) -> None:
    first, second = folder.names()
    app = open_app("annotate")
    browser.send(app, "go", {"photo": first, "boxes": [], "step": 1, "dirty": False})
    browser.sends = ("go", {"photo": second, "boxes": [], "step": 1, "dirty": False})
    app.run()
    app.run()
    assert "That was the last photo" in message(app)
    assert browser.shown[-1]["photo"] == second
    assert folder.waiting() == frozenset()
    assert app.selectbox[1].label == "Photo (2 of 2 done)"


@pytest.mark.parametrize(
    "value",
    [
        {"photo": "x", "boxes": [{"box": [1, 2, 3], "housing": "dome"}]},
        {"photo": "x", "boxes": [{"box": [9, 2, 3, 4], "housing": "dome"}]},
        {"photo": "x", "boxes": [{"box": [1, 2, 3, "nan"], "housing": "dome"}]},
        {"photo": "x", "boxes": [{"box": [1, 2, 3, 4], "housing": "bird"}]},
        {"boxes": []},
        {"photo": "x"},
    ],
)
def test_nonsense_from_the_browser_changes_nothing(
    open_app: Open, folder: LabelFolder, browser: Browser, value: dict[str, Any]
) -> None:
    app = open_app("annotate")
    browser.send(app, "drawn", value)
    assert folder.waiting() == set(folder.names())
    with pytest.raises((ValueError, KeyError, TypeError)):
        parse_drawn(value, CLASSES)


def test_a_name_from_the_browser_leads_nowhere_else(
    open_app: Open, folder: LabelFolder, browser: Browser
) -> None:
    browser.send(open_app("annotate"), "drawn", {"photo": "../data.yaml", "boxes": [BOX]})
    assert not list(folder.root.rglob("*.txt"))


def test_the_model_suggests_on_untouched_photos_only(
    open_app: Open, folder: LabelFolder, browser: Browser
) -> None:
    first, _ = folder.names()
    app = open_app("annotate")
    app.toggle[0].set_value(True).run()
    assert not app.exception
    (box,) = browser.shown[-1]["boxes"]
    assert box["suggested"]
    assert box["housing"] == "bullet"
    assert folder.boxes(first) == (), "a suggestion is no label"
    browser.send(app, "drawn", {"photo": first, "boxes": [BOX]})
    assert [one["suggested"] for one in browser.shown[-1]["boxes"]] == [False]


def test_a_photo_can_be_deleted(open_app: Open, folder: LabelFolder, browser: Browser) -> None:
    _, second = folder.names()
    app = open_app("annotate")
    next(one for one in app.button if one.label == "The photo on show").click().run()
    assert not app.exception
    assert folder.names() == (second,)
    assert browser.shown[-1]["photo"] == second


def test_a_dataset_goes_to_the_evaluation(
    open_app: Open, folder: LabelFolder, browser: Browser
) -> None:
    app = open_app("annotate")
    labels = [one.label for one in app.button]
    assert "Measure models on it" not in labels, "no photo is done"
    photo = folder.names()[0]
    browser.send(app, "go", {"photo": photo, "boxes": [BOX], "step": 1, "dirty": True})
    next(one for one in app.button if one.label == "Measure models on it").click().run()
    assert not app.exception
    assert app.title[0].value == "Evaluate"
    assert next(one for one in app.selectbox if one.label == "Photo set").value == "street"
