"""Tiles cover the photo, and what they saw is put together without double boxes."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection import tiles
from detection.pyramid import Pyramid
from detection.record import Box
from detection.tiles import Sighting, View

SIZE = 1280
PHOTO = (4032, 3024)


def sighting(view: View, box: Box, confidence: float = 0.5) -> Sighting:
    return Sighting(view=view, box=box, scores=(confidence, 0.01))


def seen_by_all(box: Box, confidence: float = 0.5) -> list[Sighting]:
    """What a perfect network reports of one camera: each view's visible part of it."""
    found = []
    for view in tiles.plan(*PHOTO, SIZE):
        x1, y1, x2, y2 = view.box
        part = (max(box[0], x1), max(box[1], y1), min(box[2], x2), min(box[3], y2))
        if part[0] < part[2] and part[1] < part[3]:
            found.append(sighting(view, part, confidence))
    return found


@given(st.integers(32, 9000), st.integers(32, 9000))
def test_tiles_cover_every_pixel_and_share_their_shape(width: int, height: int) -> None:
    whole, *parts = tiles.plan(width, height, SIZE)
    assert (whole.width, whole.height) == (width, height)
    assert max(width, height) * whole.scale <= SIZE + 1e-6
    if max(width, height) <= SIZE:
        assert parts == []
        return
    assert len({(part.width, part.height) for part in parts}) == 1
    for axis, length, size in ((0, width, parts[0].width), (1, height, parts[0].height)):
        starts = sorted({(part.x, part.y)[axis] for part in parts})
        assert starts[0] == 0
        assert starts[-1] + size == length
        for here, there in itertools.pairwise(starts):
            assert here + size - there >= tiles.OVERLAP * size - 1


def test_a_small_photo_is_seen_untouched() -> None:
    pixels = np.zeros((700, 900, 3), dtype=np.uint8)
    (view,) = tiles.plan(900, 700, SIZE)
    assert Pyramid(pixels).crop(view) is not None
    assert Pyramid(pixels).crop(view).shape == pixels.shape
    assert np.shares_memory(Pyramid(pixels).crop(view), pixels)


def test_a_small_photo_is_enlarged_to_fill_the_tile_but_not_beyond_the_limit() -> None:
    (filled,) = tiles.plan(900, 700, SIZE, enlarge=4.0)
    assert filled.scale * 900 == pytest.approx(SIZE)
    (limited,) = tiles.plan(200, 100, SIZE, enlarge=1.5)
    pixels = np.zeros((100, 200, 3), dtype=np.uint8)
    assert Pyramid(pixels).crop(limited).shape == (150, 300, 3)
    assert tiles.plan(*PHOTO, SIZE, enlarge=1.5) == tiles.plan(*PHOTO, SIZE)


def test_the_whole_photo_is_shrunk_to_the_size_of_the_network() -> None:
    whole = tiles.plan(*PHOTO, SIZE)[0]
    shrunk = Pyramid(np.zeros((PHOTO[1], PHOTO[0], 3), dtype=np.uint8)).crop(whole)
    assert shrunk.shape == (960, 1280, 3)


@given(
    st.floats(0, PHOTO[0] - 200),
    st.floats(0, PHOTO[1] - 200),
    st.floats(12, 190),
    st.floats(12, 190),
)
def test_one_camera_anywhere_gives_one_box(x: float, y: float, width: float, height: float) -> None:
    box = (x, y, x + width, y + height)
    (merged,) = tiles.merge(seen_by_all(box), *PHOTO)
    assert merged.box == pytest.approx(box, abs=1e-6)


def test_pieces_of_a_camera_larger_than_the_overlap_are_united() -> None:
    box = (700.0, 300.0, 1900.0, 900.0)
    pieces = [seen for seen in seen_by_all(box) if seen.view.scale == 1.0]
    assert len(pieces) >= 2
    (merged,) = tiles.merge(pieces, *PHOTO)
    assert merged.box == pytest.approx(box)


def test_neighbours_on_one_pole_stay_two() -> None:
    first, second = (1000.0, 500.0, 1050.0, 540.0), (1046.0, 500.0, 1096.0, 540.0)
    merged = tiles.merge(seen_by_all(first, 0.9) + seen_by_all(second, 0.6), *PHOTO)
    assert [seen.box for seen in merged] == [pytest.approx(first), pytest.approx(second)]


def test_the_box_of_the_finer_view_is_kept_with_the_higher_confidence() -> None:
    whole, tile, *_ = tiles.plan(*PHOTO, SIZE)
    rough, fine = (96.0, 96.0, 160.0, 160.0), (100.0, 100.0, 155.0, 150.0)
    (merged,) = tiles.merge([sighting(whole, rough, 0.9), sighting(tile, fine, 0.4)], *PHOTO)
    assert merged.box == fine
    assert merged.confidence == 0.9


def test_a_piece_inside_the_whole_camera_does_not_count_twice() -> None:
    whole, tile, *_ = tiles.plan(*PHOTO, SIZE)
    camera, lens = (100.0, 100.0, 900.0, 700.0), (150.0, 300.0, 350.0, 500.0)
    (merged,) = tiles.merge([sighting(whole, camera, 0.8), sighting(tile, lens, 0.5)], *PHOTO)
    assert merged.box == camera


def test_boxes_that_one_view_told_apart_are_not_merged() -> None:
    whole = tiles.plan(800, 600, SIZE)[0]
    boxes = [(10.0, 10.0, 60.0, 60.0), (20.0, 10.0, 70.0, 60.0)]
    merged = tiles.merge([sighting(whole, box) for box in boxes], 800, 600)
    assert len(merged) == 2
