"""The scan record: JSON and back, and what it refuses."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection.record import (
    Detection,
    HeadingReference,
    Housing,
    Location,
    Problem,
    RecordError,
    ScanRecord,
    read_records,
)

RECORD = ScanRecord(
    photo="samples/a.jpg",
    sha256="ab" * 32,
    width=4032,
    height=3024,
    taken_at=datetime(2026, 5, 1, 10, tzinfo=UTC),
    location=Location(
        latitude=44.81,
        longitude=20.42,
        accuracy_m=4.5,
        altitude_m=80.0,
        heading_deg=123.0,
        heading_reference=HeadingReference.TRUE,
        focal_length_35mm=26.0,
    ),
    detections=(
        Detection(
            housing=Housing.BULLET, housing_confidence=0.71, confidence=0.93, box=(1, 2, 3, 4)
        ),
    ),
    notes=(Problem(code="converted", message="Converted."),),
)


def line(**changes: Any) -> str:
    return json.dumps({**RECORD.to_json(), **changes})


def test_a_record_survives_json() -> None:
    assert list(read_records([line()])) == [RECORD]


def test_a_record_without_anything_known_survives_json() -> None:
    bare = ScanRecord(photo="a", sha256=None, error=Problem(code="empty", message="Empty."))
    assert list(read_records([json.dumps(bare.to_json()), "", "  "])) == [bare]


def test_keys_of_later_versions_are_ignored() -> None:
    assert list(read_records([line(weather="sunny")])) == [RECORD]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"photo": ""}, "photo: expected text"),
        ({"width": 0}, "width: expected a whole number"),
        ({"taken_at": "yesterday"}, "taken_at: expected an ISO 8601 time"),
        ({"location": {"latitude": 97, "longitude": 1}}, "location.latitude: expected -90 to 90"),
        ({"location": {"longitude": 1}}, "location.latitude: expected a number, got None"),
        ({"location": {"latitude": float("nan"), "longitude": 1}}, "expected a number, got nan"),
        (
            {"location": {"latitude": 1, "longitude": 1, "heading_deg": 400}},
            "location.heading_deg: expected 0 to 360",
        ),
        (
            {"location": {"latitude": 1, "longitude": 1, "focal_length_35mm": 0}},
            "location.focal_length_35mm: expected more than 0",
        ),
        ({"detections": [{"housing": "bullet", "box": [1, 2, 3]}]}, "expected four numbers"),
        (
            {
                "detections": [
                    {
                        "housing": "cube",
                        "housing_confidence": 1,
                        "confidence": 1,
                        "box": [1, 2, 3, 4],
                    }
                ]
            },
            "detection.housing: expected one of bullet",
        ),
        (
            {
                "detections": [
                    {
                        "housing": "dome",
                        "housing_confidence": 1,
                        "confidence": 1.2,
                        "box": [1, 2, 3, 4],
                    }
                ]
            },
            "detection.confidence: expected 0 to 1",
        ),
        ({"error": {"code": "x"}}, "error: expected code and message"),
        ({"error": {"code": "x", "message": "y"}}, "a photo with an error has none"),
    ],
)
def test_what_is_impossible_is_refused_by_line_and_field(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(RecordError) as caught:
        list(read_records([line(), line(**changes)]))
    assert str(caught.value).startswith("line 2: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[]", "7"])
def test_lines_that_hold_no_record_are_refused(text: str) -> None:
    with pytest.raises(RecordError, match="line 1: "):
        list(read_records([text]))


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 4000),
    st.floats(1, 500),
    st.sampled_from(Housing),
)
def test_any_detection_survives_json_within_its_rounding(
    confidence: float, housing_confidence: float, x: float, size: float, housing: Housing
) -> None:
    made = Detection(
        housing=housing,
        housing_confidence=housing_confidence,
        confidence=confidence,
        box=(x, x, x + size, x + size),
    )
    record = ScanRecord(photo="a", sha256=None, detections=(made,))
    (read,) = ScanRecord.from_json(json.loads(json.dumps(record.to_json()))).detections
    assert read.housing is made.housing
    assert read.confidence == pytest.approx(made.confidence, abs=1e-4)
    assert read.box == pytest.approx(made.box, abs=0.051)
