"""Vertices and faces of the solids, in plain numpy."""

import itertools
import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from training.pose import apply
from training.solids import Block, Foliage, Lathe, Loft, Panel, Point, Prism, Solid, Tube

__all__ = ["Mesh", "corners", "mesh"]


Faces = list[tuple[int, ...]]


Mesh = tuple[NDArray[np.float64], Faces]
"""Vertices of shape (n, 3) in metres, and faces as vertex numbers."""


def corners(solids: Iterable[Solid]) -> NDArray[np.float64]:
    """Give the vertices of all solids in their parent's frame, shape (n, 3)."""
    return np.concatenate([apply(solid.pose, mesh(solid)[0]) for solid in solids])


def mesh(solid: Solid) -> Mesh:
    """Give the vertices and faces of a solid in its own frame."""
    made: Mesh = _MAKERS[type(solid)](solid)
    return made


def _lathe_mesh(lathe: Lathe) -> Mesh:
    start, end = lathe.arc
    closed = end - start > 2 * math.pi - 1e-6
    angles = np.linspace(start, end, lathe.steps + 1)[: lathe.steps if closed else None]
    rings = [
        np.stack([np.full_like(angles, x), r * np.cos(angles), r * np.sin(angles)], axis=1)
        for x, r in lathe.profile
    ]
    return np.concatenate(rings), _strip_faces(len(rings), len(angles), closed)


def _strip_faces(rings: int, around: int, closed: bool) -> Faces:
    """Join rings of `around` vertices each with quads."""
    return [
        (ring * around + i, ring * around + j, (ring + 1) * around + j, (ring + 1) * around + i)
        for ring in range(rings - 1)
        for i in range(around if closed else around - 1)
        for j in [(i + 1) % around]
    ]


