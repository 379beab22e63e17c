"""What the second network learns from: enlarged boxes, named by what they show.

Cameras are real ones with their boxes shaken, real ones moved elsewhere, and rendered ones; what
is no camera are mined false alarms, pasted look-alikes and chance places. So the second network
meets the very mistakes that it is to catch. Everything follows from a seed.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np

from detection.photo import Pixels
from detection.record import Box
from detection.second_look import CROP_PX, NOTHING, closer
from training.compose import Material, real_cutout
from training.cutouts import Cutout, paste
from training.dataset import CLASSES, LabelledPhoto
from training.recipes import Recipe
from training.wear import worn
from training.yolo import load_yolo

__all__ = ["ExampleSettings", "start_weights", "write_examples"]

_JITTER = 0.12
_PATCH_PX = 160
"""Side of the piece of background that a cut-out is pasted on."""

_SHARES = {
    Recipe.MOVED: 0.11,
    Recipe.RENDERED: 0.44,
    Recipe.LOOKALIKES: 0.36,
    Recipe.EMPTY: 0.09,
}
"""Of the crops that are not cut from a photo as it is."""

_HELD_FOR_VALIDATION = 40
"""Every so manieth example."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExampleSettings:
    """How many crops: `shaken` of a real camera, `alarmed` of a false alarm, `pasted` others."""

    seed: int = 1
    shaken: int = 30
    alarmed: int = 2
    pasted: int = 5500
    smallest_px: float = 9.0
    largest_px: float = 90.0


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Example:
    kind: str
    crop: Pixels


def write_examples(folder: Path, material: Material, settings: ExampleSettings) -> dict[str, int]:
    """Write `folder/train/KIND/*.png` and a few for `val`; gives how many of each kind."""
    random = Random(f"{settings.seed} second look")  # noqa: S311 - seeded on purpose
    counts = dict.fromkeys((NOTHING, *(housing.value for housing in CLASSES)), 0)
    for part in ("train", "val"):
        for kind in counts:
            (folder / part / kind).mkdir(parents=True, exist_ok=True)
    for number, example in enumerate(_examples(material, settings, random)):
        part = "val" if number % _HELD_FOR_VALIDATION == 0 else "train"
        cv2.imwrite(str(folder / part / example.kind / f"{number:06d}.png"), example.crop)
        counts[example.kind] += 1
    return counts


def start_weights(trained: Path, file: Path) -> Path:
    """Give weights of a classifier: `trained` if it is one, else `file` with its first layers."""
    from detection.ultralytics_network import import_ultralytics  # noqa: PLC0415 - takes seconds

    if load_yolo(trained).task == "classify":
        return trained
    model = import_ultralytics().YOLO("yolo26n-cls.yaml", task="classify").load(str(trained))
    file.parent.mkdir(parents=True, exist_ok=True)
    model.save(str(file))
    return file


def _examples(material: Material, settings: ExampleSettings, random: Random) -> Iterator[_Example]:
    for photo in material.photos:
        for housing, box in photo.boxes:
            for _ in range(settings.shaken):
                yield _real(housing.value, photo, _shaken(box, random), settings, random)
        for box in material.alarms.get(photo.path.name, ()):
            for _ in range(settings.alarmed):
                yield _real(NOTHING, photo, _shaken(box, random), settings, random)
    for recipe, share in _SHARES.items():
        for _ in range(round(share * settings.pasted)):
            example = _made(recipe, material, settings, random)
            if example is not None:
                yield example


def _made(
    recipe: Recipe, material: Material, settings: ExampleSettings, random: Random
) -> _Example | None:
    """Make one crop by a recipe; None where the material lacks what it takes."""
    if recipe is Recipe.EMPTY:
        photo = random.choice(material.backgrounds)
        return _real(NOTHING, photo, _chance_box(photo, settings, random), settings, random)
    if recipe is Recipe.MOVED and material.labelled:
        cutout = real_cutout(material, random)
    elif recipe is Recipe.RENDERED and material.cameras:
        cutout = random.choice(material.cameras[random.choice(list(material.cameras))])
    elif recipe is Recipe.LOOKALIKES and material.lookalikes:
        cutout = random.choice(material.lookalikes)
    else:
        return None
    return _pasted(cutout, material, settings, random)


