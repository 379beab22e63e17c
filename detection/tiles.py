"""Looking at a large photo in pieces, and putting together what the pieces saw.

A camera is often a few dozen pixels wide in a photo of twelve megapixels; shrunk to the size
that the network takes, it vanishes. So a photo is seen as a whole and, at full resolution,
through overlapping tiles. Two views that show the same camera agree on the part that both
see: that is what `merge` compares, so a camera cut by a seam gives one box, and two cameras
side by side stay two.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from detection.boxes import area, hull, intersection, iou
from detection.record import Box

__all__ = ["Sighting", "View", "grid", "merge", "plan"]

OVERLAP = 0.15
"""Share of a tile's side that it has in common with its neighbour."""

SAME_IOU = 0.4
"""Boxes of two views that overlap this much, within what both see, show one camera."""

SAME_CONTAINMENT = 0.8
"""So do boxes of which the smaller lies this much inside the other."""

SEAM_PX = 3.0
"""A box that comes this near to a tile's inner edge is taken as cut there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A rectangle of the photo, in its pixels, and the scale at which the network sees it."""

    x: int
    y: int
    width: int
    height: int
    scale: float = 1.0

    @property
    def box(self) -> Box:
        """The rectangle as a box."""
        return (self.x, self.y, self.x + self.width, self.y + self.height)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """One box that the network gave for a view, in pixels of the photo.

    `scores` holds one value from 0 to 1 for each class of the network.
    """

    view: View
    box: Box
    scores: tuple[float, ...]
    cut: bool = False

    @property
    def confidence(self) -> float:
        """The highest of the class scores."""
        return max(self.scores)


def plan(
    width: int, height: int, size: int, *, overlap: float = OVERLAP, enlarge: float = 1.0
) -> tuple[View, ...]:
    """The whole photo first, then tiles of `size` pixels where the photo is larger than that.

    Tiles are spread evenly, so all have the same shape and neighbours share at least
    `overlap` of a side. A photo that fits into one tile is seen once, enlarged until it fills the
    tile, but by no more than `enlarge`.
    """
    whole = View(
        x=0, y=0, width=width, height=height, scale=min(enlarge, size / max(width, height))
    )
    if whole.scale >= 1.0:
        return (whole,)
    return (whole, *grid(width, height, size, size, size * overlap))


def grid(  # noqa: PLR0913 - two of them are a size, and two another
    width: int, height: int, across: int, down: int, overlap_px: float, *, scale: float = 1.0
) -> tuple[View, ...]:
    """Tiles of `across` x `down` pixels of the photo, spread evenly, row by row.

    All have the same shape; neighbours share at least `overlap_px`.
    """
    across, down = min(across, width), min(down, height)
    return tuple(
        View(x=x, y=y, width=across, height=down, scale=scale)
        for y in _starts(height, down, overlap_px)
        for x in _starts(width, across, overlap_px)
    )


def merge(sightings: Sequence[Sighting], width: int, height: int) -> tuple[Sighting, ...]:
    """One sighting for each camera, the most confident first.

    Boxes that a seam cuts give way to whole ones; where only pieces were seen, they are
    united. The box of the finer view is kept, with the higher confidence.
    """
    marked = [replace(seen, cut=_is_cut(seen, width, height)) for seen in sightings]
    merged = _merge_once(marked)
    while len(merged) < len(marked):  # a united piece may reach further ones
        marked, merged = merged, _merge_once(merged)
    return tuple(sorted(merged, key=lambda seen: -seen.confidence))


def _merge_once(sightings: Sequence[Sighting]) -> list[Sighting]:
    kept: list[Sighting] = []
    for seen in sorted(sightings, key=lambda seen: (seen.cut, -seen.confidence)):
        twin = next((at for at, other in enumerate(kept) if _same(seen, other)), None)
        if twin is None:
            kept.append(seen)
        else:
            kept[twin] = _unite(kept[twin], seen)
    return kept


def _starts(length: int, tile: int, overlap_px: float) -> list[int]:
    if tile >= length:
        return [0]
    count = 1 + math.ceil((length - tile) / (tile - min(overlap_px, tile - 1)))
    return [round(at * (length - tile) / (count - 1)) for at in range(count)]


def _is_cut(seen: Sighting, width: int, height: int) -> bool:
    view, box = seen.view.box, seen.box
    photo_edges = (0, 0, width, height)
    return any(
        view[side] != photo_edges[side] and abs(box[side] - view[side]) <= SEAM_PX
        for side in range(4)
    )


def _same(seen: Sighting, other: Sighting) -> bool:
    if seen.view == other.view:
        return False  # the network has already told its own boxes apart
    shared = intersection(seen.view.box, other.view.box)
    boxes = [intersection(one.box, shared) for one in (seen, other)]
    areas = [area(box) for box in boxes]
    if min(areas) <= 0:
        return False
    common = area(intersection(*boxes))
    iou = common / (sum(areas) - common)
    return iou >= SAME_IOU or common / min(areas) >= SAME_CONTAINMENT


def _unite(kept: Sighting, seen: Sighting) -> Sighting:
    if kept.cut and seen.cut:
        x1, y1, x2, y2 = map(round, hull(kept.view.box, seen.view.box))
        view = View(x=x1, y=y1, width=x2 - x1, height=y2 - y1, scale=kept.view.scale)
        return replace(kept, box=hull(kept.box, seen.box), view=view)
    if not seen.cut and seen.view.scale > kept.view.scale and iou(kept.box, seen.box) >= SAME_IOU:
        return replace(kept, box=seen.box)
    return kept
