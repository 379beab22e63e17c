"""The quarter around the sample street, as an extract of a map: it does not exist either.

The houses of `training.street` stand where the photos show them; streets, a park and a stream
around them are made up. In the frame of `training.ground`: x along the street, y to its left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

from training.ground import BELGRADE_STREET, Ground
from training.street import HOUSE_WIDTH_M

__all__ = ["write_quarter"]

_FACADE_M = 6.5
_HOUSE_DEPTH_M = 9.0
_WEST_M, _EAST_M = -11.0, 107.0
"""The streets across, before the houses that close the view."""

_BACK_M = 70.0
_REACH_M = 150.0

Points = tuple[tuple[float, float], ...]
"""Metres of the street frame; the first point again at the end of an area."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shape:
    points: Points
    tags: dict[str, str]


def write_quarter(path: Path, ground: Ground = BELGRADE_STREET) -> int:
    """Write the quarter to a new `.osm.pbf`; give the number of its shapes."""
    shapes = tuple(_shapes())
    corners = sorted({point for shape in shapes for point in shape.points})
    numbers = {point: number for number, point in enumerate(corners, start=1)}
    places = {point: ground.position(*point) for point in corners}
    with osmium.SimpleWriter(str(path), header=_header(list(places.values()))) as writer:
        for point in corners:
            latitude, longitude = places[point]
            writer.add_node(Node(id=numbers[point], version=1, location=(longitude, latitude)))
        latitude, longitude = ground.position(48, 40)
        name = {"place": "quarter", "name": "Узорак"}
        writer.add_node(
            Node(id=len(corners) + 1, version=1, location=(longitude, latitude), tags=name)
        )
        for number, shape in enumerate(shapes, start=1):
            nodes = [numbers[point] for point in shape.points]
            writer.add_way(Way(id=number, version=1, nodes=nodes, tags=shape.tags))
    return len(shapes)


def _header(places: Sequence[tuple[float, float]]) -> osmium.io.Header:
    header = osmium.io.Header()
    header.set("generator", "Osmatrac")
    latitudes, longitudes = zip(*places, strict=True)
    header.add_box(osmium.osm.Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes)))
    return header


def _shapes() -> Iterator[_Shape]:
    yield _Shape(
        points=_block(-_REACH_M, _REACH_M + 96, -_REACH_M, _REACH_M),
        tags={"landuse": "residential"},
    )
    yield from _streets()
    yield from _green()
    yield from _houses()


def _streets() -> Iterator[_Shape]:
    across = (-_REACH_M, -_BACK_M, 0.0, _BACK_M, _REACH_M)
    along = (-_REACH_M, _WEST_M, _EAST_M, _REACH_M + 96)
    for x, name in ((_WEST_M, "Прва попречна"), (_EAST_M, "Друга попречна")):
        points = tuple((x, y) for y in across)
        yield _Shape(points=points, tags={"highway": "residential", "name": name})
    for y, kind, name in (
        (_BACK_M, "secondary", "Горња улица"),
        (-_BACK_M, "residential", "Доња улица"),
    ):
        yield _Shape(points=tuple((x, y) for x in along), tags={"highway": kind, "name": name})
    yield _Shape(
        points=((_WEST_M, 0), (_EAST_M, 0)),
        tags={"highway": "residential", "name": "Примерна улица"},
    )


def _green() -> Iterator[_Shape]:
    yield _Shape(
        points=_block(_WEST_M + 9, _EAST_M - 9, -_REACH_M + 12, -_BACK_M - 9),
        tags={"leisure": "park", "name": "Парк узорака"},
    )
    pond = ((30.0, -98.0), (52.0, -92.0), (66.0, -103.0), (58.0, -118.0), (36.0, -116.0))
    yield _Shape(points=(*pond, pond[0]), tags={"natural": "water"})
    yield _Shape(
        points=((_WEST_M, -_BACK_M), (24, -90), (28, -122), (80, -124), (_EAST_M, -_BACK_M)),
        tags={"highway": "footway"},
    )
    yield _Shape(
        points=((-_REACH_M, -138), (-60, -120), (36, -116), (58, -118), (150, -128), (246, -110)),
        tags={"waterway": "stream", "name": "Узорни поток"},
    )


def _houses() -> Iterator[_Shape]:
    for number in range(6):
        x = number * HOUSE_WIDTH_M
        for side in (1, -1):
            yield _house(x, side * _FACADE_M, side, number=2 * number + (1 if side > 0 else 2))
            yield _house(x, side * (_BACK_M - 8), -side, number=2 * number + 1)
    for x in (-22.0 - _HOUSE_DEPTH_M, 118.0):
        yield _Shape(points=_block(x, x + _HOUSE_DEPTH_M, -15, 15), tags={"building": "yes"})
    for x in (-70.0, 140.0, 170.0):
        for y in (-50.0, -20.0, 25.0, 95.0):
            yield _Shape(points=_block(x, x + 18, y, y + 16), tags={"building": "yes"})


def _house(x: float, front: float, side: int, *, number: int) -> _Shape:
    near, far = sorted((front, front + side * _HOUSE_DEPTH_M))
    return _Shape(
        points=_block(x, x + HOUSE_WIDTH_M, near, far),
        tags={"building": "house", "addr:housenumber": str(number)},
    )


def _block(west: float, east: float, south: float, north: float) -> Points:
    return ((west, south), (east, south), (east, north), (west, north), (west, south))
