"""Boxes that reach over the border of their photo."""

from detection.record import Box
from evaluation.photo_files import PhotoFile
from evaluation.truth import Finding

__all__ = ["clip"]

# Labels are often written with few decimals: a box may overshoot its photo by so much.
_OVERSHOOT_PX = 1.0


def clip(box: Box, photo: PhotoFile, where: str) -> tuple[Box | None, Finding | None]:
    """Cut a box at the photo's borders; say so where more than a pixel was cut off."""
    x1, y1, x2, y2 = box
    if x2 <= x1 or y2 <= y1:
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
