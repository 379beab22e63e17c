"""The tiled detector with a network of our own making, and the shipped one for real."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from detection import registry
from detection.detector import RawBoxes, TiledDetector
from detection.photo import Pixels
from detection.record import Housing


class RedNetwork:
    """Finds the bounding box of red pixels."""

    housings = (Housing.DOME, Housing.BULLET)

    def __init__(self, scores: tuple[float, float] = (0.1, 0.7)) -> None:
        self.scores = scores
        self.shapes: list[tuple[int, ...]] = []

    def forward(self, images: Sequence[Pixels], confidence: float) -> list[RawBoxes]:
        assert len({image.shape for image in images}) == 1, "a batch has one shape"
        self.shapes.append((len(images), *images[0].shape))
        return [self._find(image, confidence) for image in images]

    def _find(self, image: Pixels, confidence: float) -> RawBoxes:
        rows, columns = np.nonzero((image[..., 0] > 200) & (image[..., 1] < 50))
        if len(rows) == 0 or max(self.scores) < confidence:
            return RawBoxes(boxes=np.zeros((0, 4), np.float32), scores=np.zeros((0, 2), np.float32))
        box = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        return RawBoxes(
            boxes=np.array([box], np.float32), scores=np.array([self.scores], np.float32)
        )


def street(width: int, height: int, x: int, y: int, size: int = 60) -> Pixels:
    pixels = np.full((height, width, 3), 128, dtype=np.uint8)
    pixels[y : y + size, x : x + size] = (255, 0, 0)
    return pixels


def test_a_camera_on_a_seam_of_a_large_photo_is_found_once() -> None:
    network = RedNetwork()
    detector = TiledDetector(network, image_size=320, confidence=0.25)
    (found,) = detector.detect(street(1000, 700, 300, 260))
    assert found.box == pytest.approx((300, 260, 360, 320), abs=1)
    assert found.housing is Housing.BULLET
    assert found.confidence == pytest.approx(0.7)
    assert found.housing_confidence == pytest.approx(0.7 / 0.8)
    assert {shape[0] for shape in network.shapes} <= {1, 4, 2, 3}


def test_the_caller_may_set_the_threshold() -> None:
    detector = TiledDetector(RedNetwork(), image_size=320, confidence=0.25)
    assert detector.detect(street(300, 200, 50, 50), confidence=0.71) == ()
    assert len(detector.detect(street(300, 200, 50, 50), confidence=0.69)) == 1


@pytest.mark.parametrize(
    ("scores", "size", "housing"),
    [
        ((0.1, 0.7), 60, Housing.BULLET),
        ((0.6, 0.7), 60, Housing.UNKNOWN),
        ((0.1, 0.7), 8, Housing.UNKNOWN),
        ((0.7, 0.1), 60, Housing.DOME),
    ],
)
def test_an_uncertain_type_is_unknown(
    scores: tuple[float, float], size: int, housing: Housing
) -> None:
    detector = TiledDetector(
        RedNetwork(scores),
        image_size=320,
        confidence=0.25,
        min_housing_confidence=0.6,
        min_housing_px=10,
    )
    (found,) = detector.detect(street(300, 200, 50, 50, size))
    assert found.housing is housing


def test_threads_do_not_mix_their_photos_up() -> None:
    detector = TiledDetector(RedNetwork(), image_size=320, confidence=0.25)
    photos = [street(900, 700, 40 * at, 30 * at) for at in range(12)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(detector.detect, photos))
    assert [round(detections[0].box[0]) for detections in found] == [40 * at for at in range(12)]


def test_the_shipped_network_runs_and_finds_nothing_in_grey() -> None:
    detector = registry.load(registry.find())
    assert detector.detect(np.full((480, 640, 3), 128, dtype=np.uint8)) == ()
