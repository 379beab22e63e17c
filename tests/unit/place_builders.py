"""Builders of located photos and the cameras in them."""

import math
from datetime import UTC, datetime
from typing import Any

from detection.record import Detection, HeadingReference, Housing, Location, ScanRecord
from mapping.geometry.geodesy import move
from mapping.geometry.sighting import Sighting, sight

WIDTH, HEIGHT = 4032, 3024
FOCAL_PX = 26 * math.hypot(WIDTH, HEIGHT) / math.hypot(36, 24)


def location(**changes: Any) -> Location:
    values: dict[str, Any] = {
        "latitude": 44.81,
        "longitude": 20.42,
        "accuracy_m": 5.0,
        "heading_deg": 90.0,
        "heading_reference": HeadingReference.TRUE,
        "focal_length_35mm": 26.0,
    }
    return Location(**values | changes)


def record(where: Location | None, *, width: int = WIDTH, height: int = HEIGHT) -> ScanRecord:
    return ScanRecord(
        photo="a.jpg",
        sha256="0" * 64,
        width=width,
        height=height,
        taken_at=datetime(2026, 5, 1, 12, tzinfo=UTC),
        location=where,
    )


def seen(
    *, side_px: float = 60, x: float = WIDTH / 2, y: float = HEIGHT / 2, **changes: Any
) -> Detection:
    half = side_px / 2
    values: dict[str, Any] = {
        "housing": Housing.BULLET,
        "housing_confidence": 1.0,
        "confidence": 0.9,
        "box": (x - half, y - half, x + half, y + half),
    }
    return Detection(**values | changes)


def sighting(
    camera: tuple[float, float],
    *,
    bearing_deg: float,
    distance_m: float,
    found: Detection | None = None,
    **changes: Any,
) -> Sighting:
    """A faultless photo of a camera 2.7 m above the eye, which has the median size."""
    stood = move(*camera, bearing_deg=bearing_deg + 180, distance_m=distance_m)
    values = {"latitude": stood[0], "longitude": stood[1], "heading_deg": bearing_deg % 360}
    where = location(**values | changes)
    side_px = 0.176 * FOCAL_PX / math.hypot(distance_m, 2.7)
    view = sight(record(where), found or seen(side_px=side_px))
    assert view is not None
    return view
