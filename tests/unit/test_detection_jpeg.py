"""JPEGs decoded into memory that is there already give what a plain decoder gives, or nothing."""

import io

import numpy as np
import pytest
from PIL import Image

from detection import jpeg
from detection.pixels import Pixels
from tests.builders import encoded

NOISE = np.random.default_rng(1).integers(0, 255, (120, 200, 3), dtype=np.uint8)
WHOLE = encoded(Image.fromarray(NOISE))


def progressive() -> bytes:
    stream = io.BytesIO()
    Image.fromarray(NOISE).save(stream, "JPEG", progressive=True)
    return stream.getvalue()


def grey(height: int, width: int) -> Pixels:
    return np.full((height, width, 3), 7, dtype=np.uint8)


@pytest.mark.parametrize("data", [WHOLE, progressive(), WHOLE + b"behind the end"])
def test_both_ways_give_the_same_pixels(data: bytes) -> None:
    target, plain = grey(120, 200), jpeg.decode(data)
    assert jpeg.decode_into(data, target)
    assert plain is not None
    assert np.array_equal(target, plain)


@pytest.mark.parametrize(
    "data",
    [
        WHOLE[: len(WHOLE) // 2],
        WHOLE[:-2],
        progressive()[:-2],
        progressive()[:4000],
        WHOLE[:20],
        b"\xff\xd8",
        b"",
        WHOLE.replace(b"\xff\xc4", b"\xff\xc5"),
        WHOLE.replace(b"\xff\xc0\0\x11\x08", b"\xff\xc0\0\x11\x0c"),
    ],
)
def test_what_is_not_whole_is_left_to_others(data: bytes) -> None:
    assert not jpeg.decode_into(data, grey(120, 200))


def test_a_photo_of_another_size_than_expected_is_left_to_others() -> None:
    assert not jpeg.decode_into(WHOLE, grey(200, 120))


def test_a_hole_is_told_from_a_whole_file() -> None:
    middle = len(WHOLE) // 2
    for length in (jpeg.ZERO_RUN_BYTES, jpeg.ZERO_RUN_BYTES + 9):
        assert jpeg.has_zeroed_block(WHOLE[:middle] + bytes(length) + WHOLE[middle + length :])
    short = jpeg.ZERO_RUN_BYTES - 10
    assert not jpeg.has_zeroed_block(WHOLE[:middle] + bytes(short) + WHOLE[middle + short :])
    assert not jpeg.has_zeroed_block(WHOLE)
    assert not jpeg.has_zeroed_block(WHOLE + bytes(1000))
