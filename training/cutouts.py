"""Cut-outs with transparency, and pasting them into photos as if they had been there.

Pixels are BGR float32 of shape (height, width, 3), 0 to 255, as OpenCV reads them; cut-outs have
a fourth channel, the alpha.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from detection.photo import Pixels
from detection.record import Box

__all__ = ["Cutout", "Picture", "cut_from_photo", "paste", "read_cutouts"]

Picture = NDArray[np.float32]

_SOFT_PX = 4
"""How far the softness of a lens spreads a pasted cut-out at most."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Cutout:
    """A housing or look-alike with alpha, shape (height, width, 4), and its box inside."""

    kind: str
    lookalike: bool
    pixels: Picture
    box: Box

    @property
    def longest_px(self) -> float:
        """The longer side of the box."""
        return max(self.box[2] - self.box[0], self.box[3] - self.box[1])

    def mirrored(self) -> "Cutout":
        """Give the cut-out with left and right swapped."""
        width = self.pixels.shape[1]
        x1, y1, x2, y2 = self.box
        return Cutout(
            kind=self.kind,
            lookalike=self.lookalike,
            pixels=np.ascontiguousarray(self.pixels[:, ::-1]),
            box=(width - x2, y1, width - x1, y2),
        )


def read_cutouts(folders: Iterable[Path], *, without: Collection[str] = ()) -> list[Cutout]:
    """Read what `render crops` wrote, but for some kinds; a PNG without sidecar is passed over."""
    found = []
    for folder in folders:
        for sidecar in sorted(folder.glob("*.json")):
            entry = json.loads(sidecar.read_text(encoding="utf-8"))
            if entry["kind"] in without:
                continue
            pixels = cv2.imread(str(sidecar.with_suffix(".png")), cv2.IMREAD_UNCHANGED)
            if pixels is None or pixels.ndim != 3 or pixels.shape[2] != 4:
                continue
            x1, y1, x2, y2 = entry["box"]
            found.append(
                Cutout(
                    kind=entry["kind"],
                    lookalike=entry["lookalike"],
                    pixels=_feathered(pixels.astype(np.float32)),
                    box=(x1, y1, x2, y2),
                )
            )
    return found


def _feathered(pixels: Picture) -> Picture:
    """Fade the rim out, so that a shadow or arm does not end in a straight edge."""
    height, width = pixels.shape[:2]
    rim = max(3, height // 12)
    across = np.minimum(np.arange(width) + 1, np.arange(width)[::-1] + 1) / rim
    down = np.minimum(np.arange(height) + 1, np.arange(height)[::-1] + 1) / rim
    fade = np.clip(np.minimum(across[None, :], down[:, None]), 0, 1)
    pixels[..., 3] *= fade
    return pixels


def cut_from_photo(photo: Picture | Pixels, box: Box, kind: str) -> Cutout:
    """Cut a real camera out with a soft margin of its surroundings."""
    x1, y1, x2, y2 = box
    margin = 0.25 * max(x2 - x1, y2 - y1) + 2
    left, top = max(0, int(x1 - margin)), max(0, int(y1 - margin))
    right, bottom = int(x2 + margin) + 1, int(y2 + margin) + 1
    part = photo[top:bottom, left:right]
    height, width = part.shape[:2]
    alpha = np.zeros((height, width), dtype=np.float32)
    inner = (int(x1 - left), int(y1 - top), int(x2 - left) + 1, int(y2 - top) + 1)
    cv2.rectangle(alpha, inner[:2], inner[2:], 255.0, -1)
    soft = np.asarray(cv2.GaussianBlur(alpha, (0, 0), margin / 3))
    pixels = np.concatenate([part, soft[..., None]], axis=2)
    return Cutout(
        kind=kind,
        lookalike=False,
        pixels=np.asarray(pixels, dtype=np.float32),
        box=(x1 - left, y1 - top, x2 - left, y2 - top),
    )


def paste(
    canvas: Picture, cutout: Cutout, corner: tuple[float, float], scale: float, random: Random
) -> tuple[Picture, Box]:
    """Paste so that the box's top left lands on the corner; give the picture and the box there.

    The cut-out takes the brightness and colour cast of its new surroundings, some of their haze,
    and the softness of a lens.
    """
    x, y = corner
    x1, y1, x2, y2 = cutout.box
    placed = (x, y, x + (x2 - x1) * scale, y + (y2 - y1) * scale)
    alpha = cutout.pixels[..., 3:] / 255
    layer = np.concatenate([cutout.pixels[..., :3] * alpha, alpha], axis=2)
    if scale < 1:  # low-pass before shrinking, or thin edges would twinkle
        layer = np.asarray(cv2.GaussianBlur(layer, (0, 0), 0.35 / scale * random.uniform(0.6, 1.3)))
    across, down = cutout.pixels.shape[1::-1]
    left, top, right, bottom = _reach(
        (x - x1 * scale, y - y1 * scale, x + (across - x1) * scale, y + (down - y1) * scale), canvas
    )
    matrix = np.array([[scale, 0, x - x1 * scale - left], [0, scale, y - y1 * scale - top]])
    size = right - left, bottom - top
    layer = np.asarray(cv2.warpAffine(layer, matrix, size, flags=cv2.INTER_LINEAR))
    layer = np.asarray(cv2.GaussianBlur(layer, (0, 0), random.uniform(0.25, 0.7)))
    cover, colour = layer[..., 3:], layer[..., :3] * _light(canvas, random)
    haze = random.choice((0.0, 0.0, random.uniform(0, 0.2)))
    around = _surroundings(canvas, placed)
    colour = colour * (1 - haze) + around * cover * haze
    picture = canvas.copy()
    part = picture[top:bottom, left:right]
    part[:] = part * (1 - cover) + colour
    return picture, placed


def _reach(sides: Box, canvas: Picture) -> tuple[int, int, int, int]:
    """Give the part of a canvas that a cut-out between these sides can change, in whole pixels."""
    height, width = canvas.shape[:2]
    left, top = (max(0, int(side) - _SOFT_PX) for side in sides[:2])
    right, bottom = min(width, int(sides[2]) + _SOFT_PX), min(height, int(sides[3]) + _SOFT_PX)
    return left, top, max(left + 1, right), max(top + 1, bottom)


def _light(canvas: Picture, random: Random) -> NDArray[np.float32]:
    """Give the gain per channel that fits a cut-out lit for white into this picture."""
    brightest = float(np.percentile(canvas[::4, ::4].mean(axis=2), 92))
    gain = float(np.clip(brightest / 215 * random.uniform(0.8, 1.35), 0.35, 1.4))
    means = canvas[::4, ::4].reshape(-1, 3).mean(axis=0)
    cast = 1 + (means / max(float(means.mean()), 1.0) - 1) * random.uniform(0.1, 0.5)
    return np.asarray(gain * cast, dtype=np.float32)


def _surroundings(canvas: Picture, box: Box) -> NDArray[np.float32]:
    x1, y1 = max(0, int(box[0])), max(0, int(box[1]))
    part = canvas[y1 : max(y1 + 1, int(box[3])), x1 : max(x1 + 1, int(box[2]))]
    return np.asarray(part.reshape(-1, 3).mean(axis=0), dtype=np.float32)
