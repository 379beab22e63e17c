"""Render single housings and look-alikes, transparent, for `training.compose`. Needs `bpy`.

Each crop is an RGBA PNG (the wall is only there as a shadow) with a JSON sidecar:
`{"kind": "bullet", "box": [x1, y1, x2, y2], "lookalike": false}`; the box is that of the housing.
"""

import json
import math
from pathlib import Path
from random import Random

import bpy
import cv2
import numpy as np
from numpy.typing import NDArray

from detection.record import Box, Housing
from training import scene
from training.device import Device
from training.ground import Lens, Standpoint
from training.housings import build_housing
from training.lens import film_curve
from training.lookalikes import LOOKALIKE_BUILDERS, build_lookalike
from training.lookalikes_trial import TRIAL_BUILDERS
from training.meshes import corners
from training.pose import move
from training.solids import Block, Finish, Tube

__all__ = ["render_crops"]

_HOUSING_SHARE = 0.72
_WEIGHTS = {
    Housing.BULLET: 0.3,
    Housing.DOME: 0.17,
    Housing.TURRET: 0.17,
    Housing.PTZ: 0.14,
    Housing.BOX: 0.13,
    Housing.ALPR: 0.09,
}
_MARGIN = 1.7


def render_crops(  # noqa: PLR0913 - each is an option of the command
    folder: Path,
    *,
    count: int,
    seed: int,
    size_px: int,
    samples: int,
    trial: bool = False,
    only: Housing | None = None,
) -> None:
    """Render `count` crops; those that are there already are kept.

    For a trial, the types are equally frequent and the look-alikes those of `lookalikes_trial`.
    `only` renders cameras of one type, and neither others nor look-alikes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        sidecar = folder / f"{seed:03d}-{number:05d}.json"
        if sidecar.exists():
            continue
        random = Random(seed * 1_000_003 + number)  # noqa: S311 - seeded on purpose
        if only:
            device, lookalike = _camera(only, random), False
        else:
            device, lookalike = _draw_trial(random, number) if trial else _draw(random)
        light, box = _render(device, random, size_px=size_px, samples=samples)
        cv2.imwrite(str(sidecar.with_suffix(".png")), _to_bgra(light, random.uniform(0.75, 1.3)))
        entry = {
            "kind": device.kind,
            "box": [round(side, 1) for side in box],
            "lookalike": lookalike,
        }
        sidecar.write_text(json.dumps(entry))


def _draw(random: Random) -> tuple[Device, bool]:
    if random.random() > _HOUSING_SHARE:
        return build_lookalike(random.choice(sorted(LOOKALIKE_BUILDERS)), random), True
    housing = random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    return _camera(housing, random), False


def _draw_trial(random: Random, number: int) -> tuple[Device, bool]:
    """Give cameras and look-alikes in turn."""
    if number % 2:
        return TRIAL_BUILDERS[random.choice(sorted(TRIAL_BUILDERS))](random), True
    return _camera(tuple(_WEIGHTS)[number // 2 % len(_WEIGHTS)], random), False


def _camera(housing: Housing, random: Random) -> Device:
    yaw, tilt = random.uniform(-1.4, 1.4), random.uniform(0, 0.7)
    reach = random.choice((0.0, 0.0, 0.1))
    return build_housing(housing, random, yaw_rad=yaw, tilt_rad=tilt, reach_m=reach)


def _render(
    device: Device, random: Random, *, size_px: int, samples: int
) -> tuple[NDArray[np.float32], Box]:
    scene.clear(threads=1)  # small pictures: many processes beat many threads
    scene.add((*device.housing, *device.fixture), "device")
    if device.kind == "alpr" or random.random() < 0.15:
        paint = Finish(colour=(0.2, 0.2, 0.2), roughness=0.5, dirt=0.4)
        mast = Tube(points=((0, 0.05, -3), (0, 0.05, 3)), radius=0.05, finish=paint)
        scene.add([mast], "pole")
    else:
        wall = Finish(colour=(random.uniform(0.2, 0.65),) * 3, roughness=0.9)
        scene.add([Block(size=(8, 0.2, 8), finish=wall, pose=move(0, 0.1, 0))], "wall")
        bpy.data.objects["wall"].is_shadow_catcher = True
    scene.set_sky(
        sun_angle_rad=random.uniform(-math.pi, 0),
        sun_elevation_deg=random.uniform(15, 65),
        cloudy=random.random() < 0.45,
    )
    standpoint, lens = _frame(corners(device.housing), random, size_px)
    scene.set_lens(standpoint, lens)
    light = scene.render_light(samples=samples, seed=random.randrange(9999), transparent=True)
    seen = standpoint.project(corners(device.housing), lens)[:, :2]
    (x1, y1), (x2, y2) = seen.min(axis=0), seen.max(axis=0)
    return light, (float(x1), float(y1), float(x2), float(y2))


def _frame(points: NDArray[np.float64], random: Random, size_px: int) -> tuple[Standpoint, Lens]:
    """Stand somewhere below in front, and zoom until the housing fills the crop."""
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    distance = random.uniform(2.5, 14)
    aside = max(-1.3, min(1.3, random.gauss(0, 0.65)))
    below = random.uniform(-0.05, 0.95)
    towards = np.array(
        [math.sin(aside) * math.cos(below), -math.cos(aside) * math.cos(below), -math.sin(below)]
    )
    eye = middle + distance * towards
    standpoint = Standpoint(
        eye=(float(eye[0]), float(eye[1]), float(eye[2])),
        target=(float(middle[0]), float(middle[1]), float(middle[2])),
        roll_deg=random.gauss(0, 3),
    )
    unit = Lens(width=size_px, height=size_px, focal_length_35mm=10.0)
    offsets = standpoint.project(points, unit)[:, :2] - size_px / 2
    zoom = size_px / 2 / (float(np.abs(offsets).max()) * _MARGIN)
    return standpoint, Lens(width=size_px, height=size_px, focal_length_35mm=10.0 * zoom)


def _to_bgra(light: NDArray[np.float32], exposure: float) -> NDArray[np.uint8]:
    alpha = np.clip(light[..., 3:], 0, 1)
    straight = light[..., :3] / np.maximum(alpha, 1e-3) * exposure
    colour = film_curve(np.asarray(straight, dtype=np.float32))
    rgba = np.concatenate([colour[..., ::-1], alpha], axis=2)
    return np.asarray(np.clip(rgba * 255 + 0.5, 0, 255), dtype=np.uint8)
