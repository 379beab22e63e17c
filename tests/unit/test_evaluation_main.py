import json
import re
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from detection.record import Problem, ScanRecord, write_record
from evaluation.__main__ import app
from evaluation.datasets.reading import read_dataset
from evaluation.datasets.truth import LabelledPhoto
from evaluation.figures.matching import Scene
from evaluation.figures.measurement import measure
from evaluation.figures.resampling import draw_weights
from tests.evaluation_builders import found, truth, write_yolo


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def _scan(dataset: Path, output: Path) -> Path:
    """Write records of a detector that finds the camera of the first photo and a false alarm."""
    detections = (found(90, 40, 110, 60, confidence=0.8), found(0, 0, 30, 30, confidence=0.5))
    with output.open("w") as stream:
        for index, photo in enumerate(read_dataset(dataset).photos):
            seen = detections if not index else ()
            record = ScanRecord(photo=photo.name, sha256=photo.sha256, detections=seen)
            write_record(record, stream)
    return output


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return write_yolo(tmp_path / "set", ["1 .5 .5 .1 .2\n1 .9 .9 .05 .05", ""])


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_a_run_writes_a_report(tmp_path: Path, dataset: Path, cache: Path) -> None:
    scan = _scan(dataset, tmp_path / "scan.jsonl")
    result = _run("run", dataset, "--predictions", scan, "--output", tmp_path, "--cache", cache)
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "report.json").read_text())
    (model,) = report["models"]
    assert model["name"] == "scan"
    assert model["any_housing"]["recall_iou50"]["value"] == 0.5
    assert model["any_housing"]["precision_iou50"]["value"] == 0.5
    assert report["dataset"]["photos_without_cameras"] == 1
    assert report["dataset"]["sha256"] == read_dataset(dataset).sha256
    assert report["versions"]["faster-coco-eval"]
    assert "| scan | 0.30 |" in (tmp_path / "report.md").read_text()


def test_thresholds_are_compared_on_the_same_predictions(
    tmp_path: Path, dataset: Path, cache: Path
) -> None:
    scan = _scan(dataset, tmp_path / "scan.jsonl")
    thresholds = ("--confidence", 0.3, "--confidence", 0.6)
    common = ("--predictions", scan, "--output", tmp_path, "--cache", cache)
    result = _run("run", dataset, *common, *thresholds)
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "report.json").read_text())
    precision = {
        model["name"]: model["any_housing"]["precision_iou50"]["value"]
        for model in report["models"]
    }
    assert precision == {"scan from 0.3": 0.5, "scan from 0.6": 1.0}
    assert {row["figure"] for row in report["comparison"]} >= {"precision_iou30"}


def test_the_page_asks_for_nothing_from_outside(tmp_path: Path, dataset: Path, cache: Path) -> None:
    scan = _scan(dataset, tmp_path / "scan <&>.jsonl")
    _run("run", dataset, "--predictions", scan, "--output", tmp_path, "--cache", cache)
    page = (tmp_path / "report.html").read_text()
    assert "scan &lt;&amp;&gt;" in page
    assert "scan <&>" not in page
    sources = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", page)
    assert sources
    assert all(source.startswith("data:image/") for source in sources)
    assert page.count("data:image/jpeg") == 2  # a false alarm and a miss


def test_figures_without_an_interval_are_drawn(tmp_path: Path, cache: Path) -> None:
    label = "1 .5 .5 .1 .2\n1 .7 .5 .1 .2\n"  # one found, one missed, of one size in one photo
    dataset = write_yolo(tmp_path / "set", [label])
    scan = _scan(dataset, tmp_path / "scan.jsonl")
    result = _run("run", dataset, "--predictions", scan, "--output", tmp_path, "--cache", cache)
    assert result.exit_code == 0, result.output
    recall = json.loads((tmp_path / "report.json").read_text())["models"][0]["by_size_px"][1][
        "recall"
    ]
    assert recall == {"value": 0.5, "low": None, "high": None}


