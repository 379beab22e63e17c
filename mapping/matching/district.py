"""Districts: named areas of a city, and how many cameras of each type stand in them.

A camera on the border of two, or where two overlap, counts for the first in the file. Its place
is taken as the point that it is: near a border its error may put it on the other side.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from detection.record import Housing
from languages.kept import kept
from mapping.export.camera import ExportedCamera
from mapping.export.cells import guarded, line

__all__ = ["OUTSIDE", "District", "DistrictCounts", "Districts", "count_by_district"]

OUTSIDE = kept("Outside of all areas")


@dataclass(frozen=True, kw_only=True, slots=True)
class District:
    """A named area; `shape` is a polygon or several, x being the longitude (WGS 84 degrees)."""

    name: str
    shape: Any


class Districts:
    """Districts, found by place."""

    def __init__(self, districts: Sequence[District]) -> None:
        self.names = tuple(dict.fromkeys(each.name for each in districts))
        self._districts = tuple(districts)
        self._tree = shapely.STRtree([each.shape for each in districts])

    def at(self, latitude: float, longitude: float) -> str | None:
        """Name the district that a place is in, None outside of all."""
        point = shapely.Point(longitude, latitude)
        found = self._tree.query(point, predicate="intersects")
        return self._districts[min(found)].name if len(found) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class DistrictCounts:
    """Cameras by district and housing, all districts in their order, also those with none.

    `outside` counts those in no district, `unplaced` those whose place is not known.
    """

    inside: dict[str, Counter[Housing]]
    outside: Counter[Housing]
    unplaced: int

    def to_json(self) -> dict[str, Any]:
        """Give the counts as a JSON object."""
        return {
            "areas": {name: _plain(counts) for name, counts in self.inside.items()},
            "outside_of_all_areas": _plain(self.outside),
            "without_a_place": self.unplaced,
        }

    def rows(self) -> Iterator[tuple[str, Housing, int]]:
        """Give area, housing and count where there is a camera; outside of all comes last."""
        for name, counts in (*self.inside.items(), (OUTSIDE, self.outside)):
            yield from ((name, housing, counts[housing]) for housing in Housing if counts[housing])

    def table(self) -> Iterator[str]:
        """Write CSV: a line an area, a column a type; no text runs as a formula."""
        yield line(["area", *Housing, "total"])
        for name, counts in (*self.inside.items(), (OUTSIDE, self.outside)):
            numbers = [counts[housing] for housing in Housing]
            yield line([guarded(name), *numbers, sum(numbers)])


def count_by_district(cameras: Iterable[ExportedCamera], districts: Districts) -> DistrictCounts:
    """Count cameras by the district that they stand in, and by their housing."""
    inside: dict[str, Counter[Housing]] = {name: Counter() for name in districts.names}
    outside: Counter[Housing] = Counter()
    unplaced = 0
    for camera in cameras:
        if camera.place is None:
            unplaced += 1
            continue
        name = districts.at(camera.place.latitude, camera.place.longitude)
        (outside if name is None else inside[name])[camera.housing] += 1
    return DistrictCounts(inside=inside, outside=outside, unplaced=unplaced)


def _plain(counts: Counter[Housing]) -> dict[str, int]:
    return {housing.value: counts[housing] for housing in Housing if counts[housing]}
