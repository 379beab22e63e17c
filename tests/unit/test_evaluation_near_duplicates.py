from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from evaluation.datasets.near_duplicates import find_near_duplicates, perceptual_hash
from evaluation.datasets.truth import LabelledPhoto


def _picture(seed: int) -> Image.Image:
    coarse = np.random.default_rng(seed).integers(0, 255, (12, 16, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((640, 480), Image.Resampling.BICUBIC)


def _bytes(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def _photo(name: str, split: str | None) -> LabelledPhoto:
    return LabelledPhoto(name=name, path=Path(name), sha256=name, width=1, height=1, split=split)


def test_a_shrunk_copy_is_a_near_duplicate_and_another_photo_is_not() -> None:
    first = _picture(1)
    contents = [
        _bytes(first, quality=95),
        _bytes(_picture(2)),
        _bytes(first.resize((320, 240)), quality=40),
    ]
    photos = [_photo("a", "train"), _photo("b", "train"), _photo("c", "test")]
    findings = find_near_duplicates(photos, [perceptual_hash(one) for one in contents])
    assert [(one.code, one.where) for one in findings] == [("near_duplicate_across_splits", "c")]
    assert "a" in findings[0].message


def test_pairs_across_splits_come_first() -> None:
    photos = [_photo("a", "train"), _photo("b", "train"), _photo("c", "val")]
    findings = find_near_duplicates(photos, [0b0, 0b1, 0b11])
    assert [one.code for one in findings] == [
        "near_duplicate_across_splits",
        "near_duplicate_across_splits",
        "near_duplicate",
    ]


def test_seven_bits_apart_is_another_photo() -> None:
    photos = [_photo("a", None), _photo("b", None)]
    assert find_near_duplicates(photos, [0, 0b111111])
    assert not find_near_duplicates(photos, [0, 0b1111111])


def test_a_turned_photo_is_hashed_upright() -> None:
    upright = _picture(3)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = _bytes(upright.transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif)
    distance = (perceptual_hash(turned) ^ perceptual_hash(_bytes(upright, "PNG"))).bit_count()
    assert distance <= 2
