"""Render the sample photos: `python -m training render scenes`. Needs `bpy`."""

import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training import scene
from training.device import Device
from training.exif import Shot, disturbed, write_exif
from training.ground import BELGRADE_STREET, Lens, Standpoint
from training.housings import build_housing
from training.lens import develop
from training.samples import PLANNED_CAMERAS, PLANNED_PHOTOS, PlannedCamera, PlannedPhoto
from training.sight import Sight
from training.street import Post, build_street
from training.sun import sun_position
from training.truth import SeenCamera, TruePhoto, read_photos, true_camera, write_truth

if TYPE_CHECKING:
    from training.solids import Solid

__all__ = ["RenderSettings", "render_samples"]

_LONG_SIDE_PX, _SHORT_SIDE_PX = 2400, 1800
_EYE_HEIGHT_M = 1.62
_HEADING_SIGMA_DEG = 6.0
_DECLINATION_DEG = 5.2
"""Of Belgrade in 2026, east positive: a compass there shows the true bearing less this."""
_ALTITUDE_M = 104.0
_MIN_VISIBLE, _MIN_PIXELS = 0.3, 10.0
_JPEG_QUALITY = 91


@dataclass(frozen=True, kw_only=True, slots=True)
class RenderSettings:
    """How well and how large to render; `scale` below 1 gives a quick look."""

    seed: int = 11
    samples: int = 6
    scale: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Installed:
    planned: PlannedCamera
    device: Device


def render_samples(folder: Path, settings: RenderSettings, *, only: Sequence[str] = ()) -> None:
    """Render the planned photos into a folder, with truth.json after each of them.

    A photo whose picture and entry in truth.json are there already is kept, so that a broken
    run goes on where it stopped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    installed, sight = _build(settings.seed)
    cameras = [
        true_camera(one.planned.name, one.planned.housing, one.device, BELGRADE_STREET)
        for one in installed
    ]
    truths = read_photos(folder / "truth.json")
    for photo in PLANNED_PHOTOS:
        if (only and photo.name not in only) or (
            photo.name in truths and (folder / photo.name).exists()
        ):
            continue
        started = time.monotonic()
        truth = _render_photo(folder, photo, installed, sight, settings)
        truths[photo.name] = truth
        write_truth(folder / "truth.json", cameras, truths.values())
        found = ", ".join(f"{c.camera} {c.box[2] - c.box[0]:.0f} px" for c in truth.boxes)
        seconds = time.monotonic() - started
        print(f"{photo.name}: {seconds:.0f} s, {found}", file=sys.stderr, flush=True)  # noqa: T201


def _build(seed: int) -> tuple[list[_Installed], Sight]:
    scene.clear()
    street = build_street(seed, [camera.spot for camera in PLANNED_CAMERAS])
    scene.add(street.solids, "street")
    installed = []
    things: dict[str, list[Solid]] = {"street": street.solids}
    for camera in PLANNED_CAMERAS:
        model = build_housing(
            camera.housing,
            Random(camera.seed),  # noqa: S311 - seeded on purpose
            yaw_rad=math.radians(camera.yaw_deg),
            tilt_rad=math.radians(camera.tilt_deg),
            reach_m=0.12 if isinstance(camera.spot, Post) else 0.0,
        )
        device = model.at(street.frame(camera.spot))
        scene.add(device.housing, camera.name)
        scene.add(device.fixture, "fixture")
        things["street"] = [*things["street"], *device.fixture]
        things[camera.name] = list(device.housing)
        installed.append(_Installed(planned=camera, device=device))
    return installed, Sight(things)


def _render_photo(
    folder: Path,
    photo: PlannedPhoto,
    installed: list[_Installed],
    sight: Sight,
    settings: RenderSettings,
) -> TruePhoto:
    sides = (round(_LONG_SIDE_PX * settings.scale), round(_SHORT_SIDE_PX * settings.scale))
    width, height = sides[::-1] if photo.portrait else sides
    lens = Lens(width=width, height=height, focal_length_35mm=photo.focal_length_35mm)
    standpoint = Standpoint(
        eye=(*photo.eye, _EYE_HEIGHT_M), target=photo.target, roll_deg=photo.roll_deg
    )
    latitude, longitude = BELGRADE_STREET.position(*photo.eye)
    azimuth, elevation = sun_position(photo.taken_at, latitude, longitude)
    scene.set_sky(
        sun_angle_rad=BELGRADE_STREET.street_angle_rad(azimuth),
        sun_elevation_deg=elevation,
        cloudy=photo.cloudy,
    )
    scene.set_lens(standpoint, lens)
    number = PLANNED_PHOTOS.index(photo)
    light = scene.render_light(samples=settings.samples, seed=settings.seed + number)
    _save(
        folder / photo.name,
        develop(light[..., :3], settings.seed + number),
        photo,
        Random(settings.seed * 100 + number),  # noqa: S311 - seeded on purpose
    )
    dx, dy = (photo.target[axis] - photo.eye[axis] for axis in (0, 1))
    return TruePhoto(
        photo=photo.name,
        latitude=latitude,
        longitude=longitude,
        heading_deg=BELGRADE_STREET.bearing_deg(dx, dy),
        width=width,
        height=height,
        boxes=tuple(_seen(installed, sight, standpoint, lens)),
    )


def _seen(
    installed: list[_Installed], sight: Sight, standpoint: Standpoint, lens: Lens
) -> list[SeenCamera]:
    seen = []
    for one in installed:
        found = sight.visible_box(one.device.housing, one.planned.name, standpoint, lens)
        if found is None or found[1] < _MIN_VISIBLE:
            continue
        box = found[0]
        if max(box[2] - box[0], box[3] - box[1]) >= _MIN_PIXELS:
            seen.append(SeenCamera(camera=one.planned.name, housing=one.planned.housing, box=box))
    return seen


def _save(path: Path, pixels: NDArray[np.uint8], photo: PlannedPhoto, random: Random) -> None:
    latitude, longitude = BELGRADE_STREET.position(*photo.eye)
    dx, dy = (photo.target[axis] - photo.eye[axis] for axis in (0, 1))
    true = Shot(
        taken_at=photo.taken_at,
        focal_length_35mm=photo.focal_length_35mm,
        latitude=latitude if photo.has_position else None,
        longitude=longitude if photo.has_position else None,
        accuracy_m=photo.accuracy_m,
        altitude_m=_ALTITUDE_M + random.gauss(0, 5),
        heading_deg=BELGRADE_STREET.bearing_deg(dx, dy) if photo.has_heading else None,
        magnetic=photo.magnetic,
        orientation=6 if photo.portrait else 1,
    )
    shot = disturbed(
        true, random, heading_sigma_deg=_HEADING_SIGMA_DEG, declination_deg=_DECLINATION_DEG
    )
    picture = Image.fromarray(pixels)
    if photo.portrait:  # stored lying, as phones do: orientation 6 turns it upright
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    if path.suffix == ".heic":
        # GPL, a tool of the developers: only to write this one file
        from pillow_heif import register_heif_opener  # noqa: PLC0415

        register_heif_opener()
        picture.save(path, quality=70, exif=write_exif(shot).tobytes())
    else:
        picture.save(path, quality=_JPEG_QUALITY, exif=write_exif(shot).tobytes())
