from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from detection.detector import Detector
from detection.photo import Pixels
from detection.record import Detection
from detection.registry import Model
from evaluation.datasets.reading import read_dataset
from evaluation.running.prediction_cache import predict
from evaluation.running.variant import LOWEST_CONFIDENCE, Variant, _Shrunk
from evaluation.running.views import Views
from tests.evaluation_builders import found, write_yolo


@dataclass
class _Detector:
    """Finds one box in the upper left quarter of everything and remembers what it was shown."""

    shown: list[tuple[int, ...]] = field(default_factory=list)
    confidences: list[float | None] = field(default_factory=list)

    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        self.shown.append(pixels.shape)
        self.confidences.append(confidence)
        height, width = pixels.shape[:2]
        return (found(0, 0, width / 2, height / 2, confidence=0.001),)


@pytest.fixture
def detector(monkeypatch: pytest.MonkeyPatch) -> _Detector:
    fake = _Detector()

    def load(_: Variant) -> Detector:
        return fake

    monkeypatch.setattr(Variant, "load", load)
    return fake


def _variant(sha256: str = "a", views: Views = Views.TILES, image_size: int = 640) -> Variant:
    model = Model(name="m", file=Path("m"), sha256=None, image_size=image_size, confidence=0.3)
    return Variant(model=model, sha256=sha256, views=views)


def test_a_photo_is_scanned_once_for_each_variant(tmp_path: Path, detector: _Detector) -> None:
    dataset = read_dataset(write_yolo(tmp_path / "set", ["", ""]))
    first = predict(dataset, _variant(), tmp_path / "cache")
    again = predict(dataset, _variant(), tmp_path / "cache")
    assert len(detector.shown) == 2
    assert first.records.keys() == again.records.keys()
    assert again.records[dataset.photos[0].sha256].detections[0].confidence == LOWEST_CONFIDENCE
    assert again.seconds_per_photo is not None
    for other in (_variant("b"), _variant(views=Views.WHOLE), _variant(image_size=320)):
        predict(dataset, other, tmp_path / "cache")
    assert len(detector.shown) == 8


def test_unsure_predictions_are_asked_for(tmp_path: Path, detector: _Detector) -> None:
    predict(read_dataset(write_yolo(tmp_path / "set", [""])), _variant(), tmp_path / "cache")
    assert detector.confidences == [LOWEST_CONFIDENCE]


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path, detector: _Detector) -> None:
    dataset = read_dataset(write_yolo(tmp_path / "set", ["", "", ""]))
    predict(dataset, _variant(), tmp_path / "cache")
    (file,) = (tmp_path / "cache").glob("*.jsonl")
    content = file.read_text()
    file.write_text(content[: len(content) // 2])  # killed in the second line
    told: list[tuple[int, int]] = []
    resumed = predict(dataset, _variant(), tmp_path / "cache", lambda *done: told.append(done))
    assert len(resumed.records) == 3
    assert told == [(1, 2), (2, 2)]
    predict(dataset, _variant(), tmp_path / "cache")
    assert len(detector.shown) == 5


def test_whole_photos_are_shrunk_and_their_boxes_grown() -> None:
    detector = _Detector()
    pixels = np.zeros((300, 800, 3), dtype=np.uint8)
    (one,) = _Shrunk(detector, 200).detect(pixels)
    assert detector.shown == [(75, 200, 3)]
    assert one.box[2:] == pytest.approx((400, 150))


def test_small_photos_are_shown_as_they_are() -> None:
    detector = _Detector()
    (one,) = _Shrunk(detector, 200).detect(np.zeros((50, 100, 3), dtype=np.uint8))
    assert detector.shown == [(50, 100, 3)]
    assert one.box[2:] == (50, 25)
