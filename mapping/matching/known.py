"""What is known already: cameras of OpenStreetMap, of tables, of other groups.

A known camera keeps its source's own id and tags as they are. Where it stands is known only as
well as its source places cameras: each carries the radius of a 95% circle.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import shapely

from detection.record import Housing

__all__ = ["KnownCamera", "KnownIndex", "housings_of"]

_METRES_A_DEGREE = 110_500.0
"""Fewer than any degree of latitude has, so that a search box is never too small."""

_HOUSINGS: Mapping[str, frozenset[Housing]] = {
    "fixed": frozenset({Housing.BULLET, Housing.BOX, Housing.TURRET, Housing.ALPR}),
    "dome": frozenset({Housing.DOME, Housing.PTZ, Housing.TURRET}),
    "panning": frozenset({Housing.PTZ}),
}
"""Turrets are mapped as either: the wiki counts them as fixed, mappers as domes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownCamera:
    """A camera that a source has: WGS 84 degrees, the source's id, its OpenStreetMap tags.

    `error_m` is the radius that holds the true place with 95%.
    """

    source: str
    source_id: str
    latitude: float
    longitude: float
    error_m: float
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the camera: its source, and its id there."""
        return self.source, self.source_id


def housings_of(camera: KnownCamera) -> frozenset[Housing]:
    """Give the housings that the tags allow; empty if they say nothing."""
    if camera.tags.get("surveillance:type", "").upper() == "ALPR":
        return frozenset({Housing.ALPR})
    return _HOUSINGS.get(camera.tags.get("camera:type", ""), frozenset())


class KnownIndex:
    """Known cameras, found by place."""

    def __init__(self, cameras: Iterable[KnownCamera]) -> None:
        self.cameras: Sequence[KnownCamera] = tuple(cameras)
        points = np.array([(c.longitude, c.latitude) for c in self.cameras]).reshape(-1, 2)
        self._tree = shapely.STRtree(shapely.points(points))
        self.largest_error_m = max((c.error_m for c in self.cameras), default=0.0)

    def near(self, latitude: float, longitude: float, radius_m: float) -> list[KnownCamera]:
        """Give the cameras in a box that holds this circle, in their order."""
        found = {
            int(index)
            for box in _boxes(latitude, longitude, radius_m)
            for index in self._tree.query(box)
        }
        return [self.cameras[index] for index in sorted(found)]


def _boxes(latitude: float, longitude: float, radius_m: float) -> list[shapely.Polygon]:
    """Give the boxes in degrees around a circle: two of them across the antimeridian."""
    tall = radius_m / _METRES_A_DEGREE
    south, north = latitude - tall, latitude + tall
    cosine = float(np.cos(np.radians(max(abs(south), abs(north)))))
    wide = tall / cosine if max(abs(south), abs(north)) < 90 else 360.0
    if wide >= 180:  # the circle holds a pole
        return [shapely.box(-180, south, 180, north)]
    west, east = longitude - wide, longitude + wide
    boxes = [shapely.box(max(west, -180), south, min(east, 180), north)]
    if west < -180:
        boxes.append(shapely.box(west + 360, south, 180, north))
    if east > 180:
        boxes.append(shapely.box(-180, south, east - 360, north))
    return boxes
