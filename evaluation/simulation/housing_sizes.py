"""How big the housings look: where the size priors of `mapping.geometry.size` come from.

Housings are drawn as cuboids and cylinders between the dimensions on makers' data sheets
(see docs/positions.md), turned and tilted at random, and seen from below as a passer-by sees
them. For each measure of the apparent size the table gives the mean and the spread of its
logarithm. The smallest spread makes the best ruler. `own` is the part of the spread of the
geometric mean that one camera keeps when it is seen from elsewhere.

    python -m evaluation.simulation.housing_sizes
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import typer

from detection.record import Housing

Array = npt.NDArray[np.float64]

CAMERA_ABOVE_EYE_M = (2.7, 1.0)
"""Mean and spread: cameras hang at about 3 to 6 m, phones are held at about 1.6 m."""

_LEAST_ABOVE_EYE_M = 0.3

_DRAWS = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """Ranges of a housing's dimensions in metres; a cylinder's `width_m` is its diameter."""

    length_m: tuple[float, float]
    width_m: tuple[float, float]
    cylinder: bool = False
    on_wall: float = 0.0


SHAPES = {
    Housing.BULLET: Shape(length_m=(0.165, 0.295), width_m=(0.066, 0.101)),
    Housing.BOX: Shape(length_m=(0.280, 0.450), width_m=(0.095, 0.159)),
    Housing.DOME: Shape(
        length_m=(0.085, 0.110), width_m=(0.110, 0.155), cylinder=True, on_wall=0.4
    ),
    Housing.TURRET: Shape(
        length_m=(0.080, 0.105), width_m=(0.093, 0.130), cylinder=True, on_wall=0.6
    ),
    Housing.PTZ: Shape(length_m=(0.260, 0.360), width_m=(0.160, 0.220), cylinder=True),
    Housing.ALPR: Shape(length_m=(0.200, 0.350), width_m=(0.080, 0.145)),
}


def draw_above_eye_m(rng: np.random.Generator, count: int) -> Array:
    """Draw how high cameras hang above the eye, in metres, shape (count,)."""
    return np.maximum(rng.normal(*CAMERA_ABOVE_EYE_M, count), _LEAST_ABOVE_EYE_M)


def draw_extents(
    housing: Housing, elevation: Array, model: Array, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Draw width and height (m) of a housing's silhouette, arrays of shape (n,).

    `elevation` is the angle in radians at which each is seen from below, `model` (0 to 1)
    says how large each is among those of its type.
    """
    shape = SHAPES[housing]
    count = len(elevation)
    length, width = (
        low + (high - low) * np.clip(0.7 * model + 0.3 * rng.uniform(0, 1, count), 0, 1)
        for low, high in (shape.length_m, shape.width_m)
    )
    axis = _axis(shape, count, rng)
    return _extents(axis, length, width, elevation, cylinder=shape.cylinder)


def _axis(shape: Shape, count: int, rng: np.random.Generator) -> Array:
    """Draw unit vectors of the long axis, shape (3, n): across, away from the eye, up."""
    yaw = rng.uniform(-np.pi, np.pi, count)
    tilt = rng.uniform(0, np.radians(35), count)
    if shape.cylinder:
        wall = rng.uniform(0, 1, count) < shape.on_wall
        yaw = rng.uniform(-np.pi / 2, np.pi / 2, count)
        tilt = np.where(wall, 0.0, np.pi / 2)
    return np.stack([np.sin(yaw) * np.cos(tilt), np.cos(yaw) * np.cos(tilt), np.sin(tilt)])


def _extents(
    axis: Array, length: Array, width: Array, elevation: Array, *, cylinder: bool
) -> tuple[Array, Array]:
    """Extents of the silhouette along the image's axes, orthographic.

    A body's extent along a unit vector v is the sum of |v . half axis| for a cuboid, and
    length |v . a| + diameter sqrt(1 - (v . a)^2) for a cylinder with axis a.
    """
    zeros, ones = np.zeros_like(elevation), np.ones_like(elevation)
    image_axes = (
        np.stack([ones, zeros, zeros]),
        np.stack([zeros, -np.sin(elevation), np.cos(elevation)]),
    )
    if cylinder:
        found = []
        for v in image_axes:
            along = np.abs((v * axis).sum(axis=0))
            found.append(length * along + width * np.sqrt(np.maximum(1 - along**2, 0)))
        return found[0], found[1]
    flat = np.stack([axis[1], -axis[0], zeros]) / np.hypot(axis[0], axis[1])
    third = np.cross(axis, flat, axis=0)
    found = [
        length * np.abs((v * axis).sum(axis=0))
        + width * (np.abs((v * flat).sum(axis=0)) + np.abs((v * third).sum(axis=0)))
        for v in image_axes
    ]
    return found[0], found[1]


def draw_ruler(housing: Housing, model: Array, above_m: Array, rng: np.random.Generator) -> Array:
    """Draw width and height (m) of a housing from distances of 3 to 60 m; shape (2, n)."""
    distance_m = np.exp(rng.uniform(np.log(3), np.log(60), len(model)))
    return np.stack(draw_extents(housing, np.arctan2(above_m, distance_m), model, rng))


def main() -> None:
    """Print mean (mm) and log spread of height, width, long side and geometric mean."""
    rng = np.random.default_rng(4)
    names = ("height", "width", "long", "mean")
    typer.echo(f"{'housing':8}" + "".join(f"{name:>18}" for name in names) + f"{'own':>8}")
    pooled = []
    for housing in SHAPES:
        above_m, model = draw_above_eye_m(rng, _DRAWS), rng.uniform(0, 1, _DRAWS)
        across, up = draw_ruler(housing, model, above_m, rng)
        measures = (up, across, np.maximum(up, across), np.sqrt(up * across))
        pooled.append(np.log(measures[-1]))
        again = np.log(draw_ruler(housing, model, above_m, rng)).mean(axis=0)
        own = math.sqrt(max(float(np.cov(pooled[-1], again)[0, 1]), 0.0))
        cells = "".join(
            f"{1000 * np.exp(np.log(m).mean()):10.0f} ({np.log(m).std():.3f})" for m in measures
        )
        typer.echo(f"{housing.value:8}{cells}{own:8.3f}")
    every = np.concatenate(pooled)
    typer.echo(f"{'any':8}{1000 * np.exp(every.mean()):64.0f} ({every.std():.3f})")


if __name__ == "__main__":
    main()