def test_two_models_are_compared(tmp_path: Path, dataset: Path, cache: Path) -> None:
    scans = [_scan(dataset, tmp_path / name) for name in ("first.jsonl", "second.jsonl")]
    arguments = [part for scan in scans for part in ("--predictions", scan)]
    result = _run("run", dataset, *arguments, "--output", tmp_path, "--cache", cache)
    assert result.exit_code == 0
    comparison = json.loads((tmp_path / "report.json").read_text())["comparison"]
    assert {(one["first"], one["second"]) for one in comparison} == {("first", "second")}


def test_broken_labels_are_listed_and_the_rest_is_measured(
    tmp_path: Path, dataset: Path, cache: Path
) -> None:
    (dataset / "labels" / "1.txt").write_text("1 .5 .5")
    scan = _scan(dataset, tmp_path / "scan.jsonl")
    result = _run("run", dataset, "--predictions", scan, "--output", tmp_path, "--cache", cache)
    assert result.exit_code == 1
    (finding,) = json.loads((tmp_path / "report.json").read_text())["dataset"]["findings"]
    assert (finding["code"], finding["where"]) == ("label_malformed", "set/labels/1.txt:1")
    assert _run("check", dataset).exit_code == 1
    assert "set/labels/1.txt:1" in _run("check", dataset).output


def test_a_photo_that_could_not_be_scanned_is_told(
    tmp_path: Path, dataset: Path, cache: Path
) -> None:
    scan = tmp_path / "scan.jsonl"
    with scan.open("w") as stream:
        for photo in read_dataset(dataset).photos:
            problem = Problem(code="damaged", message="Damaged.")
            write_record(ScanRecord(photo=photo.name, sha256=photo.sha256, error=problem), stream)
    result = _run("run", dataset, "--predictions", scan, "--output", tmp_path, "--cache", cache)
    assert result.exit_code == 1
    model = json.loads((tmp_path / "report.json").read_text())["models"][0]
    assert [one["code"] for one in model["failed_photos"]] == ["damaged", "damaged"]


def test_photos_without_a_prediction_are_refused(
    tmp_path: Path, dataset: Path, cache: Path
) -> None:
    (tmp_path / "scan.jsonl").write_text("")
    result = _run(
        "run", dataset, "--predictions", tmp_path / "scan.jsonl", "--output", tmp_path / "report",
        "--cache", cache,
    )  # fmt: skip
    assert result.exit_code == 2
    assert "no predictions for 2 of 2 photos, such as set/images/0.png" in result.output
    assert not (tmp_path / "report").exists()


def test_a_dataset_without_boxes_is_measured_and_told(tmp_path: Path, cache: Path) -> None:
    dataset = write_yolo(tmp_path / "set", ["", ""])
    scan = _scan(dataset, tmp_path / "scan.jsonl")
    result = _run("run", dataset, "--predictions", scan, "--output", tmp_path, "--cache", cache)
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "report.json").read_text())
    assert [one["code"] for one in report["dataset"]["findings"]] == ["no_cameras"]
    figures = report["models"][0]["any_housing"]
    assert figures["ap50"]["value"] is None
    assert figures["false_per_photo_iou30"]["value"] == 1.0
    checked = _run("check", dataset)
    assert checked.exit_code == 1
    assert "set: No camera is labelled: only false alarms can be measured." in checked.output


def test_photos_that_were_trained_on_are_told(tmp_path: Path, dataset: Path, cache: Path) -> None:
    scan = _scan(dataset, tmp_path / "scan.jsonl")
    trained = tmp_path / "trained"
    trained.mkdir()
    (trained / "renamed.png").write_bytes((dataset / "images" / "1.png").read_bytes())
    result = _run(
        "run", dataset, "--predictions", scan, "--output", tmp_path, "--cache", cache,
        "--trained-on", trained,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "report.json").read_text())["dataset"]
    assert report["photos_seen_in_training"] == 1
    assert [(one["code"], one["where"]) for one in report["findings"]] == [
        ("seen_in_training", "set/images/1.png")
    ]
    assert "1 of the photos were trained on" in (tmp_path / "report.md").read_text()


