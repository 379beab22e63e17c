import json
from typing import Any

import pytest

from evaluation.datasets.truth import DatasetError
from evaluation.figures.position_error import (
    TruePosition,
    measure_positions,
    read_true_positions,
    summary,
)

# 0.0001 degrees of latitude are 11.1 m.
_NORTH = {
    "latitude": 44.8101,
    "longitude": 20.42,
    "semi_major_m": 15.0,
    "semi_minor_m": 2.0,
    "orientation_deg": 0.0,
}


def _line(box: list[float], **changes: Any) -> str:
    detection = {"box": box, "position": {**_NORTH, **changes}}
    return json.dumps({"photo": "somewhere/a.jpg", "detections": [detection]})


def _truth(x: float = 5.0) -> TruePosition:
    return TruePosition(photo="a.jpg", x=x, y=5.0, latitude=44.81, longitude=20.42)


def test_the_error_is_the_distance_on_the_ground() -> None:
    (error,) = measure_positions([_line([0, 0, 10, 10])], [_truth()])
    assert error.error_m == pytest.approx(11.11, abs=0.02)
    assert error.inside


def test_the_ellipse_is_turned_by_its_orientation() -> None:
    (error,) = measure_positions([_line([0, 0, 10, 10], orientation_deg=90.0)], [_truth()])
    assert error.inside is False


def test_a_camera_outside_every_box_was_not_located() -> None:
    (error,) = measure_positions([_line([0, 0, 10, 10])], [_truth(x=50.0)])
    assert error.error_m is None


def test_the_smallest_box_around_the_point_counts() -> None:
    record = json.loads(_line([0, 0, 10, 10]))
    record["detections"].append({"box": [0, 0, 99, 99], "position": {**_NORTH, "latitude": 45.0}})
    (error,) = measure_positions([json.dumps(record)], [_truth()])
    assert error.error_m is not None
    assert error.error_m < 20


def test_the_summary_counts_what_was_not_located() -> None:
    errors = measure_positions([_line([0, 0, 10, 10])], [_truth(), _truth(x=50.0)])
    figures = summary(errors)
    assert figures["located"]["value"] == 0.5
    assert figures["median_error_m"]["value"] == pytest.approx(11.11, abs=0.02)
    assert figures["within_10_m"]["value"] == 0.0
    assert figures["within_20_m"]["value"] == 1.0


def test_the_files_are_checked() -> None:
    assert read_true_positions(["photo,x,y,latitude,longitude", "a.jpg,5,5,44.81,20.42"]) == (
        _truth(),
    )
    with pytest.raises(DatasetError, match="line 2"):
        read_true_positions(["photo,x,y,latitude", "a.jpg,5,5,44.81"])
    with pytest.raises(DatasetError, match="line 1: not a scan record"):
        measure_positions(["{}"], [])
    with pytest.raises(DatasetError, match="no true position"):
        summary(())
