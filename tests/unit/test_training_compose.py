"""Composition of tiles: boxes stay true, shares are kept, unsure cameras vanish."""

import json
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest

from detection.record import Box, Housing
from training.compose import ComposeSettings, Material, compose, compose_tile
from training.cutouts import Cutout, cut_from_photo, paste, read_cutouts
from training.dataset import (
    LabelledPhoto,
    parse_ranges,
    read_photos,
    yolo_lines,
)
from training.recipes import Recipe


def _cutout(*, lookalike: bool = False) -> Cutout:
    pixels = np.zeros((60, 80, 4), dtype=np.float32)
    pixels[20:40, 20:60] = (10, 10, 10, 255)
    return Cutout(
        kind="lantern" if lookalike else "bullet",
        lookalike=lookalike,
        pixels=pixels,
        box=(20, 20, 60, 40),
    )


def _photo(
    boxes: tuple[tuple[Housing, Box], ...] = (), unsure: tuple[Box, ...] = ()
) -> LabelledPhoto:
    pixels = np.full((500, 700, 3), 90, dtype=np.uint8)
    for x1, y1, x2, y2 in (*(box for _, box in boxes), *unsure):
        pixels[int(y1) : int(y2), int(x1) : int(x2)] = 250
    return LabelledPhoto(path=Path("p1.jpg"), pixels=pixels, boxes=boxes, unsure=unsure)


def test_a_pasted_cutout_fills_its_box() -> None:
    canvas = np.full((200, 200, 3), 60, dtype=np.float32)
    picture, (x1, y1, x2, y2) = paste(canvas, _cutout(), (50.0, 70.0), 1.0, Random(1))
    assert (x1, y1, x2, y2) == (50, 70, 90, 90)
    changed = np.argwhere(np.abs(picture - canvas).max(axis=2) > 8)
    assert np.abs(changed.min(axis=0) - (70, 50)).max() <= 2
    assert np.abs(changed.max(axis=0) - (89, 89)).max() <= 2


def test_a_mirrored_cutout_keeps_its_box_on_the_object() -> None:
    cutout = Cutout(
        kind="bullet", lookalike=False, pixels=_cutout().pixels[:, 10:], box=(10, 20, 50, 40)
    )
    x1, y1, x2, y2 = (int(side) for side in cutout.mirrored().box)
    assert cutout.mirrored().pixels[y1:y2, x1:x2, 3].min() == 255


