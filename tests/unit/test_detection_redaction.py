"""Faces and plates are hidden for good, whole and with a margin; cameras are not."""

import io
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from detection import registry, shown
from detection.photo import Pixels
from detection.record import Box
from detection.redaction import GRID, SEARCH_SIDE_PX, Redactor, hide
from detection.registry import ModelError
from detection.shown import draw

FACE = Path(mpl.get_data_path()) / "sample_data" / "grace_hopper.jpg"
"""A portrait in the public domain, which matplotlib ships."""


class FindsThese:
    def __init__(self, *boxes: Box) -> None:
        self.boxes = boxes
        self.seen: list[tuple[int, ...]] = []

    def find(self, pixels: Pixels) -> list[Box]:
        self.seen.append(pixels.shape)
        return list(self.boxes)


def noise(height: int = 200, width: int = 300, seed: int = 1) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def decoded(jpeg: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))


def unrest(pixels: Pixels) -> float:
    """Mean difference of neighbours: what is left of anything that could be recognised."""
    return float(np.abs(np.diff(pixels.astype(int), axis=1)).mean())


def test_no_more_than_a_grid_of_colours_is_left() -> None:
    """Two different faces with the same mean colours of the grid become the same."""
    box = (60.0, 40.0, 120.0, 100.0)
    first = noise(160, 180)
    second = first.copy()
    area = np.s_[25:115, 45:135]  # the box and a quarter of its sides around
    cells = second[area].reshape(GRID, 30, GRID, 30, 3)
    second[area] = cells[:, ::-1, :, ::-1].reshape(90, 90, 3)  # each cell turned by half
    assert (first[area] != second[area]).mean() > 0.9
    assert np.array_equal(hide(first, [box])[area], hide(second, [box])[area])


def test_the_box_and_its_margin_are_hidden_and_nothing_else() -> None:
    pixels = noise()
    hidden = hide(pixels, [(100, 50, 140, 90)])
    changed = (hidden != pixels).any(axis=2)
    assert changed[40:100, 90:150].mean() > 0.95
    changed[40:100, 90:150] = False
    assert not changed.any()


def test_a_tiny_face_has_a_margin_too() -> None:
    changed = (hide(noise(), [(100, 50, 104, 54)]) != noise()).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (47, 56, 97, 106)


@pytest.mark.parametrize("box", [(-30, -20, 10, 10), (290, 190, 400, 400), (500, 500, 600, 600)])
def test_boxes_over_the_edge_do_no_harm(box: Box) -> None:
    assert hide(noise(), [box]).shape == (200, 300, 3)


def test_a_camera_under_a_wrongly_found_face_stays_as_it_is() -> None:
    pixels, camera = noise(), (105.0, 55.0, 130.0, 80.0)
    hidden = hide(pixels, [(100, 50, 140, 90)], spared=[camera])
    assert np.array_equal(hidden[55:80, 105:130], pixels[55:80, 105:130])
    assert (hidden[82:88, 100:140] != pixels[82:88, 100:140]).mean() > 0.9


def test_large_photos_are_searched_smaller_and_hidden_at_their_own_size() -> None:
    finder = FindsThese((100, 50, 140, 90))
    pixels = noise(1200, 2 * SEARCH_SIDE_PX)
    changed = (Redactor(finder).redact(pixels) != pixels).any(axis=2)
    assert finder.seen == [(600, SEARCH_SIDE_PX, 3)]
    assert changed[80:200, 180:300].mean() > 0.95
    assert not changed[:, 320:].any()


def test_pictures_show_no_face_in_photo_or_crop() -> None:
    pixels = np.full((400, 600, 3), 255, dtype=np.uint8)
    camera, face = (280.0, 60.0, 320.0, 100.0), (290.0, 105.0, 312.0, 130.0)
    pixels[105:130, 290:312] = noise(25, 22)
    open_, safe = (
        draw(pixels, [camera], redactor) for redactor in (Redactor(), Redactor(FindsThese(face)))
    )
    for before, after in ((open_.photo, safe.photo), (open_.crops[0], safe.crops[0])):
        assert unrest(decoded(after)) < 0.2 * unrest(decoded(before))


def test_pictures_are_small_and_carry_no_metadata() -> None:
    drawn = draw(noise(2400, 3200), [(10.0, 10.0, 20.0, 20.0)], Redactor())
    picture = Image.open(io.BytesIO(drawn.photo))
    assert picture.size == (1600, 1200)
    assert not picture.getexif()
    crop = Image.open(io.BytesIO(drawn.crops[0]))
    assert crop.size == (shown.CROP_SIDE_PX,) * 2


def test_the_shipped_networks_hide_a_face_at_several_sizes() -> None:
    redactor = registry.load_redactor()
    portrait = Image.open(FACE).convert("RGB")
    for side in (600, 200, 60):
        pixels = np.full((640, 640, 3), 200, dtype=np.uint8)
        width = round(side * portrait.width / portrait.height)
        pixels[:side, :width] = np.asarray(portrait.resize((width, side)))
        hidden = redactor.redact(pixels)
        eyes = np.s_[round(side * 0.32) : round(side * 0.4), round(width * 0.42) : width * 6 // 10]
        assert unrest(hidden[eyes]) < 0.25 * unrest(pixels[eyes]), f"seen at {side} pixels"


def test_a_changed_model_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "registry.toml").write_text(
        '[redaction.faces]\nfile = "a.onnx"\nsha256 = "00"\n'
        '[redaction.plates]\nfile = "a.onnx"\nsha256 = "00"\n'
    )
    (tmp_path / "a.onnx").write_bytes(b"another")
    with pytest.raises(ModelError, match="not the file that the registry describes"):
        registry.load_redactor(tmp_path)
    (tmp_path / "registry.toml").write_text("")
    with pytest.raises(ModelError, match="cannot be read as a model registry"):
        registry.load_redactor(tmp_path)