def _real(
    kind: str, photo: LabelledPhoto, box: Box, settings: ExampleSettings, random: Random
) -> _Example:
    """Cut a box out of a photo, half the time as if the photo had been taken from farther away."""
    longest = max(box[2] - box[0], box[3] - box[1])
    pixels, placed = photo.pixels, box
    if longest > settings.smallest_px and random.random() < 0.5:
        span = math.log(settings.smallest_px), math.log(longest)
        pixels, placed = _shrunk(pixels, box, math.exp(random.uniform(*span)) / longest)
    crop = closer(pixels, placed, CROP_PX)
    return _Example(kind=kind, crop=crop[:, ::-1] if random.random() < 0.5 else crop)


def _shrunk(pixels: Pixels, box: Box, scale: float) -> tuple[Pixels, Box]:
    """Shrink the surroundings of a box, which are all that a crop shows."""
    margin = 2 * max(box[2] - box[0], box[3] - box[1]) + 30 / scale
    left, top = max(0, int(box[0] - margin)), max(0, int(box[1] - margin))
    part = pixels[top : int(box[3] + margin), left : int(box[2] + margin)]
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    across, down = size[0] / part.shape[1], size[1] / part.shape[0]
    x1, y1, x2, y2 = box
    placed = (x1 - left) * across, (y1 - top) * down, (x2 - left) * across, (y2 - top) * down
    return np.asarray(small, dtype=np.uint8), placed


def _pasted(
    original: Cutout, material: Material, settings: ExampleSettings, random: Random
) -> _Example:
    """Paste a cut-out into a piece of background, and cut it out as a detector would."""
    cutout = original.mirrored() if random.random() < 0.5 else original
    span = math.log(settings.smallest_px), math.log(settings.largest_px)
    scale = min(math.exp(random.uniform(*span)) / cutout.longest_px, 1.6)
    x1, y1, x2, y2 = cutout.box
    photo = random.choice(material.backgrounds)
    height, width = photo.pixels.shape[:2]
    side = min(height, width, int(_PATCH_PX * math.exp(random.uniform(-0.5, 0.9))))
    x, y = random.randint(0, width - side), random.randint(0, height - side)
    piece = photo.pixels[y : y + side, x : x + side]
    canvas = cv2.resize(piece, (_PATCH_PX, _PATCH_PX), interpolation=cv2.INTER_AREA)
    corner = (_PATCH_PX - (x2 - x1) * scale) / 2, (_PATCH_PX - (y2 - y1) * scale) / 2
    picture, box = paste(np.asarray(canvas, dtype=np.float32), cutout, corner, scale, random)
    pixels = np.clip(worn(picture, random), 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, random.randint(60, 95)]
    pixels = np.asarray(cv2.imdecode(cv2.imencode(".jpg", pixels, quality)[1], 1), dtype=np.uint8)
    kind = NOTHING if cutout.lookalike else cutout.kind
    return _Example(kind=kind, crop=closer(pixels, _shaken(box, random), CROP_PX))


def _shaken(box: Box, random: Random) -> Box:
    """Move and resize a drawn box as far as a detector's boxes are off."""
    width, height = box[2] - box[0], box[3] - box[1]
    x = (box[0] + box[2]) / 2 + random.uniform(-_JITTER, _JITTER) * width
    y = (box[1] + box[3]) / 2 + random.uniform(-_JITTER, _JITTER) * height
    grown = 1 + random.uniform(-_JITTER, 2 * _JITTER)
    half = width * grown / 2, height * grown / 2
    return (x - half[0], y - half[1], x + half[0], y + half[1])


def _chance_box(photo: LabelledPhoto, settings: ExampleSettings, random: Random) -> Box:
    height, width = photo.pixels.shape[:2]
    side = math.exp(random.uniform(math.log(settings.smallest_px), math.log(settings.largest_px)))
    x, y = random.uniform(0, width - side), random.uniform(0, height - side)
    return (x, y, x + side, y + side)
