"""Views cut from halves show what views cut from the photo show."""

import cv2
import numpy as np
import pytest

from detection.pixels import Pixels
from detection.pyramid import Pyramid
from detection.tiles import View

NOISE = np.random.default_rng(1).integers(0, 255, (768, 1024, 3), dtype=np.uint8)
PHOTO = np.asarray(cv2.GaussianBlur(NOISE, (0, 0), 3), dtype=np.uint8)


def at_once(view: View) -> Pixels:
    part = PHOTO[view.y : view.y + view.height, view.x : view.x + view.width]
    size = (round(view.width * view.scale), round(view.height * view.scale))
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


@pytest.mark.parametrize("start", [0, 2, 100])
def test_pieces_at_half_resolution_are_the_same(start: int) -> None:
    view = View(x=start, y=start, width=400, height=300, scale=0.5)
    assert np.array_equal(Pyramid(PHOTO).crop(view), at_once(view))


@pytest.mark.parametrize("scale", [0.4, 0.25, 0.16, 0.1])
@pytest.mark.parametrize("cut", [0, 1, 2])
def test_smaller_ones_are_nearly_the_same(scale: float, cut: int) -> None:
    view = View(x=0, y=0, width=1024 - cut, height=768, scale=scale)
    found, expected = Pyramid(PHOTO).crop(view), at_once(view)
    assert found.shape == expected.shape
    assert np.abs(found.astype(int) - expected).mean() < 2


def test_the_photo_itself_is_not_copied() -> None:
    assert np.shares_memory(Pyramid(PHOTO).crop(View(x=8, y=9, width=20, height=30)), PHOTO)
