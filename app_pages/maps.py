"""Maps: layers from positions, on a background that needs no network.

A coordinate that is missing never gets here: callers pass positions, not maybes.
"""

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import pydeck as pdk

from app_pages.settings import settings
from app_pages.words import HOUSING_WORDS
from mapping.geodesy import move, move_by, track
from mapping.known import KnownCamera
from mapping.position import Position
from mapping.proposal import Proposal

__all__ = [
    "Point",
    "camera_layers",
    "deck",
    "estimate_layers",
    "extent",
    "known_layer",
    "point_layers",
]

Point = tuple[float, float]
"""Latitude and longitude in WGS 84 degrees."""

PIXELS = pdk.types.String("pixels")
"""A plain string would be taken for an expression."""

CAMERA_COLOUR = (216, 88, 0)
PHOTO_COLOUR = (11, 110, 117)
KNOWN_COLOUR = (90, 100, 102)
ELLIPSE_POINTS = 72

_BLANK_STYLE = {
    "version": 8,
    "sources": {},
    "layers": [{"id": "blank", "type": "background", "paint": {"background-color": "#eef1f1"}}],
}


def deck(layers: Sequence[pdk.Layer], centre: Point, span_m: float) -> pdk.Deck:
    """A map of `layers` that shows about `span_m` metres around `centre`."""
    style = settings().map_style or "data:application/json," + quote(json.dumps(_BLANK_STYLE))
    return pdk.Deck(
        layers=list(layers),
        initial_view_state=pdk.ViewState(
            latitude=centre[0], longitude=centre[1], zoom=_zoom(centre[0], span_m)
        ),
        map_style=style,
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
    """Points of known cameras; those without a place of their own are left out."""
    points = [
        {
            "id": camera.id,
            "position": [place.longitude, place.latitude],
            "label": f"{HOUSING_WORDS[camera.housing]} camera",
        }
        for camera in cameras
        if (place := camera.standing.camera_position) is not None
    ]
    return [_dots("known", points, KNOWN_COLOUR, radius_px=6)]


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
    return _dots("imported", points, KNOWN_COLOUR, radius_px=5)


def estimate_layers(position: Position, photo: Point | None) -> list[pdk.Layer]:
    """Where a camera stands with its 95 % ellipse, the photo point and the ray between."""
    colour = [*CAMERA_COLOUR, 50]
    layers = [
        pdk.Layer(
            "PolygonLayer",
            id="ellipse",
            data=[{"polygon": _ellipse(position), "label": "95 % of the possible places"}],
            get_polygon="polygon",
            get_fill_color=colour,
            get_line_color=[*CAMERA_COLOUR, 160],
            get_line_width=2,
            line_width_units=PIXELS,
            pickable=True,
        )
    ]
    if photo and position.bearing_deg is not None and position.distance_m is not None:
        end = move(*photo, bearing_deg=position.bearing_deg, distance_m=position.distance_m)
        ray = {"path": [lonlat(photo), lonlat(end)], "label": "Line of sight"}
        layers.append(_lines("ray", [ray], PHOTO_COLOUR, width_px=2))
    if photo:
        layers.append(_dots("photo", [_marker(photo, "The photographer")], PHOTO_COLOUR, 7))
    if not position.is_ring:
        here = (position.latitude, position.longitude)
        layers.append(_dots("camera", [_marker(here, "The camera")], CAMERA_COLOUR, 8))
    return layers


def point_layers(point: Point) -> list[pdk.Layer]:
    """The place that a person is choosing."""
    return [_dots("chosen", [_marker(point, "Here")], CAMERA_COLOUR, 8)]


def _ellipse(position: Position) -> list[list[float]]:
    turn = math.radians(position.orientation_deg)
    corners = []
    for at in range(ELLIPSE_POINTS):
        angle = 2 * math.pi * at / ELLIPSE_POINTS
        along, across = (
            position.semi_major_m * math.cos(angle),
            position.semi_minor_m * math.sin(angle),
        )
        east_m = along * math.sin(turn) + across * math.cos(turn)
        north_m = along * math.cos(turn) - across * math.sin(turn)
        here = (position.latitude, position.longitude)
        corners.append(lonlat(move_by(*here, east_m=east_m, north_m=north_m)))
    return corners


def _dots(
    name: str, points: list[dict[str, Any]], colour: tuple[int, int, int], radius_px: int
) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        id=name,
        data=points,
        get_position="position",
        get_fill_color=[*colour, 230],
        get_line_color=[255, 255, 255],
        get_radius=radius_px,
        radius_units=PIXELS,
        get_line_width=2,
        line_width_units=PIXELS,
        stroked=True,
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


def lonlat(point: Point) -> list[float]:
    """A point in the order that maps take it."""
    return [point[1], point[0]]


def _zoom(latitude: float, span_m: float) -> float:
    """Web Mercator zoom at which `span_m` metres take about 400 pixels (512 px tiles)."""
    metres_per_pixel = span_m / 400
    equator_m = 2 * math.pi * 6_378_137
    return math.log2(equator_m * math.cos(math.radians(latitude)) / 512 / metres_per_pixel)
