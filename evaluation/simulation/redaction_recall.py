"""How many faces and number plates are hidden? Put into street photos at known places and sizes.

Faces are cut from the three portraits that matplotlib and ultralytics ship, number plates are
drawn; both are turned, dimmed, blurred and pasted into the photos of `samples/`, which show
neither. One counts as hidden if at least nine tenths of its box is. There are few faces, all of
them found at their full size by the same network, and no real plate: a recall in the street may be
lower, and this says how it falls with the size.

    python -m evaluation.simulation.redaction_recall [--photos N] [--seed N]
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import cv2
import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import typer
from PIL import Image, ImageDraw, ImageFont

from detection import registry
from detection.photo import Pixels, read
from detection.record import Box
from detection.redaction import SEARCH_SIDE_PX, Redactor
from detection.scan import find_photos

__all__ = ["Recall", "measure"]

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
FACE_HEIGHTS_PX = (8, 12, 16, 24, 32, 48, 64)
PLATE_WIDTHS_PX = (16, 24, 32, 48, 64, 96)
HIDDEN_SHARE = 0.9
PLATE_SIZE = (520, 110)
_LETTERS = "ABCDEFGHIJKLMNOPRSTUVZ"
_CITIES = ("BG", "NS", "NI", "KG", "SU", "ZR", "ČA", "ŠA")
_DEJAVU = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"
_PORTRAITS: dict[str, tuple[Box, ...]] = {
    "grace_hopper.jpg": ((174, 128, 358, 334),),
    "zidane.jpg": ((911, 102, 1053, 277), (552, 258, 667, 434)),
    "bus.jpg": ((114, 416, 154, 470), (271, 425, 308, 475)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Recall:
    """How many of those with a size (face height, plate width; pixels at 1600) were hidden."""

    kind: str
    size_px: int
    hidden: int
    shown: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Thing:
    """Something to paste: pixels, how much of each counts (0 to 1), and the box in it."""

    pixels: Pixels
    mask: npt.NDArray[np.float32]
    box: Box


def measure(photos: Sequence[Pixels], redactor: Redactor, *, seed: int = 1) -> list[Recall]:
    """Paste one face and plate of each size into each photo, and count what is hidden."""
    draw = np.random.default_rng(seed)
    faces = list(_faces())
    tally: defaultdict[tuple[str, int], list[bool]] = defaultdict(list)
    for photo in photos:
        street = photo.copy()
        places: list[Box] = []
        for kind, sizes in (("face", FACE_HEIGHTS_PX), ("plate", PLATE_WIDTHS_PX)):
            for size_px in sizes:
                thing = faces[draw.integers(len(faces))] if kind == "face" else _plate(draw)
                box = _paste(street, _resized(thing, kind, size_px), places, draw)
                places.append(box)
                tally[kind, size_px].append(False)
        found = redactor.redact(_jpeg(street))
        changed = (found != _jpeg(street)).any(axis=2)
        keys = [
            (k, s) for k, z in (("face", FACE_HEIGHTS_PX), ("plate", PLATE_WIDTHS_PX)) for s in z
        ]
        for key, (x1, y1, x2, y2) in zip(keys, places, strict=True):
            part = changed[round(y1) : round(y2), round(x1) : round(x2)]
            tally[key][-1] = bool(part.mean() >= HIDDEN_SHARE)
    return [
        Recall(kind=kind, size_px=size, hidden=sum(hits), shown=len(hits))
        for (kind, size), hits in sorted(tally.items())
    ]


def _faces() -> Iterator[_Thing]:
    folders = (
        Path(mpl.get_data_path()) / "sample_data",
        Path(str(files("ultralytics") / "assets")),
    )
    for name, boxes in _PORTRAITS.items():
        path = next(folder / name for folder in folders if (folder / name).exists())
        portrait = np.asarray(Image.open(path).convert("RGB"))
        for x1, y1, x2, y2 in boxes:
            wide, high = x2 - x1, y2 - y1
            left, top = max(0, int(x1 - 0.5 * wide)), max(0, int(y1 - 0.4 * high))
            part = portrait[top : int(y2 + 0.5 * high), left : int(x2 + 0.5 * wide)]
            rows, columns = np.mgrid[-1 : 1 : part.shape[0] * 1j, -1 : 1 : part.shape[1] * 1j]
            mask = np.clip((1.1 - np.hypot(rows, columns)) * 5, 0, 1).astype(np.float32)
            yield _Thing(pixels=part, mask=mask, box=(x1 - left, y1 - top, x2 - left, y2 - top))


def _plate(draw: np.random.Generator) -> _Thing:
    """Draw a Serbian plate on a piece of bodywork, seen from an angle."""
    width, height = PLATE_SIZE
    grey = draw.integers(10, 190)  # cars are mostly grey
    body = tuple(int(tone) for tone in (grey + draw.integers(-25, 26, 3)).clip(0, 255))
    picture = Image.new("RGB", (2 * width, 4 * height), body)
    pen, left, top = ImageDraw.Draw(picture), width // 2, 3 * height // 2
    pen.rectangle((left, top, left + width, top + height), fill="white", outline="black", width=6)
    pen.rectangle((left + 6, top + 6, left + 46, top + height - 6), fill="#0b3fa8")
    letters = "".join(draw.choice(list(_LETTERS), 2))
    text = f"{draw.choice(_CITIES)} {draw.integers(100, 2000)}-{letters}"
    font = ImageFont.truetype(_DEJAVU, 66)
    pen.text((left + 58, top + 17), text, fill="black", font=font)
    corners = np.array(
        [(left, top), (left + width, top), (left + width, top + height), (left, top + height)],
        np.float32,
    )
    middle = corners.mean(axis=0)
    turn, roll = draw.uniform(-0.8, 0.8), draw.uniform(-0.12, 0.12)
    shrunk = (corners - middle) * (np.cos(turn), 1)
    shrunk[:, 1] *= 1 + 0.25 * np.sin(turn) * np.sign(corners[:, 0] - middle[0])
    spin = np.array([(np.cos(roll), -np.sin(roll)), (np.sin(roll), np.cos(roll))])
    seen = (shrunk @ spin + middle).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    size = (picture.width, picture.height)
    pixels = np.asarray(
        cv2.warpPerspective(np.asarray(picture), matrix, size, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )
    (x1, y1), (x2, y2) = seen.min(axis=0), seen.max(axis=0)
    return _Thing(
        pixels=pixels,
        mask=np.ones(pixels.shape[:2], np.float32),
        box=(float(x1), float(y1), float(x2), float(y2)),
    )


def _resized(thing: _Thing, kind: str, size_px: int) -> _Thing:
    x1, y1, x2, y2 = thing.box
    scale = size_px / (y2 - y1 if kind == "face" else x2 - x1)
    height, width = thing.pixels.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return _Thing(
        pixels=np.asarray(cv2.resize(thing.pixels, size, interpolation=cv2.INTER_AREA), np.uint8),
        mask=np.asarray(cv2.resize(thing.mask, size), np.float32),
        box=(x1 * scale, y1 * scale, x2 * scale, y2 * scale),
    )


def _paste(street: Pixels, thing: _Thing, taken: Sequence[Box], draw: np.random.Generator) -> Box:
    """Put a thing where nothing is yet, in its own light; give its box in the street."""
    height, width = thing.pixels.shape[:2]
    while True:
        left = int(draw.integers(street.shape[1] - width))
        top = int(draw.integers(street.shape[0] // 3, street.shape[0] - height))
        x1, y1, x2, y2 = thing.box
        box = (left + x1, top + y1, left + x2, top + y2)
        if all(_apart(box, other) for other in taken):
            break
    light = draw.uniform(0.5, 1.15)
    pixels = cv2.GaussianBlur(thing.pixels, (0, 0), draw.uniform(0.3, 0.8)).astype(np.float32)
    mask = thing.mask
    lit = (pixels * light + draw.normal(0, 3, pixels.shape)).clip(0, 255)
    area = street[top : top + height, left : left + width]
    area[:] = (lit * mask[..., None] + area * (1 - mask[..., None])).astype(np.uint8)
    return box


def _apart(first: Box, second: Box) -> bool:
    gap = 60
    return (
        first[2] + gap < second[0]
        or second[2] + gap < first[0]
        or first[3] + gap < second[1]
        or second[3] + gap < first[1]
    )


def _jpeg(pixels: Pixels) -> Pixels:
    coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 88])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def _streets(count: int) -> list[Pixels]:
    streets = []
    for path in find_photos([SAMPLES]):
        pixels = read(path.read_bytes()).pixels
        scale = SEARCH_SIDE_PX / max(pixels.shape[:2])
        size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
        streets.append(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8))
    return [streets[at % len(streets)] for at in range(count)]


def main(
    photos: Annotated[int, typer.Option(help="How many street photos to paste into.")] = 52,
    seed: Annotated[int, typer.Option(help="Of the random places and lights.")] = 1,
) -> None:
    """Print recall by size, what is hidden without reason, and the time that a photo takes."""
    redactor = registry.load_redactor()
    streets = _streets(photos)
    for each in measure(streets, redactor, seed=seed):
        share = each.hidden / each.shown
        typer.echo(
            f"{each.kind:5} {each.size_px:3} px  {each.hidden:3} of {each.shown}  {share:.0%}"
        )
    bare = streets[: len(find_photos([SAMPLES]))]
    started = time.process_time()
    hidden = [(redactor.redact(street) != street).any(axis=2) for street in bare]
    seconds = (time.process_time() - started) / len(bare)
    without = sum(bool(changed.any()) for changed in hidden)
    share = float(np.mean([changed.mean() for changed in hidden]))
    typer.echo(f"hidden without reason: in {without} of {len(bare)} photos, {share:.2%} of pixels")
    typer.echo(f"processor time for a photo: {seconds:.2f} s")


if __name__ == "__main__":
    typer.run(main)
