"""The sample photos, whose cameras' true places are known."""

import json
from pathlib import Path

from evaluation.sample_positions import judge, true_records
from mapping.located import located_record

SAMPLES = Path(__file__).parents[2] / "samples"
TRUTH = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))


def test_the_ellipses_hold_at_least_nine_of_ten_sample_cameras() -> None:
    located = [located_record(record) for record in true_records(SAMPLES, TRUTH)]

    found = judge(located, TRUTH)

    assert len(found) >= 7
    missed = [each for each in found if not each.covered]
    assert len(missed) <= max(1, 0.1 * len(found))  # cameras of one photo share its GPS error


def test_a_camera_that_no_detection_overlaps_is_not_found() -> None:
    record = true_records(SAMPLES, TRUTH)[0]
    elsewhere = located_record(record)
    for detection in elsewhere["detections"]:
        detection["box"] = [0.0, 0.0, 5.0, 5.0]

    assert judge([elsewhere], TRUTH) == []
