"""The official list against the street: which listed places have a camera, and which not.

    listed places ─┬─ on both          a camera stands within the radius
                   └─ only on the list none does (that anybody has mapped)
    cameras ───────┬─ at a listed place
                   └─ only on the street

A place is a point that stands for a crossing or an address, so near means within a stated
radius. A camera near two places counts as near both, and for the count of the nearer one only.
What nobody has mapped is not known to be without cameras.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from languages.kept import kept
from mapping.export.camera import ExportedCamera, Place
from mapping.geometry.geodesy import track

__all__ = ["DEFAULT_RADIUS_M", "Comparison", "ListedPlace", "PlaceFinding", "compare"]

DEFAULT_RADIUS_M = 50.0
"""How far from the point of an address or a crossing its cameras may hang (assumed)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedPlace:
    """A place of the official list (WGS 84 degrees); `count` is how many cameras it states."""

    name: str
    latitude: float
    longitude: float
    count: int | None = None

    def __post_init__(self) -> None:
        inside = abs(self.latitude) <= 90 and abs(self.longitude) <= 180
        if not inside or (self.latitude, self.longitude) == (0, 0):
            raise ValueError(
                kept(
                    "There is no such place: {latitude}, {longitude}.",
                    latitude=self.latitude,
                    longitude=self.longitude,
                )
            )
        if self.count is not None and self.count < 0:
            raise ValueError(kept("There cannot be {number} cameras.", number=self.count))


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceFinding:
    """What was found at a listed place.

    `cameras` are the ids within the radius, nearest first, `distance_m` that of the nearest;
    `counted` is how many of them have no nearer listed place.
    """

    place: ListedPlace
    cameras: tuple[str, ...] = ()
    distance_m: float | None = None
    counted: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """A list held against a dataset; places in the order of the list, cameras as they came.

    `unplaced` counts cameras whose place is unknown: they were not compared.
    """

    radius_m: float
    findings: tuple[PlaceFinding, ...]
    only_on_street: tuple[str, ...]
    camera_count: int
    unplaced: int

    @property
    def on_both(self) -> tuple[PlaceFinding, ...]:
        """The listed places with a camera within the radius."""
        return tuple(finding for finding in self.findings if finding.cameras)

    @property
    def only_on_list(self) -> tuple[PlaceFinding, ...]:
        """The listed places without one."""
        return tuple(finding for finding in self.findings if not finding.cameras)

    @property
    def listed_cameras(self) -> int | None:
        """How many cameras the list states, None unless it does so for every place."""
        counts = [finding.place.count for finding in self.findings]
        return sum(filter(None, counts)) if None not in counts else None

    def to_json(self) -> dict[str, Any]:
        """Give the comparison as a JSON object."""
        return {
            "radius_m": self.radius_m,
            "places": {
                "listed": len(self.findings),
                "on_both": len(self.on_both),
                "only_on_list": len(self.only_on_list),
            },
            "cameras": {
                "listed": self.listed_cameras,
                "on_street": self.camera_count,
                "at_listed_places": self.camera_count - len(self.only_on_street),
                "only_on_street": len(self.only_on_street),
                "without_place": self.unplaced,
            },
            "on_both": [_finding_json(finding) for finding in self.on_both],
            "only_on_list": [_finding_json(finding) for finding in self.only_on_list],
            "only_on_street": list(self.only_on_street),
        }


def compare(
    places: Sequence[ListedPlace],
    cameras: Iterable[ExportedCamera],
    *,
    radius_m: float = DEFAULT_RADIUS_M,
) -> Comparison:
    """Hold a list against cameras; raises ValueError for a radius that is none."""
    if not 0 < radius_m < math.inf:
        raise ValueError(f"The radius must be more than 0 m, not {radius_m:g}.")
    known = list(cameras)
    placed = {camera.id: camera.place for camera in known if camera.place is not None}
    near = _near(places, placed, radius_m)
    nearest_place: dict[str, tuple[float, int]] = {}
    for number, found in enumerate(near):
        for distance_m, camera in found:
            best = nearest_place.get(camera, (math.inf, number))
            nearest_place[camera] = min(best, (distance_m, number))
    counted = Counter(number for _, number in nearest_place.values())
    return Comparison(
        radius_m=radius_m,
        findings=tuple(
            PlaceFinding(
                place=place,
                cameras=tuple(camera for _, camera in found),
                distance_m=found[0][0] if found else None,
                counted=counted[number],
            )
            for number, (place, found) in enumerate(zip(places, near, strict=True))
        ),
        only_on_street=tuple(camera for camera in placed if camera not in nearest_place),
        camera_count=len(placed),
        unplaced=len(known) - len(placed),
    )


def _near(
    places: Sequence[ListedPlace], placed: dict[str, Place], radius_m: float
) -> list[list[tuple[float, str]]]:
    """Give of each place the cameras within the radius with their distances, nearest first."""
    from scipy.spatial import KDTree  # noqa: PLC0415 - half a second that --help need not wait for

    if not places or not placed:
        return [[] for _ in places]
    ids = list(placed)
    tree = KDTree([_earth_centred(at.latitude, at.longitude) for at in placed.values()])
    centres = [_earth_centred(place.latitude, place.longitude) for place in places]
    # a straight line is never longer than the way over the ground: no camera is missed
    candidates = tree.query_ball_point(centres, radius_m)
    result = []
    for place, indices in zip(places, candidates, strict=True):
        distances = ((_distance_m(place, placed[ids[index]]), ids[index]) for index in indices)
        result.append(sorted(pair for pair in distances if pair[0] <= radius_m))
    return result


def _distance_m(listed: ListedPlace, camera: Place) -> float:
    origin, target = (listed.latitude, listed.longitude), (camera.latitude, camera.longitude)
    return track(origin, target)[1]


def _earth_centred(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Give metres from the Earth's centre of a point on the WGS 84 ellipsoid (EPSG 9602)."""
    semi_major_m, eccentricity_squared = 6_378_137.0, 6.694_379_990_14e-3
    phi, lam = math.radians(latitude), math.radians(longitude)
    normal_m = semi_major_m / math.sqrt(1 - eccentricity_squared * math.sin(phi) ** 2)
    return (
        normal_m * math.cos(phi) * math.cos(lam),
        normal_m * math.cos(phi) * math.sin(lam),
        normal_m * (1 - eccentricity_squared) * math.sin(phi),
    )


def _finding_json(finding: PlaceFinding) -> dict[str, Any]:
    place = finding.place
    return {
        "name": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "listed": place.count,
        "counted": finding.counted,
        "distance_m": None if finding.distance_m is None else round(finding.distance_m, 1),
        "cameras": list(finding.cameras),
    }