def test_a_real_camera_is_cut_with_a_soft_rim() -> None:
    photo = _photo(((Housing.DOME, (100, 100, 140, 130)),))
    cutout = cut_from_photo(photo.pixels.astype(np.float32), (100, 100, 140, 130), "dome")
    x1, y1, x2, y2 = (int(side) for side in cutout.box)
    assert cutout.pixels[(y1 + y2) // 2, (x1 + x2) // 2, 3] > 200
    assert cutout.pixels[0, 0, 3] < 40
    assert cutout.pixels[y1 + 1 : y2 - 1, x1 + 1 : x2 - 1, :3].min() == 250


@pytest.mark.parametrize("seed", range(20))
def test_boxes_of_a_tile_lie_on_what_stands_out(seed: int) -> None:
    camera = _photo(((Housing.PTZ, (300, 200, 340, 240)),))
    material = Material(photos=[camera], backgrounds=[_photo()], cutouts=[_cutout()])
    picture, boxes = compose_tile(material, ComposeSettings(tile_px=320, moved=0), Random(seed))
    assert picture.shape == (320, 320, 3)
    for _, (x1, y1, x2, y2) in boxes:
        assert 0 <= x1 < x2 <= 320
        assert 0 <= y1 < y2 <= 320
        inside = picture[int(y1) : int(y2) + 1, int(x1) : int(x2) + 1].mean()
        assert abs(inside - np.median(picture)) > 15


def test_lookalikes_get_no_box() -> None:
    material = Material(photos=[], backgrounds=[_photo()], cutouts=[_cutout(lookalike=True)])
    assert all(not compose_tile(material, ComposeSettings(), Random(i))[1] for i in range(10))


def test_a_camera_of_unknown_type_is_painted_over() -> None:
    photo = _photo(((Housing.BOX, (300, 200, 340, 240)),), unsure=((350, 200, 390, 240),))
    material = Material(photos=[photo], backgrounds=[_photo()], cutouts=[])
    settings = ComposeSettings(tile_px=256, real=1, moved=0, rendered=0, empty=0)
    for seed in range(10):
        picture, boxes = compose_tile(material, settings, Random(seed))
        assert [housing for housing, _ in boxes] == [Housing.BOX]
        bright = (picture.mean(axis=2) > 0.75 * picture.max()).sum()
        x1, y1, x2, y2 = boxes[0][1]
        assert bright < 1.6 * (x2 - x1) * (y2 - y1) + 200


def test_a_dataset_is_written_and_read_back(tmp_path: Path) -> None:
    camera = _photo(((Housing.PTZ, (300, 200, 340, 240)),))
    material = Material(photos=[camera], backgrounds=[_photo()], cutouts=[_cutout()])
    compose(tmp_path, material, ComposeSettings(tile_px=160), train=6, val=2)
    assert len(list((tmp_path / "images/train").iterdir())) == 6
    assert (tmp_path / "data.yaml").read_text().count("\n") == 10
    again = tmp_path / "again"
    compose(again, material, ComposeSettings(tile_px=160), train=6, val=2)
    for path in (tmp_path / "labels/train").iterdir():
        assert path.read_text() == (again / "labels/train" / path.name).read_text()


def test_held_out_numbers_are_not_read(tmp_path: Path) -> None:
    for kind in ("images", "labels"):
        (tmp_path / kind).mkdir()
    for number in (7, 355, 360):
        cv2.imwrite(str(tmp_path / f"images/train_img_{number}.jpg"), _photo().pixels)
    (tmp_path / "labels/train_img_7.txt").write_text("2 0.5 0.5 0.1 0.2\n6 0.1 0.1 0.1 0.1\n")
    photos = read_photos([tmp_path], without=parse_ranges("355-368"))
    assert [photo.path.name for photo in photos] == ["train_img_7.jpg"]
    ((housing, box),) = photos[0].boxes
    assert housing is Housing.BULLET
    assert box == pytest.approx((315, 200, 385, 300))
    assert len(photos[0].unsure) == 1
    assert not photos[0].empty


def test_yolo_lines_are_fractions_of_the_tile() -> None:
    line = yolo_lines([(Housing.ALPR, (10, 20, 30, 60))], 100)
    assert line == "5 0.200000 0.400000 0.200000 0.400000\n"


def test_cutouts_without_alpha_are_passed_over(tmp_path: Path) -> None:
    entry = json.dumps({"kind": "dome", "box": [1, 1, 9, 9], "lookalike": False})
    for name, channels in (("good", 4), ("flat", 3)):
        cv2.imwrite(str(tmp_path / f"{name}.png"), np.full((10, 10, channels), 255, np.uint8))
        (tmp_path / f"{name}.json").write_text(entry)
    (tmp_path / "lost.json").write_text(entry)
    assert len(read_cutouts([tmp_path])) == 1


def test_without_backgrounds_there_is_nothing_to_compose() -> None:
    with pytest.raises(ValueError, match="background"):
        Material(photos=[], backgrounds=[], cutouts=[])


def test_a_single_recipe_may_be_asked_for() -> None:
    camera = _photo(((Housing.PTZ, (300, 200, 340, 240)),))
    material = Material(
        photos=[camera], backgrounds=[_photo()], cutouts=[_cutout(), _cutout(lookalike=True)]
    )
    rendered = ComposeSettings().only(Recipe.RENDERED)
    assert all(
        {housing for housing, _ in compose_tile(material, rendered, Random(i))[1]}
        == {Housing.BULLET}
        for i in range(6)
    )
    lookalikes = ComposeSettings().only(Recipe.LOOKALIKES)
    assert all(not compose_tile(material, lookalikes, Random(i))[1] for i in range(6))


def test_rendered_cameras_stand_for_real_ones_where_there_are_none() -> None:
    settings = ComposeSettings(real=0.5, moved=0.5, rendered=0, empty=0)
    material = Material(photos=[_photo()], backgrounds=[_photo()], cutouts=[_cutout()])
    assert all(compose_tile(material, settings, Random(i))[1] for i in range(6))


def test_kinds_kept_back_are_not_read(tmp_path: Path) -> None:
    for kind in ("dome", "lantern"):
        cv2.imwrite(str(tmp_path / f"{kind}.png"), np.zeros((8, 8, 4), dtype=np.uint8))
        entry = {"kind": kind, "box": [2, 2, 6, 6], "lookalike": kind == "lantern"}
        (tmp_path / f"{kind}.json").write_text(json.dumps(entry))
    assert [one.kind for one in read_cutouts([tmp_path], without=["lantern"])] == ["dome"]