def _block_mesh(block: Block) -> Mesh:
    half = np.array(block.size) / 2
    bevel = min(block.bevel, 0.45 * float(half.min()))
    signs = list(itertools.product((-1, 1), repeat=3))
    vertices = np.array(
        [half * sign - bevel * np.array(sign) * (np.arange(3) != axis)
         for sign in signs for axis in range(3)]
    )  # fmt: skip
    number = {(sign, axis): i * 3 + axis for i, sign in enumerate(signs) for axis in range(3)}
    faces: Faces = [tuple(number[sign, axis] for axis in range(3)) for sign in signs]
    for axis, value in itertools.product(range(3), (-1, 1)):
        ring = [_around(axis, value, a, b) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        faces.append(tuple(number[sign, axis] for sign in ring))
    for axis in range(3):  # the edges that run along this axis
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for a, b in itertools.product((-1, 1), repeat=2):
            low, high = _around(axis, -1, a, b), _around(axis, 1, a, b)
            faces.append((number[low, u], number[low, v], number[high, v], number[high, u]))
    return vertices, faces


def _around(axis: int, value: int, a: int, b: int) -> tuple[int, int, int]:
    sign = [0, 0, 0]
    sign[axis], sign[(axis + 1) % 3], sign[(axis + 2) % 3] = value, a, b
    return sign[0], sign[1], sign[2]


def _tube_mesh(tube: Tube) -> Mesh:
    line = _curve(np.array(tube.points, dtype=float)) if tube.smooth else np.array(tube.points)
    steps = np.diff(line, axis=0)
    tangents = np.concatenate([steps[:1], (steps[:-1] + steps[1:]) / 2, steps[-1:]])
    tangents /= np.maximum(np.linalg.norm(tangents, axis=1, keepdims=True), 1e-9)
    side = _perpendicular(tangents[0])
    angles = np.linspace(0, 2 * math.pi, 13)[:-1]
    rings = []
    for centre, tangent in zip(line, tangents, strict=True):
        side = side - tangent * (side @ tangent)  # carried along without twisting
        side = side / np.linalg.norm(side)
        up = np.cross(tangent, side)
        rings.append(
            centre + tube.radius * (np.outer(np.cos(angles), side) + np.outer(np.sin(angles), up))
        )
    faces = _strip_faces(len(rings), 12, closed=True)
    faces += [tuple(range(12)), tuple(range((len(rings) - 1) * 12, len(rings) * 12))]
    return np.concatenate(rings), faces


def _perpendicular(tangent: NDArray[np.float64]) -> NDArray[np.float64]:
    helper = np.eye(3)[int(np.argmin(np.abs(tangent)))]
    return np.cross(tangent, helper)


def _curve(points: NDArray[np.float64], per_span: int = 6) -> NDArray[np.float64]:
    """Run a Catmull-Rom spline through the points."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, per_span, endpoint=False)[:, None]
    spans = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        cubic = (3 * b - a - 3 * c + d) * t**3 + (2 * a - 5 * b + 4 * c - d) * t**2
        spans.append((cubic + (c - a) * t + 2 * b) / 2)
    return np.concatenate([*spans, points[-1:]])


def _prism_mesh(prism: Prism) -> Mesh:
    count = len(prism.outline)
    vertices = [(x, y, z) for y in (-prism.depth / 2, prism.depth / 2) for x, z in prism.outline]
    faces = _strip_faces(2, count, closed=True)
    return np.array(vertices), [*faces, tuple(range(count)), tuple(range(count, 2 * count))]


def _panel_mesh(panel: Panel) -> Mesh:
    xs = sorted({0.0, panel.width, *(x for hole in panel.openings for x in hole[::2])})
    zs = sorted({0.0, panel.height, *(z for hole in panel.openings for z in hole[1::2])})
    quads: list[Sequence[Point]] = []
    for x1, x2 in itertools.pairwise(xs):
        for z1, z2 in itertools.pairwise(zs):
            if not any(h[0] <= x1 < h[2] and h[1] <= z1 < h[3] for h in panel.openings):
                quads.append([(x1, 0, z1), (x2, 0, z1), (x2, 0, z2), (x1, 0, z2)])
    for x1, z1, x2, z2 in panel.openings:
        ring = [(x1, z1), (x2, z1), (x2, z2), (x1, z2)]
        quads += [
            [(a[0], 0, a[1]), (b[0], 0, b[1]), (b[0], panel.depth, b[1]), (a[0], panel.depth, a[1])]
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
        ]
    faces: Faces = [tuple(range(4 * i, 4 * i + 4)) for i in range(len(quads))]
    return np.array([point for quad in quads for point in quad], dtype=float), faces


def _foliage_mesh(foliage: Foliage) -> Mesh:
    random = np.random.default_rng(foliage.seed)
    directions = random.normal(size=(foliage.leaves, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    spread = random.uniform(0.35, 1, size=(foliage.leaves, 1)) ** 0.5
    centres = directions * spread * np.array(foliage.radii)
    axes = random.normal(size=(2, foliage.leaves, 3))
    axes *= foliage.leaf_m / np.linalg.norm(axes, axis=2, keepdims=True)
    first, second = axes[0], axes[1] * 0.6
    quads = np.stack([centres - first, centres + second, centres + first, centres - second], axis=1)
    return quads.reshape(-1, 3), [tuple(range(4 * i, 4 * i + 4)) for i in range(foliage.leaves)]


def _loft_mesh(loft: Loft) -> Mesh:
    around = 28
    angles = np.linspace(0, 2 * math.pi, around, endpoint=False)
    shape = np.stack([np.cos(angles), np.sin(angles)])
    shape = np.sign(shape) * np.abs(shape) ** (2 / loft.power)
    rings = [
        np.stack(
            [np.full(around, x), half * shape[0], (low + high) / 2 + (high - low) / 2 * shape[1]],
            axis=1,
        )
        for x, half, low, high in loft.stations
    ]
    faces = _strip_faces(len(rings), around, closed=True)
    faces += [tuple(range(around)), tuple(range((len(rings) - 1) * around, len(rings) * around))]
    return np.concatenate(rings), faces


_MAKERS: dict[type[Solid], Callable[..., Mesh]] = {
    Block: _block_mesh,
    Foliage: _foliage_mesh,
    Lathe: _lathe_mesh,
    Loft: _loft_mesh,
    Panel: _panel_mesh,
    Prism: _prism_mesh,
    Tube: _tube_mesh,
}
