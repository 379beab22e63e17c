"""The second look: what it is shown, and what becomes of the scores."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from detection.detector import RawBoxes, TiledDetector
from detection.photo import Pixels
from detection.record import Box, Housing
from detection.second_look import CROP_PX, SecondLook, closer

HOUSINGS = (Housing.DOME, Housing.BULLET)
CAMERA: Box = (100, 100, 130, 120)
LAMP: Box = (300, 200, 330, 230)


class BrightIsACamera:
    """Takes a crop with a bright middle for a bullet, any other for nothing."""

    names = ("bullet", "dome", "nothing")

    def forward_all(self, images: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
        """See CropNetwork."""
        middle = images[:, :, CROP_PX // 2, CROP_PX // 2].mean(axis=1)
        rows = [(0.9, 0.05, 0.05) if one > 0.5 else (0.04, 0.01, 0.95) for one in middle]
        return [np.array(rows, dtype=np.float32)]


class TwoBoxes:
    """Finds the camera and the lamp, the lamp surer, and calls both domes."""

    housings = HOUSINGS

    def forward(self, images: Sequence[Pixels], confidence: float) -> list[RawBoxes]:
        """See Network."""
        assert confidence == pytest.approx(0.01)
        boxes = np.array([LAMP, CAMERA], dtype=np.float32)
        scores = np.array([(0.6, 0.1), (0.3, 0.1)], dtype=np.float32)
        return [RawBoxes(boxes=boxes, scores=scores) for _ in images]


def _photo() -> Pixels:
    pixels = np.full((400, 600, 3), 40, dtype=np.uint8)
    pixels[100:120, 100:130] = 240
    return pixels


def test_a_crop_shows_the_box_in_the_middle_with_its_surroundings() -> None:
    crop = closer(_photo(), CAMERA)
    assert crop.shape == (CROP_PX, CROP_PX, 3)
    bright = np.argwhere(crop[..., 0] > 140)
    assert np.abs(bright.min(axis=0) - (32, 24)).max() <= 2
    assert np.abs(bright.max(axis=0) - (63, 71)).max() <= 2


def test_beyond_the_edge_of_a_photo_a_crop_is_grey() -> None:
    crop = closer(np.full((50, 50, 3), 250, dtype=np.uint8), (0, 0, 20, 20))
    assert set(crop[:10, :10].ravel()) == {114}
    assert crop[60, 60, 0] == 250


def test_a_large_box_is_shrunk_to_the_same_size() -> None:
    assert closer(np.zeros((900, 900, 3), np.uint8), (100, 100, 700, 800)).shape[0] == CROP_PX


def test_what_the_second_look_takes_for_nothing_falls_below_the_threshold() -> None:
    second = SecondLook(BrightIsACamera(), weight=0.5, candidate_score=0.01)
    detector = TiledDetector(TwoBoxes(), image_size=640, confidence=0.4, second_look=second)
    (found,) = detector.detect(_photo())
    assert found.box == CAMERA
    assert found.housing is Housing.BULLET
    assert found.housing_confidence == pytest.approx(0.9 / 0.95, abs=0.01)
    # the mean of the logits of .95 and .3
    assert found.confidence == pytest.approx(0.741, abs=0.005)


def test_boxes_under_the_candidate_score_are_not_judged() -> None:
    second = SecondLook(BrightIsACamera(), weight=1.0, candidate_score=0.01)
    assert second.judge(_photo(), [], HOUSINGS) == []
    detector = TiledDetector(TwoBoxes(), image_size=640, confidence=0.01, second_look=second)
    assert [one.box for one in detector.detect(_photo())] == [CAMERA, LAMP]
