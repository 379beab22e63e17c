"""samples/truth.json against geometry that does not come from the renderer."""

import json
import math
from pathlib import Path

import pytest
from PIL import Image
from pyproj import Geod

from detection.record import Housing
from training.samples import PLANNED_PHOTOS
from training.truth import SeenCamera, TrueCamera, TruePhoto, read_photos, write_truth

_SAMPLES = Path(__file__).parents[2] / "samples"
_TRUTH = json.loads((_SAMPLES / "truth.json").read_text(encoding="utf-8"))
_CAMERAS = {camera["camera"]: camera for camera in _TRUTH["cameras"]}
_FOCAL_LENGTHS = {photo.name: photo.focal_length_35mm for photo in PLANNED_PHOTOS}
_ROLLS = {photo.name: photo.roll_deg for photo in PLANNED_PHOTOS}
_EYE_HEIGHT_M = 1.62


@pytest.mark.parametrize("photo", _TRUTH["photos"], ids=lambda photo: photo["photo"])
def test_boxes_lie_where_the_cameras_are(photo: dict) -> None:  # type: ignore[type-arg]
    """Bearing and elevation of each camera, from degrees alone, lead into its box."""
    focal_px = (
        math.hypot(photo["width"], photo["height"]) * _FOCAL_LENGTHS[photo["photo"]] / 43.2666
    )
    if _ROLLS[photo["photo"]]:
        pytest.skip("the photo is rolled")
    for seen in photo["boxes"]:
        camera = _CAMERAS[seen["camera"]]
        x1, _, x2, _ = seen["box"]
        if x1 <= 0 or x2 >= photo["width"]:
            continue  # cut by the edge: the visible middle is not that of the housing
        bearing, _, distance = Geod(ellps="WGS84").inv(
            photo["longitude"], photo["latitude"], camera["longitude"], camera["latitude"]
        )
        pitch = _pitch(photo["photo"])
        turn = math.radians(bearing - photo["heading_deg"])
        rise = camera["height_m"] - _EYE_HEIGHT_M
        ahead, aside = distance * math.cos(turn), distance * math.sin(turn)
        depth = ahead * math.cos(pitch) + rise * math.sin(pitch)
        x = photo["width"] / 2 + focal_px * aside / depth
        margin = 0.35 * (x2 - x1) + 4
        assert x1 - margin < x < x2 + margin, seen["camera"]


def _pitch(name: str) -> float:
    plan = next(photo for photo in PLANNED_PHOTOS if photo.name == name)
    flat = math.dist(plan.eye, plan.target[:2])
    return math.atan2(plan.target[2] - _EYE_HEIGHT_M, flat)


def test_samples_are_what_truth_says() -> None:
    for photo in _TRUTH["photos"]:
        if photo["photo"].endswith(".heic"):
            continue
        with Image.open(_SAMPLES / photo["photo"]) as image:
            turned = image.getexif().get(0x0112, 1) == 6
            size = image.size[::-1] if turned else image.size
        assert size == (photo["width"], photo["height"])
        for seen in photo["boxes"]:
            x1, y1, x2, y2 = seen["box"]
            assert 0 <= x1 < x2 <= photo["width"]
            assert 0 <= y1 < y2 <= photo["height"]
            assert seen["housing"] == _CAMERAS[seen["camera"]]["housing"]


def test_truth_survives_the_round_trip(tmp_path: Path) -> None:
    photo = TruePhoto(
        photo="a.jpg",
        latitude=44.8,
        longitude=20.4,
        heading_deg=12.25,
        width=100,
        height=80,
        boxes=(SeenCamera(camera="A1", housing=Housing.DOME, box=(1.0, 2.0, 3.0, 4.0)),),
    )
    camera = TrueCamera(
        camera="A1", housing=Housing.DOME, latitude=44.8, longitude=20.4, height_m=3.0
    )
    path = tmp_path / "truth.json"
    write_truth(path, [camera], [photo])
    assert read_photos(path) == {"a.jpg": photo}
    assert read_photos(tmp_path / "none.json") == {}
