"""The sample photos, whose cameras' true places are known."""

import json
from dataclasses import replace
from pathlib import Path

from evaluation.simulation.sample_positions import judge, true_records
from mapping.geometry.located import located_record

SAMPLES = Path(__file__).parents[2] / "samples"
TRUTH = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
STOOD = {entry["photo"]: entry for entry in TRUTH["photos"]}


def test_ellipses_hold_the_sample_cameras() -> None:
    """All cameras of a photo share its GPS error, and the errors drawn for some are rare ones."""
    located = [located_record(record) for record in true_records(SAMPLES, TRUTH)]

    found = judge(located, TRUTH)

    assert len(found) >= 7
    assert sum(each.covered for each in found) >= 0.75 * len(found)


def test_ellipses_hold_nine_of_ten_sample_cameras_from_the_true_standpoints() -> None:
    """Heading, size, lens and height still err, and the stated accuracy still counts."""
    records = []
    for record in true_records(SAMPLES, TRUTH):
        stood = STOOD[Path(record.photo).name]
        if record.location is not None:
            place = {"latitude": stood["latitude"], "longitude": stood["longitude"]}
            records.append(replace(record, location=replace(record.location, **place)))

    found = judge(map(located_record, records), TRUTH)

    assert len(found) >= 7
    assert sum(each.covered for each in found) >= 0.9 * len(found)


def test_a_camera_that_no_detection_overlaps_is_not_found() -> None:
    elsewhere = located_record(true_records(SAMPLES, TRUTH)[0])
    for detection in elsewhere["detections"]:
        detection["box"] = [0.0, 0.0, 5.0, 5.0]

    assert judge([elsewhere], TRUTH) == []