@pytest.mark.parametrize("kind", ["missing", "empty", "not a zip", "../ in a zip"])
def test_what_is_no_dataset_is_refused_with_a_reason(
    tmp_path: Path, cache: Path, kind: str
) -> None:
    path = tmp_path / ("set" if kind in {"missing", "empty"} else "set.zip")
    if kind == "empty":
        path.mkdir()
    elif kind == "not a zip":
        path.write_text("no zip")
    elif kind == "../ in a zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("../evil.txt", "")
    result = _run("run", path, "--output", tmp_path / "report", "--cache", cache)
    expected = {
        "missing": "does not exist",
        "empty": "no photo set",
        "not a zip": "not a readable zip",
        "../ in a zip": "leads out of",
    }
    assert result.exit_code == 2
    assert expected[kind] in result.output


@pytest.mark.parametrize("held", [None, "notes.txt", "images/a.png", "set/annotations.json"])
@pytest.mark.parametrize("command", ["check", "run"])
def test_a_zip_without_a_dataset_is_named_as_the_user_names_it(
    tmp_path: Path, cache: Path, held: str | None, command: str
) -> None:
    path = tmp_path / "my set.zip"
    with zipfile.ZipFile(path, "w") as archive:
        if held:
            archive.writestr(held, "")
    options = ("--output", tmp_path / "report", "--cache", cache) if command == "run" else ()
    result = _run(command, path, *options)
    assert result.exit_code == 2
    (line,) = result.output.splitlines()
    assert line.startswith(str(path))
    assert line.count(tempfile.gettempdir()) == str(path).count(tempfile.gettempdir())


def test_an_unknown_model_and_split_are_refused(tmp_path: Path, dataset: Path, cache: Path) -> None:
    result = _run("run", dataset, "--model", "nobody", "--output", tmp_path, "--cache", cache)
    assert (result.exit_code, "There is no model 'nobody'" in result.output) == (2, True)
    result = _run("run", dataset, "--split", "test", "--output", tmp_path, "--cache", cache)
    assert (result.exit_code, "no photo is in the split 'test'" in result.output) == (2, True)


def test_the_other_commands_print_json(tmp_path: Path) -> None:
    (tmp_path / "reviews.csv").write_text("confidence,decision\n0.9,accepted\n")
    (tmp_path / "checked.csv").write_text("cameras,found\n2,1\n2,2\n")
    result = _run("wild", tmp_path / "reviews.csv", tmp_path / "checked.csv")
    assert json.loads(result.output)["recall"]["value"] == 0.75
    box = {"box": [0, 0, 9, 9], "position": None}
    (tmp_path / "located.jsonl").write_text(json.dumps({"photo": "a", "detections": [box]}))
    (tmp_path / "truth.csv").write_text("photo,x,y,latitude,longitude\na,5,5,44.8,20.4\n")
    result = _run("positions", tmp_path / "located.jsonl", tmp_path / "truth.csv")
    assert json.loads(result.output)["located"]["value"] == 0.0
    assert _run("wild", tmp_path / "none.csv", tmp_path / "checked.csv").exit_code == 2


def test_two_thousand_photos_are_measured_in_seconds() -> None:
    generator = np.random.default_rng(0)

    def scene() -> Scene:
        corners = generator.uniform(0, 900, (33, 2)).tolist()
        boxes = [(x, y, x + 30, y + 30) for x, y in corners]
        seen = tuple(found(*box, confidence=generator.random() ** 3) for box in boxes[1:])
        return Scene(found=seen, truth=tuple(truth(*box) for box in boxes[:2]))

    scenes = [scene() for _ in range(2000)]
    photo = LabelledPhoto(name="a", path=Path("a"), sha256="a", width=1000, height=1000)
    weights = draw_weights(2000)
    started = time.process_time()
    measure([photo] * 2000, scenes, weights=weights, confidence=0.3)
    # Ten models in under a minute; the factor of two is for slow machines.
    assert time.process_time() - started < 12
