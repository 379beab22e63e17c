"""Evaluate: models against labelled photos, from the form to the figures."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import services
from detection import registry
from detection.detector import Detector
from detection.photo import Pixels
from detection.record import Detection
from evaluation.running.job import JobState, write_job
from evaluation.running.job_process import run_job
from evaluation.running.job_queue import JobQueue
from mapping.storage.store import data_folder
from tests.builders import encoded, jpeg
from tests.pages.conftest import RedDetector

Open = Callable[..., AppTest]


class AnyConfidence(RedDetector):
    """Takes the red part for a camera at whatever threshold."""

    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        del confidence
        return super().detect(pixels)


@pytest.fixture
def open_evaluate(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., AppTest]]:
    """Open the page with jobs that run in the test's own process."""

    def load(_: registry.Model) -> Detector:
        return AnyConfidence()

    def queue(folder: Path) -> JobQueue:
        def launch(job_folder: Path) -> None:
            run_job(job_folder)

        return JobQueue(folder, launch)

    monkeypatch.setattr(registry, "load", load)
    monkeypatch.setattr(services, "JobQueue", queue)
    yield lambda **query: open_app("evaluate", **query)
    st.cache_data.clear()


def dataset_zip(extra: dict[str, bytes] | None = None) -> bytes:
    """A photo whose red quarter is a bullet, one without cameras, one whose camera is not red."""
    files = {
        "data.yaml": b"names: [bullet, dome]",
        "images/red.jpg": jpeg(None),
        "labels/red.txt": b"0 .25 .25 .5 .5\n",
        "images/empty.png": encoded(kind="PNG"),
        "labels/empty.txt": b"",
        "images/grey.webp": encoded(kind="WEBP"),
        "labels/grey.txt": b"1 .8 .8 .2 .2\n",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in {**files, **(extra or {})}.items():
            archive.writestr(name, content)
    return stream.getvalue()


def press(app: AppTest, label: str, at: int = 0) -> AppTest:
    [button for button in app.button if button.label == label][at].click()
    app.run()
    assert not app.exception
    return app


def upload(app: AppTest, kind: str, name: str, content: bytes) -> AppTest:
    uploader = next(one for one in app.file_uploader if kind in one.label)
    uploader.upload(name, content, "application/octet-stream")
    return press(app, "Check and keep", at=0 if kind == "ONNX" else 1)


def text(app: AppTest) -> str:
    kinds = (app.title, app.subheader, app.markdown, app.caption)
    notices = (app.error, app.warning, app.info, app.success)
    return "\n".join(element.value for kind in (*kinds, *notices) for element in kind)


def job_id_of(app: AppTest) -> str:
    asked = app.query_params["evaluation"]
    return asked if isinstance(asked, str) else asked[0]


def finished(app: AppTest) -> AppTest:
    """Run the page until the job on it is done."""
    queue = services.services().evaluations
    job = queue.get(job_id_of(app))
    assert job is not None
    for _ in range(200):
        now = queue.get(job.id)
        assert now is not None
        if now.state is JobState.DONE:
            break
        assert now.state is not JobState.FAILED, now.message
        queue._stopped.wait(0.1)
    app.run()
    assert not app.exception
    return app


def counts_of(app: AppTest) -> Any:
    """The first line of the table of counts at a threshold."""
    return next(table.value for table in app.table if "Found" in table.value).iloc[0]


def test_the_page_says_what_it_measures(open_evaluate: Open) -> None:
    app = open_evaluate()
    assert not app.exception
    assert "every mistake with its picture" in text(app)
    assert app.multiselect[0].value == [next(iter(registry.models()))]
    assert app.selectbox[0].value == "Sample photos"


def test_from_zip_to_figures(open_evaluate: Open) -> None:
    app = upload(open_evaluate(), "zip", "my street.zip", dataset_zip())
    assert app.selectbox[0].value == "my street"
    app = finished(press(app, "Start the evaluation"))
    assert "3 photos, 1 of them without cameras; 2 cameras" in text(app)
    figures = app.table[0].value
    assert figures.loc["Recall"].iloc[0].startswith("0.50")
    counts = counts_of(app)
    assert (counts["Found"], counts["Missed"], counts["False alarms"]) == ("1", "1", "2")
    assert "**Dome**, not seen at all" in text(app)
    assert "grey\\.webp" in text(app)


def test_the_threshold_moves_counts_and_gallery(open_evaluate: Open) -> None:
    app = upload(open_evaluate(), "zip", "a.zip", dataset_zip())
    app = finished(press(app, "Start the evaluation"))
    slider = next(one for one in app.select_slider if one.label == "Confidence threshold")
    slider.set_value(0.9).run()
    counts = counts_of(app)
    assert (counts["Found"], counts["Missed"], counts["False alarms"]) == ("0", "2", "0")
    assert "**Bullet**, seen at 80%" in text(app)


def test_type_size_and_certainty_stand_on_the_page(open_evaluate: Open) -> None:
    app = upload(open_evaluate(), "zip", "a.zip", dataset_zip())
    app = finished(press(app, "Start the evaluation"))
    kinds, sizes, mixed, certainty = app.tabs
    assert [tab.label for tab in app.tabs] == ["By type", "By size", "Types mixed up", "Certainty"]
    recall = kinds.table[0].value["Recall"]
    assert str(recall["Bullet"]).startswith("1.00")
    assert str(recall["Dome"]).startswith("0.00")
    pixels, shares = (table.value for table in sizes.table)
    assert list(pixels.index) == ["0 to 16", "16 to 32", "32 to 64", "64 and more"]
    assert sum(map(int, pixels["Cameras"])) == sum(map(int, shares["Cameras"])) == 2
    assert mixed.table[0].value.loc["Bullet", "Bullet"] == "1"
    assert any("Expected calibration error" in each.value for each in certainty.caption)


def test_a_reload_shows_the_same_and_the_list_has_it(open_evaluate: Open) -> None:
    app = finished(press(open_evaluate(), "Start the evaluation"))
    job_id = job_id_of(app)
    again = open_evaluate(evaluation=job_id)
    assert again.title[0].value == "Sample photos"
    assert "At a threshold" in text(again)
    overview = press(again, "All evaluations")
    assert "done" in text(overview)
    assert job_id_of(press(overview, "Open")) == job_id


def test_two_tables_give_a_count_with_an_error_bar(open_evaluate: Open) -> None:
    app = open_evaluate()
    reviews = "confidence,decision\n" + "0.8,accepted\n" * 40 + "0.4,rejected\n" * 10
    checked = "cameras,found\n" + "2,1\n1,1\n" * 30
    left, right = (one for one in app.file_uploader if "CSV" in one.label)
    left.upload("reviews.csv", reviews.encode(), "text/csv")
    right.upload("checked.csv", checked.encode(), "text/csv").run()
    assert not app.exception
    (told,) = (one.value for one in app.markdown if one.value.endswith(" cameras"))
    assert told.startswith("### 60 (5")
    right = next(one for one in app.file_uploader if "Searched" in one.label)
    right.upload("checked.csv", b"cameras,found\n1,2\n", "text/csv").run()
    assert any("found" in one.value for one in app.error)


def test_two_settings_are_compared(open_evaluate: Open) -> None:
    app = upload(open_evaluate(), "zip", "a.zip", dataset_zip())
    pills = next(one for one in app.pills if one.label == "How photos are seen")
    pills.set_value(["tiles", "whole"]).run()
    app = finished(press(app, "Start the evaluation"))
    assert app.table[0].value.shape[1] == 2
    assert "Difference" in app.table[1].value.columns


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.zip", b"no zip", "not a readable zip file"),
        ("a.zip", dataset_zip({"../evil": b""}), "leads out of the dataset's folder"),
        ("a.zip", dataset_zip({"data.yaml": b"names: 3"}), "expected names"),
    ],
)
def test_a_bad_zip_is_told_and_not_kept(
    open_evaluate: Open, name: str, content: bytes, message: str
) -> None:
    app = upload(open_evaluate(), "zip", name, content)
    assert message in app.error[0].value.replace("\\", "")
    assert app.selectbox[0].options == ["Sample photos"]


