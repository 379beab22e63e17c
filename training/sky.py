"""A painted sky: blue towards the zenith, pale at the horizon, bright near the sun, some clouds."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["direction", "sky_panorama"]


def direction(angle_rad: float, elevation_rad: float) -> tuple[float, float, float]:
    """Give the unit vector at an angle from the x axis, so high above the horizon."""
    flat = math.cos(elevation_rad)
    return flat * math.cos(angle_rad), flat * math.sin(angle_rad), math.sin(elevation_rad)


def sky_panorama(
    sun_angle_rad: float, sun_elevation_rad: float, *, cloudy: bool, width: int = 1024
) -> NDArray[np.float32]:
    """Paint linear light, shape (width / 2, width, 3), equirectangular.

    The middle column looks along +x, as Blender maps it; columns run clockwise.
    """
    height = width // 2
    elevation = (0.5 - (np.arange(height) + 0.5) / height)[:, None] * math.pi
    angle = math.pi - (np.arange(width) + 0.5)[None, :] / width * 2 * math.pi
    flat = np.cos(elevation)
    view = np.stack(
        np.broadcast_arrays(flat * np.cos(angle), flat * np.sin(angle), np.sin(elevation)), axis=-1
    )
    rise = np.clip(view[..., 2:], 0, 1) ** 0.45
    horizon, zenith = np.array([0.72, 0.8, 0.92]), np.array([0.12, 0.27, 0.62])
    sky = horizon * (1 - rise) + zenith * rise
    near_sun = np.clip(view @ np.array(direction(sun_angle_rad, sun_elevation_rad)), 0, 1)
    sky = sky + (near_sun**24 * 1.2 + near_sun**4 * 0.25)[..., None] * np.array([1.0, 0.95, 0.85])
    cover = _clouds(height, width, cloudy=cloudy)
    bright = 0.95 if cloudy else 1.3
    sky = sky * (1 - cover) + bright * np.array([0.95, 0.97, 1.0]) * cover
    ground = np.array([0.16, 0.155, 0.15])
    return np.asarray(np.where(view[..., 2:] < 0, ground, sky), dtype=np.float32)


def _clouds(height: int, width: int, *, cloudy: bool) -> NDArray[np.float64]:
    """Give a cover of 0 to 1, shape (height, width, 1), from noise of several scales."""
    random = np.random.default_rng(5)
    total: NDArray[np.float64] = np.zeros((height, width))
    for octave in range(2, 8):
        grid = random.normal(size=(2**octave, 2 ** (octave + 1)))
        smooth = cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        total += np.asarray(smooth, dtype=np.float64) / 1.7**octave
    total = (total - total.mean()) / total.std()
    lifted = np.clip((total + 1.2) / 1.2, 0, 1) if cloudy else np.clip((total - 0.5) / 1.5, 0, 0.9)
    return np.asarray(lifted[..., None] * (0.96 if cloudy else 1.0))
