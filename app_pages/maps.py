"""Maps: layers from positions, on a background that needs no network.

A coordinate that is missing never gets here: callers pass positions, not maybes.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pydeck as pdk

from app_pages import background
from app_pages.map_shapes import VIEW_M, Point, circle, ellipse, lonlat, wedge
from app_pages.settings import settings
from app_pages.symbols import (
    CAMERA_COLOUR,
    KNOWN_COLOUR,
    PHOTO_COLOUR,
    Symbol,
    data_url,
)
from app_pages.words import housing_word
from languages.figures import metres
from languages.text import tr
from mapping.export.camera import ExportedCamera
from mapping.geometry.geodesy import move, track
from mapping.geometry.position import Position
from mapping.matching.known import KnownCamera
from mapping.matching.official_list import Comparison
from mapping.review.osm import CameraType
from mapping.review.proposal import Proposal

__all__ = [
    "camera_layers",
    "comparison_layers",
    "deck",
    "estimate_layers",
    "estimate_symbols",
    "extent",
    "known_layer",
    "point_layers",
    "sight_layers",
    "view_layer",
    "viewing_direction",
]

PIXELS = pdk.types.String("pixels")
"""A plain string would be taken for an expression."""


def deck(layers: Sequence[pdk.Layer], centre: Point, span_m: float) -> pdk.Deck:
    """A map of `layers` that shows about `span_m` metres around `centre`."""
    return pdk.Deck(
        layers=list(layers),
        initial_view_state=pdk.ViewState(
            latitude=centre[0], longitude=centre[1], zoom=_zoom(centre[0], span_m)
        ),
        map_style=background.style(),
        map_provider="maplibre",
        tooltip={"text": "{label}"},
    )


def extent(points: Sequence[Point]) -> tuple[Point, float]:
    """The middle of some points, and the metres that a map must show to hold them all."""
    if not points:
        return settings().map_centre, 1000.0
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    _, diagonal_m = track((south, west), (north, east))
    return ((south + north) / 2, (west + east) / 2), 1.2 * diagonal_m


def camera_layers(cameras: Iterable[Proposal]) -> list[pdk.Layer]:
    """Points of accepted cameras, and where they look; none without a place of their own."""
    cameras = list(cameras)
    points = [
        {
            "id": camera.id,
            **_marker(
                (place.latitude, place.longitude),
                tr("{housing} camera", housing=housing_word(camera.housing)),
            ),
        }
        for camera in cameras
        if (place := camera.standing.camera_position) is not None
    ]
    return [view_layer("view", cameras), _signs("known", points, Symbol.ACCEPTED, size_px=15)]


def viewing_direction(camera: Proposal) -> float | None:
    """Where a fixed camera looks, if a person said so: degrees from true north."""
    fixed = camera.tags.get("camera:type") == CameraType.FIXED
    return camera.standing.direction_deg if fixed else None


def view_layer(name: str, cameras: Iterable[Proposal]) -> pdk.Layer:
    """Wedges of the fixed cameras that have a place and a direction."""
    wedges = [
        {
            "polygon": wedge((place.latitude, place.longitude), direction_deg),
            "label": tr(
                "Looks towards {direction}° (a drawing of {distance})",
                direction=f"{direction_deg:.0f}",
                distance=metres(VIEW_M),
            ),
        }
        for camera in cameras
        if (place := camera.standing.camera_position) is not None
        and (direction_deg := viewing_direction(camera)) is not None
    ]
    return _areas(name, wedges, KNOWN_COLOUR)


def known_layer(cameras: Iterable[KnownCamera]) -> pdk.Layer:
    """Cameras that a source has, with what it says of them."""
    points = [
        {
            "id": f"{camera.source} {camera.source_id}",
            "position": [camera.longitude, camera.latitude],
            "label": f"{camera.source} {camera.source_id}\n"
            + "\n".join(f"{key}={value}" for key, value in camera.tags.items()),
        }
        for camera in cameras
    ]
    return _signs("imported", points, Symbol.IMPORTED, size_px=15)


def comparison_layers(found: Comparison, cameras: Iterable[ExportedCamera]) -> list[pdk.Layer]:
    """Listed places with and without a camera, and the cameras themselves."""
    listed: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for finding in found.findings:
        place = (finding.place.latitude, finding.place.longitude)
        listed[bool(finding.cameras)].append(
            _marker(place, finding.place.name or tr("Listed place"))
        )
    street = [
        _marker(
            (at.latitude, at.longitude), tr("{housing} camera", housing=housing_word(each.housing))
        )
        for each in cameras
        if (at := each.place) is not None
    ]
    return [
        _signs("street", street, Symbol.ACCEPTED, 12),
        _signs("listed-only", listed[False], Symbol.LISTED_ONLY, 24),
        _signs("listed-found", listed[True], Symbol.LISTED_FOUND, 24),
    ]


def estimate_layers(position: Position, photo: Point | None) -> list[pdk.Layer]:
    """Where a camera stands with its 95% ellipse or ring, the photo point and the ray between."""
    layers = [_possible_places(position)]
    if photo and position.bearing_deg is not None and position.distance_m is not None:
        end = move(*photo, bearing_deg=position.bearing_deg, distance_m=position.distance_m)
        ray = {"path": [lonlat(photo), lonlat(end)], "label": tr("Line of sight")}
        layers.append(_lines("ray", [ray], PHOTO_COLOUR, width_px=3))
    if photo:
        layers.append(_signs("photo", [_marker(photo, tr("The photographer"))], Symbol.PHOTO, 20))
    if not position.is_ring:
        here = (position.latitude, position.longitude)
        layers.append(_signs("camera", [_marker(here, tr("The camera"))], Symbol.CAMERA, 20))
    return layers


def sight_layers(sights: Sequence[tuple[Point, Position]]) -> list[pdk.Layer]:
    """Photo points and rays of further photos that show a camera; none where there are none."""
    rays = [
        {"path": [lonlat(photo), lonlat(end)], "label": tr("Line of sight")}
        for photo, alone in sights
        if alone.bearing_deg is not None and alone.distance_m is not None
        for end in [move(*photo, bearing_deg=alone.bearing_deg, distance_m=alone.distance_m)]
    ]
    points = [_marker(photo, tr("The photographer")) for photo, _ in sights]
    if not points:
        return []
    return [
        _lines("sight-rays", rays, PHOTO_COLOUR, width_px=2),
        _signs("sight-photos", points, Symbol.PHOTO, 16),
    ]


def estimate_symbols(position: Position, photo: Point | None) -> list[Symbol]:
    """The signs that `estimate_layers` draws, for the legend."""
    signs = [Symbol.RING] if position.is_ring else [Symbol.CAMERA, Symbol.ELLIPSE]
    if photo:
        signs.append(Symbol.PHOTO)
        if position.bearing_deg is not None and position.distance_m is not None:
            signs.append(Symbol.RAY)
    return signs


def point_layers(point: Point) -> list[pdk.Layer]:
    """The place that a person is choosing."""
    return [_signs("chosen", [_marker(point, tr("Here"))], Symbol.CHOSEN, 24)]


def _possible_places(position: Position) -> pdk.Layer:
    """The 95% ellipse; of a ring its disc, with the circle at the likely distance in it."""
    all_places = tr("95% of the possible places")
    if not position.is_ring:
        area = {"polygon": ellipse(position), "label": all_places}
        return _areas("ellipse", [area], CAMERA_COLOUR)
    here, likely_m = (position.latitude, position.longitude), position.distance_m or 0.0
    discs = [
        {"polygon": circle(here, position.semi_major_m), "label": all_places},
        {"polygon": circle(here, likely_m), "label": tr("The likely distance, in any direction")},
    ]
    return _areas("ring", discs, CAMERA_COLOUR)


def _areas(name: str, areas: list[dict[str, Any]], colour: tuple[int, int, int]) -> pdk.Layer:
    return pdk.Layer(
        "PolygonLayer",
        id=name,
        data=areas,
        get_polygon="polygon",
        get_fill_color=[*colour, 50],
        get_line_color=[*colour, 180],
        get_line_width=2,
        line_width_units=PIXELS,
        pickable=True,
    )


def _signs(name: str, points: list[dict[str, Any]], symbol: Symbol, size_px: int) -> pdk.Layer:
    icon = {"url": data_url(symbol), "width": 48, "height": 48, "id": symbol.name}
    return pdk.Layer(
        "IconLayer",
        id=name,
        data=[{**point, "icon": icon} for point in points],
        get_icon="icon",
        get_position="position",
        get_size=size_px,
        size_units=PIXELS,
        pickable=True,
    )


def _lines(
    name: str, lines: list[dict[str, Any]], colour: tuple[int, int, int], width_px: int
) -> pdk.Layer:
    return pdk.Layer(
        "PathLayer",
        id=name,
        data=lines,
        get_path="path",
        get_color=[*colour, 200],
        get_width=width_px,
        width_units=PIXELS,
        pickable=True,
    )


def _marker(point: Point, label: str) -> dict[str, Any]:
    return {"position": lonlat(point), "label": label}


def _zoom(latitude: float, span_m: float) -> float:
    """Web Mercator zoom at which `span_m` metres take about 400 pixels (512 px tiles)."""
    metres_per_pixel = span_m / 400
    equator_m = 2 * math.pi * 6_378_137
    return math.log2(equator_m * math.cos(math.radians(latitude)) / 512 / metres_per_pixel)
