"""Draws of a small world: cameras on walls and poles, and the phones that photograph them.

What `mapping.geometry.sighting` has to assume is drawn here from the geometry itself: dimensions,
turns and tilts, the phone's pitch, the projection, the box, its type, GPS and compass.
"""

import math
from dataclasses import dataclass

import numpy as np

from detection.record import Box, Detection, HeadingReference, Housing, Location, ScanRecord
from evaluation.simulation.housing_sizes import SHAPES, draw_above_eye_m, draw_extents
from mapping.geometry.geodesy import move, move_by

__all__ = ["Camera", "View", "draw_camera", "draw_view"]

HEADING_SIGMA_DEG = (5.0, 25.0)
ACCURACY_M = (3.0, 12.0)
FOCAL_LENGTHS_35MM = (13, 23, 24, 24, 26, 26, 26, 27, 28, 35, 52, 70)
PHOTO_SIZES = ((4032, 3024), (3024, 4032), (4000, 2250), (8064, 6048))
CITY = (44.81, 20.46)

_ACCURACY_IN_SIGMAS = math.sqrt(-2 * math.log(0.32))  # the accuracy holds 68%
_FULL_FRAME_MM = math.hypot(36, 24)
_VARIETY_SIGMA = 0.10
_BOX_FIT_SIGMA = 0.10
_EDGE_SIGMA_PX = 1.5
_LEAST_SIDE_PX = 3.0
_UNKNOWN_SHARE = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Camera:
    """A camera: its type, how large it is among its type (0 to 1), its scale, its height."""

    housing: Housing
    model: float
    scale: float
    above_eye_m: float
    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One photo of a camera: what the app gets, and how far away it was taken."""

    record: ScanRecord
    detection: Detection
    distance_m: float


def draw_camera(rng: np.random.Generator, place: tuple[float, float] = CITY) -> Camera:
    """Draw a camera of any type that hangs at (latitude, longitude)."""
    housings = list(SHAPES)
    return Camera(
        housing=housings[int(rng.integers(len(housings)))],
        model=float(rng.uniform()),
        scale=float(np.exp(rng.normal(0, _VARIETY_SIGMA))),
        above_eye_m=float(draw_above_eye_m(rng, 1)[0]),
        latitude=place[0],
        longitude=place[1],
    )


def draw_view(
    rng: np.random.Generator, camera: Camera, *, bearing_deg: float, distance_m: float
) -> View:
    """Draw a photo of the camera, taken from where it lies at this bearing and distance."""
    width, height = PHOTO_SIZES[int(rng.integers(len(PHOTO_SIZES)))]
    focal_mm = float(rng.choice(FOCAL_LENGTHS_35MM))
    focal_px = (focal_mm + rng.uniform(-0.5, 0.5)) * math.hypot(width, height) / _FULL_FRAME_MM
    box, aside_deg = _draw_box(rng, camera, (width, height), focal_px, distance_m)
    stood = move(
        camera.latitude, camera.longitude, bearing_deg=bearing_deg + 180, distance_m=distance_m
    )
    accuracy_m = float(rng.uniform(*ACCURACY_M))
    east_m, north_m = rng.normal(0, accuracy_m / _ACCURACY_IN_SIGMAS, 2)
    latitude, longitude = move_by(*stood, east_m=float(east_m), north_m=float(north_m))
    error_deg = rng.normal(0, rng.uniform(*HEADING_SIGMA_DEG))
    detection = _draw_detection(rng, camera.housing, box)
    record = ScanRecord(
        photo="simulated.jpg",
        sha256="0" * 64,
        width=width,
        height=height,
        location=Location(
            latitude=latitude,
            longitude=longitude,
            accuracy_m=accuracy_m,
            heading_deg=float(bearing_deg - aside_deg + error_deg) % 360,
            heading_reference=HeadingReference.TRUE,
            focal_length_35mm=focal_mm,
        ),
        detections=(detection,),
    )
    return View(record=record, detection=detection, distance_m=distance_m)


def _draw_box(
    rng: np.random.Generator,
    camera: Camera,
    photo_size: tuple[int, int],
    focal_px: float,
    distance_m: float,
) -> tuple[Box, float]:
    """Draw the box in the photo, and how far (degrees) the camera lies right of its axis."""
    half_view = math.atan(photo_size[0] / 2 / focal_px)
    aside = float(rng.uniform(-0.8, 0.8)) * half_view
    elevation = math.atan2(camera.above_eye_m, distance_m)
    pitch = elevation * float(rng.uniform(0.3, 1.0))
    right = math.sin(aside) * math.cos(elevation)
    level = math.cos(aside) * math.cos(elevation)
    up = math.sin(elevation)
    ahead = level * math.cos(pitch) + up * math.sin(pitch)
    upwards = up * math.cos(pitch) - level * math.sin(pitch)
    x = photo_size[0] / 2 + focal_px * right / ahead
    y = photo_size[1] / 2 - focal_px * upwards / ahead

    range_m = math.hypot(distance_m, camera.above_eye_m)
    across_m, tall_m = draw_extents(
        camera.housing, np.array([elevation]), np.array([camera.model]), rng
    )
    fit = float(np.exp(rng.normal(0, _BOX_FIT_SIGMA)))
    pixels = camera.scale * fit * focal_px / (range_m * ahead**1.5)
    half_w = max(float(across_m[0]) * pixels, _LEAST_SIDE_PX) / 2
    half_h = max(float(tall_m[0]) * pixels, _LEAST_SIDE_PX) / 2
    jitter = np.clip(rng.normal(0, _EDGE_SIGMA_PX, 4), -0.45 * half_w, 0.45 * half_w)
    jitter = np.clip(jitter, -0.45 * half_h, 0.45 * half_h)
    sides = np.array([x - half_w, y - half_h, x + half_w, y + half_h]) + jitter
    return (float(sides[0]), float(sides[1]), float(sides[2]), float(sides[3])), math.degrees(aside)


def _draw_detection(rng: np.random.Generator, housing: Housing, box: Box) -> Detection:
    """Name the type as a calibrated classifier would: right as often as it is certain."""
    certain = float(rng.uniform(0.6, 1.0))
    named = housing
    if rng.uniform() < _UNKNOWN_SHARE:
        named = Housing.UNKNOWN
    elif rng.uniform() > certain:
        others = [other for other in SHAPES if other is not housing]
        named = others[int(rng.integers(len(others)))]
    return Detection(housing=named, housing_confidence=certain, confidence=0.9, box=box)