def test_class_names_are_asked_for_on_the_page(open_evaluate: Open) -> None:
    stream = io.BytesIO(dataset_zip())
    with zipfile.ZipFile(stream) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if "yaml" not in name}
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    app = upload(open_evaluate(), "zip", "a.zip", bare.getvalue())
    assert "Name them in the field above" in app.error[0].value.replace("\\", "")
    assert "--classes" not in app.error[0].value.replace("\\", "")


def test_a_pt_file_is_refused_with_the_way_out(open_evaluate: Open) -> None:
    app = upload(open_evaluate(), "ONNX", "best.pt", b"\x80\x04")
    assert "can run any program" in app.error[0].value
    assert services.services().uploaded_models.all() == {}


def test_an_onnx_file_that_is_none_is_refused(open_evaluate: Open) -> None:
    app = upload(open_evaluate(), "ONNX", "best.onnx", b"text")
    assert "is not an ONNX model" in app.error[0].value


def test_an_uploaded_model_is_chosen_beside_the_others(open_evaluate: Open) -> None:
    content = next(iter(registry.models().values())).file.read_bytes()
    app = upload(open_evaluate(), "ONNX", "mine.onnx", content)
    (name,) = services.services().uploaded_models.all()
    assert app.multiselect[0].value == [next(iter(registry.models())), name]
    app = finished(press(app, "Start the evaluation"))
    assert app.table[0].value.shape[1] == 2
    report = next(data_folder().glob("evaluations/*/report/report.json"))
    assert json.loads(report.read_text("utf-8"))["models"][1]["name"].startswith("mine-")


def test_a_failure_is_told_in_words_and_can_go_on(open_evaluate: Open) -> None:
    app = upload(open_evaluate(), "zip", "a.zip", dataset_zip())
    next(one for one in app.selectbox if one.label == "Part of the photos").set_value("Test").run()
    app = press(app, "Start the evaluation")
    queue = services.services().evaluations
    for _ in range(200):
        if queue.all()[0].state is JobState.FAILED:
            break
        queue._stopped.wait(0.1)
    app.run()
    assert "no photo is in the split" in app.error[0].value
    assert "Go on" in [button.label for button in app.button]
    press(app, "Delete this evaluation")
    assert queue.all() == ()


def test_an_interrupted_job_says_so(open_evaluate: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    open_evaluate()
    queue = services.services().evaluations
    monkeypatch.setattr(queue, "_next", lambda: None)
    app = press(open_evaluate(), "Start the evaluation")
    (job,) = queue.all()
    folder = queue.folder(job.id)
    assert folder is not None
    write_job(replace(job, state=JobState.RUNNING, starts=1), folder)
    app = open_evaluate(evaluation=job.id)
    assert any("Interrupted" in str(one.proto) for one in app.get("progress"))
    overview = press(app, "All evaluations")
    assert "interrupted" in text(overview)


def test_an_unknown_evaluation_is_told(open_evaluate: Open) -> None:
    assert "There is no such evaluation" in text(open_evaluate(evaluation="../../etc"))
