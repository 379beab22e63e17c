"""Compose training tiles from real photos, rendered cut-outs and mined false alarms.

Each tile follows one recipe: a window around a real camera, a real camera moved elsewhere,
rendered cameras on a real background, or a window without cameras (most of them where a model
raised a false alarm). Look-alikes may be pasted into any of them. Everything follows from a seed.
"""

import json
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np

from detection.record import Box, Housing
from training.cutouts import Cutout, Picture, cut_from_photo, paste, read_cutouts
from training.dataset import (
    CLASSES,
    LabelledBox,
    LabelledPhoto,
    parse_ranges,
    read_photos,
    write_yaml,
    yolo_lines,
)
from training.recipes import Recipe
from training.wear import worn
from training.windows import window, window_over

__all__ = [
    "ComposeSettings",
    "Material",
    "compose",
    "compose_tile",
    "read_alarms",
    "read_material",
    "real_cutout",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class ComposeSettings:
    """How many tiles of what size, and the share of each recipe (they need not sum to 1).

    `at_alarm` is the share of the empty tiles that show a place where a model raised a false alarm.
    """

    seed: int = 1
    tile_px: int = 416
    real: float = 0.30
    moved: float = 0.10
    rendered: float = 0.18
    empty: float = 0.42
    lookalikes: float = 0.0
    at_alarm: float = 0.75
    smallest_px: float = 9.0
    largest_px: float = 200.0

    def only(self, recipe: Recipe) -> "ComposeSettings":
        """Give the same settings with one recipe alone."""
        shares: dict[str, Any] = {one.value: float(one is recipe) for one in Recipe}
        return replace(self, **shares)


@dataclass(kw_only=True, slots=True, eq=False)
class Material:
    """What tiles are made of: labelled photos, backgrounds without cameras, cut-outs, alarms.

    Of the photos, `labelled` are those with a camera; the cut-outs are `lookalikes`, and `cameras`
    by housing type.
    """

    photos: Sequence[LabelledPhoto]
    backgrounds: Sequence[LabelledPhoto]
    cutouts: Sequence[Cutout]
    alarms: dict[str, list[Box]] = field(default_factory=dict)
    labelled: list[LabelledPhoto] = field(init=False)
    lookalikes: list[Cutout] = field(init=False)
    cameras: dict[str, list[Cutout]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not self.backgrounds:
            raise ValueError("compose needs at least one photo without cameras as a background")
        self.labelled = [photo for photo in self.photos if photo.boxes]
        self.lookalikes = [cutout for cutout in self.cutouts if cutout.lookalike]
        for cutout in sorted(self.cutouts, key=lambda cutout: cutout.kind):
            if not cutout.lookalike:
                self.cameras.setdefault(cutout.kind, []).append(cutout)


def read_alarms(path: Path) -> dict[str, list[Box]]:
    """Read what `training.mining` wrote: boxes of false alarms by file name."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    return {name: [(b[0], b[1], b[2], b[3]) for b in boxes] for name, boxes in entries.items()}


def read_material(
    photos: Iterable[Path],
    crops: Iterable[Path],
    alarms: Path | None,
    *,
    held_out: str = "",
    without_kinds: Collection[str] = (),
) -> Material:
    """Read all that tiles are made of, but for photo numbers and kinds of crop kept back."""
    labelled = read_photos(photos, without=parse_ranges(held_out))
    return Material(
        photos=labelled,
        backgrounds=[photo for photo in labelled if photo.empty],
        cutouts=read_cutouts(crops, without=without_kinds),
        alarms=read_alarms(alarms) if alarms else {},
    )


def compose(
    folder: Path, material: Material, settings: ComposeSettings, *, train: int, val: int
) -> None:
    """Write `train` + `val` tiles as a YOLO dataset."""
    for part, count in (("train", train), ("val", val)):
        for kind in ("images", "labels"):
            (folder / kind / part).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            random = Random(f"{settings.seed} {part} {number}")  # noqa: S311 - seeded on purpose
            picture, boxes = compose_tile(material, settings, random)
            quality = [cv2.IMWRITE_JPEG_QUALITY, random.randint(60, 95)]
            stem = f"{number:06d}"
            cv2.imwrite(
                str(folder / "images" / part / f"{stem}.jpg"), picture.astype(np.uint8), quality
            )
            lines = yolo_lines(boxes, settings.tile_px)
            (folder / "labels" / part / f"{stem}.txt").write_text(lines, encoding="utf-8")
    write_yaml(folder)


def compose_tile(
    material: Material, settings: ComposeSettings, random: Random
) -> tuple[Picture, list[LabelledBox]]:
    """Compose one square tile, BGR 0..255, and the boxes of its cameras."""
    recipe = _choose_recipe(material, settings, random)
    if recipe is Recipe.REAL:
        picture, boxes = _around_camera(material, settings, random)
    else:
        alarm = recipe is Recipe.EMPTY and random.random() < settings.at_alarm
        picture, boxes = _background(material, settings, random, at_alarm=alarm), []
    cutouts: list[Cutout] = []
    if recipe is Recipe.MOVED:
        cutouts += [real_cutout(material, random) for _ in range(random.randint(1, 2))]
    elif recipe is Recipe.RENDERED and material.cameras:
        cutouts += [
            _rendered_cutout(material, random) for _ in range(random.choice((1, 1, 2, 2, 3)))
        ]
    if material.lookalikes:
        many = 4 if recipe is Recipe.LOOKALIKES else random.choice((0, 0, 1, 1, 2, 3))
        cutouts += random.choices(material.lookalikes, k=many)
    picture, boxes = _paste_all(picture, boxes, cutouts, settings, random)
    return worn(picture, random), boxes


def _choose_recipe(material: Material, settings: ComposeSettings, random: Random) -> Recipe:
    """Choose by the shares; where no photo shows a camera, rendered ones stand for real ones."""
    shares = {recipe: getattr(settings, recipe.value) for recipe in Recipe}
    if not material.labelled:
        shares[Recipe.RENDERED] += shares[Recipe.REAL] + shares[Recipe.MOVED]
        shares[Recipe.REAL] = shares[Recipe.MOVED] = 0.0
    return random.choices(list(shares), list(shares.values()))[0]


def _paste_all(
    picture: Picture,
    boxes: list[LabelledBox],
    cutouts: list[Cutout],
    settings: ComposeSettings,
    random: Random,
) -> tuple[Picture, list[LabelledBox]]:
    taken = [box for _, box in boxes]
    for original in cutouts:
        cutout = original.mirrored() if random.random() < 0.5 else original
        x1, y1, x2, y2 = cutout.box
        span = math.log(settings.smallest_px), math.log(settings.largest_px)
        wanted = math.exp(random.uniform(*span)) / cutout.longest_px
        most = 0.6 * settings.tile_px / cutout.longest_px
        scale = min(wanted, most, 1.6)  # a blown-up cut-out would teach blur
        width, height = (x2 - x1) * scale, (y2 - y1) * scale
        if min(width, height) < 5:
            continue
        corner = _free_corner(width, height, taken, settings.tile_px, random)
        if corner is None:
            continue
        picture, placed = paste(picture, cutout, corner, scale, random)
        taken.append(placed)
        if not cutout.lookalike:
            boxes.append((Housing(cutout.kind), placed))
    return picture, boxes


def _free_corner(
    width: float, height: float, taken: Sequence[Box], side: int, random: Random
) -> tuple[float, float] | None:
    gap = 0.1 * max(width, height) + 2
    for _ in range(8):
        x, y = random.uniform(1, side - width - 1), random.uniform(1, side - height - 1)
        if all(
            x + width + gap < box[0]
            or box[2] + gap < x
            or y + height + gap < box[1]
            or box[3] + gap < y
            for box in taken
        ):
            return x, y
    return None


def _background(
    material: Material, settings: ComposeSettings, random: Random, *, at_alarm: bool
) -> Picture:
    """Give a window of a photo without cameras, half the time around a false alarm if wanted."""
    alarmed = [photo for photo in material.backgrounds if material.alarms.get(photo.path.name)]
    photo = random.choice(alarmed if at_alarm and alarmed else material.backgrounds)
    height, width = photo.pixels.shape[:2]
    scale = max(settings.tile_px / min(height, width), math.exp(random.uniform(-0.7, 0.5)))
    if width > 2600:  # large photos carry detail that the detector sees only when shrunk
        scale = max(settings.tile_px / min(height, width), scale * 0.6)
    side = settings.tile_px / scale
    if at_alarm and alarmed:
        box = random.choice(material.alarms[photo.path.name])
        x, y = window_over(box, side, random)
    else:
        x, y = random.uniform(0, width - side), random.uniform(0, height - side)
    picture, _ = window(photo, (x, y, side), settings.tile_px, random)
    return picture


def _around_camera(
    material: Material, settings: ComposeSettings, random: Random
) -> tuple[Picture, list[LabelledBox]]:
    """Give a window that holds a real camera, at a random scale."""
    photo = random.choice(material.labelled)
    _, box = random.choice(photo.boxes)
    longest = max(box[2] - box[0], box[3] - box[1])
    height, width = photo.pixels.shape[:2]
    smallest = settings.tile_px / min(height, width)
    scale = math.exp(random.uniform(math.log(0.5), math.log(2.0)))
    scale = max(scale, smallest, settings.smallest_px / longest)
    scale = min(scale, 0.7 * settings.tile_px / longest)
    side = min(settings.tile_px / scale, height, width)
    x, y = window_over(box, side, random)
    return window(photo, (x, y, side), settings.tile_px, random)


def real_cutout(material: Material, random: Random) -> Cutout:
    """Cut a camera out of one of the labelled photos, to be pasted elsewhere."""
    photo = random.choice(material.labelled)
    housing, box = random.choice(photo.boxes)
    return cut_from_photo(photo.pixels, box, housing.value)


def _rendered_cutout(material: Material, random: Random) -> Cutout:
    known = [housing.value for housing in CLASSES if housing.value in material.cameras]
    return random.choice(material.cameras[random.choice(known)])
