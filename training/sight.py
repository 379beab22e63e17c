"""What of a camera can be seen: rays against all solids of a street. Needs `bpy`'s mathutils."""

from collections.abc import Iterable, Mapping

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from numpy.typing import NDArray

from detection.record import Box
from training.ground import Lens, Standpoint
from training.meshes import corners, mesh
from training.pose import apply
from training.solids import Solid

__all__ = ["Sight"]


class Sight:
    """A tree of all faces by the name of the thing they belong to.

    Blender's own scene ray cast walks through every object for every ray: 20 ms a ray with the
    five thousand objects of a street. One tree answers in microseconds.
    """

    def __init__(self, things: Mapping[str, Iterable[Solid]]) -> None:
        vertices: list[NDArray[np.float64]] = []
        faces: list[tuple[int, ...]] = []
        self._names = list(things)
        self._last_face: list[int] = []
        count = 0
        for solids in things.values():
            for solid in solids:
                points, polygons = mesh(solid)
                vertices.append(apply(solid.pose, points))
                faces += [tuple(number + count for number in polygon) for polygon in polygons]
                count += len(points)
            self._last_face.append(len(faces))
        self._tree = BVHTree.FromPolygons(np.concatenate(vertices).tolist(), faces)

    def visible_box(
        self, solids: Iterable[Solid], name: str, standpoint: Standpoint, lens: Lens
    ) -> tuple[Box, float] | None:
        """Give the box of the visible pixels of the named thing, and which share is visible.

        One ray a pixel. None where nothing of it shows in the picture.
        """
        seen = standpoint.project(corners(solids), lens)
        if (seen[:, 2] < 0.1).any():
            return None
        x1, y1 = np.floor(seen[:, :2].min(axis=0)).astype(int)
        x2, y2 = np.ceil(seen[:, :2].max(axis=0)).astype(int)
        if x2 < 0 or y2 < 0 or x1 >= lens.width or y1 >= lens.height:
            return None
        right, up, forward = standpoint.axes()
        hits, total = [], 0
        for y in range(y1, y2 + 1):
            for x in range(x1, x2 + 1):
                across, down = x + 0.5 - lens.width / 2, y + 0.5 - lens.height / 2
                ray = forward * lens.focal_px + right * across - up * down
                first, reached = self._cast(standpoint.eye, ray, name)
                total += reached
                if first and 0 <= x < lens.width and 0 <= y < lens.height:
                    hits.append((x, y))
        if not hits:
            return None
        left, top = np.min(hits, axis=0)
        far, low = np.max(hits, axis=0) + 1
        return (float(left), float(top), float(far), float(low)), len(hits) / total

    def _cast(
        self, eye: tuple[float, float, float], ray: NDArray[np.float64], name: str
    ) -> tuple[bool, bool]:
        """Tell whether a ray meets the named thing first, and whether it meets it at all."""
        direction = Vector(ray.tolist()).normalized()
        origin = Vector(eye)
        for depth in range(12):
            place, _, face, _ = self._tree.ray_cast(origin, direction)
            if place is None:
                return False, False
            if self._names[int(np.searchsorted(self._last_face, face, side="right"))] == name:
                return depth == 0, True
            origin = place + direction * 1e-3
        return False, False
