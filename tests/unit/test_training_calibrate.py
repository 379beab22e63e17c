"""What scores mean, measured on boxes of which it is known whether they are right."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from detection import registry
from detection.calibration import Calibration
from detection.record import Detection, Housing, ScanRecord, write_record
from training.calibrate import Guess, fit, guesses, operating_points, recall_within, report
from training.dataset import LabelledPhoto
from training.export import ExportedModel, write_registry_entry

CAMERA = (10.0, 10.0, 30.0, 30.0)


def _photo(number: int, *, cameras: bool) -> LabelledPhoto:
    return LabelledPhoto(
        path=Path(f"photo_{number}.jpg"),
        pixels=np.zeros((4, 4, 3), dtype=np.uint8),
        boxes=((Housing.DOME, CAMERA),) if cameras else (),
    )


def _record(number: int, *found: tuple[float, tuple[float, float, float, float]]) -> ScanRecord:
    detections = tuple(
        Detection(housing=Housing.DOME, housing_confidence=0.9, confidence=score, box=box)
        for score, box in found
    )
    return ScanRecord(
        photo=f"somewhere/photo_{number}.jpg",
        sha256=f"{number:064x}",
        width=100,
        height=100,
        detections=detections,
    )


def _guess(score: float, *, right: bool, photo: int = 0) -> Guess:
    return Guess(
        photo=Path(str(photo)),
        score=score,
        found=Housing.DOME if right else None,
        housing=Housing.DOME,
        housing_confidence=1.0,
        longer_side_px=20.0,
    )


def test_a_camera_is_found_once_by_the_surest_box() -> None:
    record = _record(1, (0.4, CAMERA), (0.8, (11, 11, 30, 30)), (0.9, (60, 60, 90, 90)))
    found = {one.score: one.found for one in guesses([record], [_photo(1, cameras=True)])}
    assert found == {0.4: None, 0.8: Housing.DOME, 0.9: None}


def test_overconfident_scores_are_lowered_to_what_they_are_worth() -> None:
    random = Random(1)
    boxes = [_guess(0.8, right=random.random() < 0.4) for _ in range(800)]
    boxes += [_guess(0.2, right=random.random() < 0.1) for _ in range(800)]
    curve = fit(boxes)
    assert curve.probability(0.8) == pytest.approx(0.4, abs=0.04)
    assert curve.probability(0.2) == pytest.approx(0.1, abs=0.03)


def test_nothing_to_measure_is_said() -> None:
    with pytest.raises(ValueError, match="right and boxes that are wrong"):
        fit([_guess(0.5, right=True)])


def test_operating_points_count_cameras_and_false_boxes() -> None:
    photos = [_photo(0, cameras=True), _photo(1, cameras=True)]
    boxes = [_guess(0.9, right=True), _guess(0.6, right=False), _guess(0.2, right=True, photo=1)]
    strict, loose = operating_points(boxes, photos, (0.5, 0.1))
    assert (strict.recall, strict.precision, strict.false_boxes) == (0.5, 0.5, 0.5)
    assert (loose.recall, loose.false_boxes) == (1.0, 0.5)


def test_recall_is_read_off_where_few_enough_false_boxes_are_shown() -> None:
    photos = [_photo(0, cameras=True), _photo(1, cameras=True)]
    boxes = [_guess(0.9, right=True), _guess(0.6, right=False), _guess(0.6, right=True, photo=1)]
    assert recall_within(boxes, photos, 0.4) == 0.5
    assert recall_within(boxes, photos, 0.5) == 1.0


def test_the_report_holds_what_the_registry_needs(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    photos = [_photo(number, cameras=number % 2 == 0) for number in range(12)]
    with path.open("w") as stream:
        for number in range(12):
            write_record(_record(number, (0.9, CAMERA), (0.3, (60, 60, 90, 90))), stream)
    given = json.loads(json.dumps(report(path, photos)))
    assert given["calibration"]["slope"] > 0
    assert given["boxes"] == 24
    assert given["error"]["after"] < given["error"]["before"]
    assert next(point["confidence"] for point in given["thresholds"]) == 0.05


def test_the_registry_entry_holds_what_was_measured(tmp_path: Path) -> None:
    measured = tmp_path / "measured.json"
    thresholds = [
        {"confidence": 0.2, "recall": 0.8, "precision": 0.4},
        {"confidence": 0.3, "recall": 0.7, "precision": 0.6},
    ]
    curve = {"slope": 0.9, "intercept": -0.2}
    measured.write_text(json.dumps({"calibration": curve, "thresholds": thresholds}))
    model = ExportedModel(
        name="a", file=tmp_path / "a.onnx", sha256="00", image_size=640, confidence=0.31
    ).measured(measured)
    write_registry_entry(model, tmp_path / "registry.toml")
    known = registry.models(tmp_path)["a"]
    assert known.calibration == Calibration(slope=0.9, intercept=-0.2)
    assert (known.recall, known.precision) == (0.7, 0.6)
