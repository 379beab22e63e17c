"""Boxes and the photo that they were drawn on: borders and scale."""

import math

from detection.record import Box
from evaluation.datasets.photo_files import PhotoFile
from evaluation.datasets.truth import Finding

__all__ = ["clip", "fit"]

# Labels are often written with few decimals: a box may overshoot its photo by so much.
_OVERSHOOT_PX = 1.0
# Rounded sides change the shape of a photo by so much.
_SHAPE_TOLERANCE = 0.01


def clip(box: Box, photo: PhotoFile, where: str) -> tuple[Box | None, Finding | None]:
    """Cut a box at the photo's borders; say so where more than a pixel was cut off."""
    x1, y1, x2, y2 = box
    if not all(map(math.isfinite, box)) or x2 <= x1 or y2 <= y1:
        message = "The box has no width or no height; left out."
        return None, Finding(code="box_empty", where=where, message=message)
    kept = (max(x1, 0.0), max(y1, 0.0), min(x2, float(photo.width)), min(y2, float(photo.height)))
    if kept[2] <= kept[0] or kept[3] <= kept[1]:
        message = "The box lies outside the photo; left out."
        return None, Finding(code="box_outside", where=where, message=message)
    if max(abs(cut - side) for cut, side in zip(kept, box, strict=True)) > _OVERSHOOT_PX:
        message = "The box reaches out of the photo; cut at the border."
        return kept, Finding(code="box_clipped", where=where, message=message)
    return kept, None


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
    sizes = f"{width:g} x {height:g} and the photo is {photo.width} x {photo.height} pixels"
    if abs(across / down - 1) > _SHAPE_TOLERANCE:
        message = f"Its labels were drawn on {sizes}; left out."
        return None, Finding(code="size_differs", where=where, message=message)
    message = f"Its labels were drawn on {sizes}; the boxes were scaled."
    return across, Finding(code="size_scaled", where=where, message=message)
