"""Boxes and the photo that they were drawn on: borders and scale."""

import math

from detection.record import Box
from evaluation.datasets.photo_files import PhotoFile
from evaluation.datasets.truth import Finding
from languages.kept import kept

__all__ = ["clip", "fit"]

# Labels are often written with few decimals: a box may overshoot its photo by so much.
_OVERSHOOT_PX = 1.0
# Rounded sides change the shape of a photo by so much.
_SHAPE_TOLERANCE = 0.01


def clip(box: Box, photo: PhotoFile, where: str) -> tuple[Box | None, Finding | None]:
    """Cut a box at the photo's borders; say so where more than a pixel was cut off."""
    x1, y1, x2, y2 = box
    if not all(map(math.isfinite, box)) or x2 <= x1 or y2 <= y1:
        message = kept("The box has no width or no height; left out.")
        return None, Finding(code="box_empty", where=where, message=message)
    inside = (max(x1, 0.0), max(y1, 0.0), min(x2, float(photo.width)), min(y2, float(photo.height)))
    if inside[2] <= inside[0] or inside[3] <= inside[1]:
        message = kept("The box lies outside the photo; left out.")
        return None, Finding(code="box_outside", where=where, message=message)
    if max(abs(cut - side) for cut, side in zip(inside, box, strict=True)) > _OVERSHOOT_PX:
        message = kept("The box reaches out of the photo; cut at the border.")
        return inside, Finding(code="box_clipped", where=where, message=message)
    return inside, None


def fit(
    drawn_on: tuple[float | None, float | None], photo: PhotoFile, where: str
) -> tuple[float | None, Finding | None]:
    """Give the scale from the size that labels were drawn on to the photo's.

    Photos get shrunk after they were labelled, which is mended; turned or cropped ones give
    None for the scale, since their boxes would lie anywhere.
    """
    width, height = drawn_on
    if not width or not height or (width, height) == (photo.width, photo.height):
        return 1.0, None
    across, down = photo.width / width, photo.height / height
    sizes = {"drawn": f"{width:g} x {height:g}", "real": f"{photo.width} x {photo.height}"}
    if abs(across / down - 1) > _SHAPE_TOLERANCE:
        message = kept(
            "Its labels were drawn on {drawn} and the photo is {real} pixels; left out.", **sizes
        )
        return None, Finding(code="size_differs", where=where, message=message)
    message = kept(
        "Its labels were drawn on {drawn} and the photo is {real} pixels; the boxes were scaled.",
        **sizes,
    )
    return across, Finding(code="size_scaled", where=where, message=message)
