"""Outlines on a map: ellipses, circles and wedges as lists of [longitude, latitude]."""

import math

from mapping.geometry.geodesy import move, move_by
from mapping.geometry.position import Position

__all__ = ["VIEW_DEG", "VIEW_M", "Outline", "Point", "circle", "ellipse", "lonlat", "wedge"]

Point = tuple[float, float]
"""Latitude and longitude in WGS 84 degrees."""

Outline = list[list[float]]

ELLIPSE_POINTS = 72
WEDGE_STEPS = 12

VIEW_M = 15.0
VIEW_DEG = 60.0
"""The wedge of a fixed camera: a drawing of the direction, whatever its lens may be."""


def lonlat(point: Point) -> list[float]:
    """A point in the order that maps take it."""
    return [point[1], point[0]]


def ellipse(position: Position) -> Outline:
    """The 95% ellipse of a position."""
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


def circle(centre: Point, radius_m: float) -> Outline:
    """All points at one distance."""
    return [
        lonlat(move(*centre, bearing_deg=360 * at / ELLIPSE_POINTS, distance_m=radius_m))
        for at in range(ELLIPSE_POINTS)
    ]


def wedge(apex: Point, direction_deg: float) -> Outline:
    """The field of view that is drawn for a fixed camera: VIEW_M long, VIEW_DEG wide."""
    turns = [VIEW_DEG * (at / WEDGE_STEPS - 0.5) for at in range(WEDGE_STEPS + 1)]
    arc = [move(*apex, bearing_deg=direction_deg + turn, distance_m=VIEW_M) for turn in turns]
    return [lonlat(apex), *(lonlat(point) for point in arc)]
