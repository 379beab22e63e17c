"""A city of cameras, most of them on the map, and photos of some of them.

Cameras hang alone, as twins on a pole, around corners and along fronts. The map has each with
its own error and sometimes without type or with a wrong one; part of the cameras it lacks.
"""

from dataclasses import dataclass, replace

import numpy as np

from detection.record import Detection
from evaluation.simulation.simulated_views import CITY, Camera, View, draw_camera, draw_view
from mapping.geometry.geodesy import move, move_by
from mapping.matching.known import KnownCamera
from mapping.review.osm import CAMERA_TYPES, osm_tags

__all__ = ["City", "Photo", "draw_city", "draw_photo"]

SIDE_M = 9_000.0
MAP_ERROR_M = 6.0
_TYPED, _TYPED_WRONG = 0.7, 0.05
_SITES = (("alone", 0.5), ("pole", 0.2), ("corner", 0.15), ("front", 0.15))


@dataclass(frozen=True, kw_only=True, slots=True)
class City:
    """Cameras by site, and what the map has; `on_map` says which of the cameras these are.

    `sites` holds the numbers of the cameras that hang together.
    """

    cameras: tuple[Camera, ...]
    sites: tuple[tuple[int, ...], ...]
    known: tuple[KnownCamera, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Photo:
    """One photo: the cameras (by number) that it shows, each as a view of its own."""

    numbers: tuple[int, ...]
    views: tuple[View, ...]


def draw_city(rng: np.random.Generator, known: int, unmapped_share: float = 0.2) -> City:
    """Draw a city of which the map knows this many cameras."""
    total = round(known / (1 - unmapped_share))
    cameras: list[Camera] = []
    sites = []
    while len(cameras) < total:
        places = _site(rng)[: total - len(cameras)]
        sites.append(tuple(range(len(cameras), len(cameras) + len(places))))
        cameras += [draw_camera(rng, place) for place in places]
    mapped = rng.choice(total, known, replace=False)
    return City(
        cameras=tuple(cameras),
        sites=tuple(sites),
        known=tuple(_on_map(rng, int(number), cameras[int(number)]) for number in sorted(mapped)),
    )


def draw_photo(rng: np.random.Generator, city: City) -> Photo:
    """Draw a photo of a random camera and of what hangs within 2 m of it."""
    site = city.sites[int(rng.integers(len(city.sites)))]
    aimed = city.cameras[site[int(rng.integers(len(site)))]]
    bearing_deg, distance_m = float(rng.uniform(0, 360)), float(rng.uniform(3, 40))
    near = tuple(number for number in site if _near(city.cameras[number], aimed))
    first = draw_view(rng, city.cameras[near[0]], bearing_deg=bearing_deg, distance_m=distance_m)
    views = [first]
    for number in near[1:]:  # the same photo point and compass, a box of its own
        other = draw_view(rng, city.cameras[number], bearing_deg=bearing_deg, distance_m=distance_m)
        views.append(replace(first, detection=_beside(first, other.detection)))
    return Photo(numbers=near, views=tuple(views))


def _beside(first: View, other: Detection) -> Detection:
    """Put another camera's box next to the first one's: on a pole they hang side by side."""
    x1, y1, x2, y2 = first.detection.box
    width, height = x2 - x1, y2 - y1
    return replace(other, box=(x2 + width / 2, y1, x2 + width * 1.5, y1 + height))


def _site(rng: np.random.Generator) -> list[tuple[float, float]]:
    kinds = [kind for kind, _ in _SITES]
    kind = str(rng.choice(kinds, p=[share for _, share in _SITES]))
    east_m, north_m = rng.uniform(-SIDE_M / 2, SIDE_M / 2, 2)
    middle = move_by(*CITY, east_m=float(east_m), north_m=float(north_m))
    turn = float(rng.uniform(0, 360))
    steps: list[tuple[float, float]] = [(turn, 0.0)]
    if kind == "pole":
        steps.append((turn, 0.5))
    if kind == "corner":
        steps += [(turn + 90 * k, float(rng.uniform(3, 8))) for k in range(int(rng.integers(1, 4)))]
    if kind == "front":
        steps += [(turn, 10.0 * k) for k in range(1, int(rng.integers(3, 6)))]
    return [move(*middle, bearing_deg=bearing, distance_m=step) for bearing, step in steps]


def _on_map(rng: np.random.Generator, number: int, camera: Camera) -> KnownCamera:
    east_m, north_m = rng.normal(0, MAP_ERROR_M / 2.448, 2)
    latitude, longitude = move_by(
        camera.latitude, camera.longitude, east_m=float(east_m), north_m=float(north_m)
    )
    tags = osm_tags(camera.housing)
    if rng.uniform() > _TYPED:
        tags.pop("camera:type", None)
    elif rng.uniform() < _TYPED_WRONG:
        others = [t.value for types in CAMERA_TYPES.values() for t in types]
        tags["camera:type"] = str(rng.choice(others))
    return KnownCamera(
        source="map",
        source_id=str(number),
        latitude=latitude,
        longitude=longitude,
        error_m=MAP_ERROR_M,
        tags=tags,
    )


def _near(one: Camera, other: Camera) -> bool:
    return abs(one.latitude - other.latitude) < 2e-5 and abs(one.longitude - other.longitude) < 2e-5
