"""Clusters: many points of a map as fewer, each with how many it stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app_pages.map_shapes import Point
from mapping.storage.selection import Area

__all__ = ["Cluster", "clusters"]

CELLS_ACROSS = 8
_METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """Points of one cell: their middle, their number, and the rectangle that holds them."""

    middle: Point
    count: int
    area: Area


def clusters(points: Sequence[Point], span_m: float) -> list[Cluster]:
    """Gather points (latitude, longitude) in cells, so that about CELLS_ACROSS span the map.

    Cells are squares at the middle latitude. Points on both sides of the 180th meridian lie in
    cells of their own.
    """
    if not points:
        return []
    places = np.array(points)
    step = span_m / CELLS_ACROSS / _METRES_A_DEGREE
    wide = step / max(0.01, float(np.cos(np.radians(places[:, 0].mean()))))
    cells = np.floor(places / (step, wide)).astype(np.int64)
    _, cell_of, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(cell_of.reshape(-1), kind="stable")
    return [_cluster(members) for members in np.split(places[order], np.cumsum(counts)[:-1])]


def _cluster(members: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Cluster:
    middle, low, high = members.mean(axis=0), members.min(axis=0), members.max(axis=0)
    return Cluster(
        middle=(float(middle[0]), float(middle[1])),
        count=len(members),
        area=Area(
            south=float(low[0]), west=float(low[1]), north=float(high[0]), east=float(high[1])
        ),
    )
