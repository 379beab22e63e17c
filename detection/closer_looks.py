"""Looking at a large photo twice: all of it with less resolution, then closer where it pays.

Most of a street photo is sky, road and plain wall. A first look, at half resolution, gives many
doubtful candidates at a threshold far below that of a detection; only around these the photo is
seen at full resolution. What this costs in recall is measured in docs/decisions/closer-looks.md.
"""

from collections.abc import Iterable
from dataclasses import replace

from detection import tiles
from detection.boxes import area, intersection
from detection.record import Box
from detection.tiles import Sighting, View

__all__ = ["WINDOW_PX", "around", "overview"]

WINDOW_PX = 384
"""Side of a closer look, which is about the side of the crops that the network learned from."""

MARGIN_PX = 48
"""How far from the edge of a closer look a candidate must lie to need no other one."""

SMALL = 1.5
"""Photos with so many times the pixels of a square of the network's size are small.

They are seen at full resolution at once, for little more than a smaller picture of them takes.
"""

OVERVIEW_SCALE = 0.5
"""The resolution of the first look, where the whole photo at the network's size has less."""

OVERVIEW_TILE_PX = (1056, 800)
"""Width and height, at that resolution, of the pieces of a first look: four for 12 megapixels."""

OVERVIEW_OVERLAP_PX = 64
"""What neighbouring pieces share; cameras larger than that are seen in the whole photo."""


def overview(width: int, height: int, size: int, *, enlarge: float = 1.0) -> tuple[View, ...]:
    """The whole photo with `size` pixels on its longer side, or pieces at half resolution.

    Pieces are for photos that would have less resolution as a whole. These are seen as a whole at
    half of `size` too, for the cameras that fill a piece.
    """
    whole = tiles.plan(width, height, size, enlarge=enlarge)[0]
    if width * height <= SMALL * size**2:
        return (replace(whole, scale=max(whole.scale, 1.0)),)
    if whole.scale >= OVERVIEW_SCALE:
        return (whole,)
    whole = replace(whole, scale=whole.scale / 2)
    longer, shorter = (round(side / OVERVIEW_SCALE) for side in OVERVIEW_TILE_PX)
    across, down = (longer, shorter) if width >= height else (shorter, longer)
    overlap = round(OVERVIEW_OVERLAP_PX / OVERVIEW_SCALE)
    return (whole, *tiles.grid(width, height, across, down, overlap, scale=OVERVIEW_SCALE))


def around(candidates: Iterable[Sighting], width: int, height: int) -> tuple[View, ...]:
    """Windows of one shape at full resolution that hold all candidates, the surest in the middle.

    Candidates that were seen at full resolution, and those that fill half a window and so are
    large enough in the overview, need none.
    """
    across, down = min(WINDOW_PX, width), min(WINDOW_PX, height)
    windows: list[View] = []
    for seen in sorted(candidates, key=lambda seen: -seen.confidence):
        if seen.view.scale < 1.0 and _longer_side(seen.box) <= WINDOW_PX / 2:
            x, y = _start(seen.box, 0, across, width), _start(seen.box, 1, down, height)
            window = View(x=x, y=y, width=across, height=down)
            if not any(_shows(other, seen.box, width, height) for other in windows):
                windows.append(window)
    return tuple(windows)


def _start(box: Box, axis: int, side: int, length: int) -> int:
    """Where a window begins that has a box in its middle, as far as the photo reaches."""
    middle = (box[axis] + box[axis + 2]) / 2
    return max(0, min(round(middle - side / 2), length - side))


def _shows(window: View, box: Box, width: int, height: int) -> bool:
    """Tell whether a box lies in a window with a margin, but for the photo's own edges."""
    x1, y1, x2, y2 = window.box
    inner = (
        x1 + MARGIN_PX if x1 > 0 else x1,
        y1 + MARGIN_PX if y1 > 0 else y1,
        x2 - MARGIN_PX if x2 < width else x2,
        y2 - MARGIN_PX if y2 < height else y2,
    )
    return area(intersection(inner, box)) >= area(box)


def _longer_side(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])
