"""The first look covers the photo, and the closer ones hold every candidate."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection import closer_looks, tiles
from detection.closer_looks import MARGIN_PX, WINDOW_PX
from detection.detector import RawBoxes, TiledDetector
from detection.photo import Pixels
from detection.tiles import Sighting, View
from tests.unit.test_detection_detector import RedNetwork, street

PHOTO = (4032, 3024)
WHOLE = View(x=0, y=0, width=4032, height=3024, scale=0.3)


def candidate(x: float, y: float, side: float = 30, score: float = 0.1) -> Sighting:
    return Sighting(view=WHOLE, box=(x, y, x + side, y + side), scores=(score,))


@given(st.integers(32, 9000), st.integers(32, 9000))
def test_the_first_look_misses_no_pixel(width: int, height: int) -> None:
    whole, *pieces = closer_looks.overview(width, height, 1280)
    assert (whole.width, whole.height) == (width, height)
    if width * height <= 1.5 * 1280**2:
        assert (whole.scale, pieces) == (1.0, [])
        return
    if max(width, height) <= 2560:
        assert pieces == []
        return
    assert len({(piece.width, piece.height, piece.scale) for piece in pieces}) == 1
    for axis, length in ((0, width), (1, height)):
        spans = sorted({(piece.box[axis], piece.box[axis + 2]) for piece in pieces})
        assert spans[0][0] == 0
        assert spans[-1][1] == length
        assert all(end >= start for (_, end), (start, _) in itertools.pairwise(spans))


def test_twelve_megapixels_are_first_seen_with_a_fifth_of_the_pixels_of_tiles() -> None:
    def seen(views: tuple[View, ...]) -> float:
        return sum(view.width * view.height * view.scale**2 for view in views)

    full = tiles.plan(*PHOTO, 1280)
    assert seen(closer_looks.overview(*PHOTO, 1280)) < 0.19 * seen(full)


@given(
    st.lists(
        st.tuples(st.floats(0, 4000), st.floats(0, 2990), st.floats(2, 32), st.floats(0.01, 1)),
        max_size=40,
    )
)
def test_every_small_candidate_is_seen_closer_with_its_surroundings(
    found: list[tuple[float, float, float, float]],
) -> None:
    candidates = [candidate(*each) for each in found]
    windows = closer_looks.around(candidates, *PHOTO)
    assert len(windows) <= len(candidates)
    for seen in candidates:
        assert any(
            view.box[0] <= max(0, seen.box[0] - MARGIN_PX)
            and view.box[1] <= max(0, seen.box[1] - MARGIN_PX)
            and view.box[2] >= min(PHOTO[0], seen.box[2] + MARGIN_PX, PHOTO[0])
            and view.box[3] >= min(PHOTO[1], seen.box[3] + MARGIN_PX, PHOTO[1])
            for view in windows
        )
    assert all(
        (view.width, view.height, view.scale) == (WINDOW_PX,) * 2 + (1.0,) for view in windows
    )


def test_neighbours_share_a_look_and_large_or_near_ones_need_none() -> None:
    near = [candidate(1000, 1000, score=0.9), candidate(1060, 1020)]
    assert len(closer_looks.around(near, *PHOTO)) == 1
    assert closer_looks.around([candidate(0, 0, side=WINDOW_PX)], *PHOTO) == ()
    full = View(x=0, y=0, width=900, height=700)
    seen = Sighting(view=full, box=(10, 10, 40, 40), scores=(0.5,))
    assert closer_looks.around([seen], 900, 700) == ()


class FaintNetwork(RedNetwork):
    """Sees red surely at full resolution, and faintly where the photo is shrunk."""

    def forward(self, images: Sequence[Pixels], confidence: float) -> list[RawBoxes]:
        self.scores = (0.02, 0.05) if images[0].shape[1] > WINDOW_PX else (0.1, 0.7)
        return super().forward(images, confidence)


@pytest.mark.parametrize("confidence", [0.02, 0.25])
def test_a_faint_candidate_becomes_a_detection_when_it_is_seen_closer(confidence: float) -> None:
    network = FaintNetwork()
    detector = TiledDetector(network, image_size=1280, confidence=0.25, candidate_score=0.01)
    (found,) = detector.detect(street(4032, 3024, 3000, 1203), confidence=confidence)
    assert found.box == pytest.approx((3000, 1203, 3060, 1263), abs=1)
    assert found.confidence == pytest.approx(0.7)
    assert len(network.shapes) == 3  # the whole, four pieces together, one window


def test_without_candidates_nothing_is_seen_closer() -> None:
    network = RedNetwork()
    detector = TiledDetector(network, image_size=1280, confidence=0.25, candidate_score=0.01)
    assert detector.detect(np.full((3024, 4032, 3), 128, dtype=np.uint8)) == ()
    assert len(network.shapes) == 2
