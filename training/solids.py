"""The few solids that everything in a street is made of, and their meshes.

A solid is a value: its shape in its own frame, a pose, and a finish. `mesh` gives vertices and
faces in that own frame; `corners` gives the vertices in the parent's frame.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from training.pose import HERE, Pose

__all__ = [
    "Block",
    "Finish",
    "Foliage",
    "Lathe",
    "Loft",
    "Panel",
    "Prism",
    "Solid",
    "Tube",
    "moved",
]

Point = tuple[float, float, float]
Colour = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finish:
    """How a surface looks: linear RGB 0..1 and the parameters of a principled material.

    `pattern` names a procedural texture of `training.materials`; `dirt` runs from 0 to 1.
    """

    colour: Colour
    roughness: float = 0.5
    metallic: float = 0.0
    coat: float = 0.0
    dirt: float = 0.0
    glow: float = 0.0
    pattern: str = "plain"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Lathe:
    """A profile of (x, radius) pairs turned round the local x axis, over `arc` radians."""

    profile: tuple[tuple[float, float], ...]
    finish: Finish
    pose: Pose = field(default_factory=lambda: HERE)
    arc: tuple[float, float] = (0.0, 2 * math.pi)
    steps: int = 32


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Block:
    """A cuboid centred on its origin with chamfered edges."""

    size: Point
    finish: Finish
    pose: Pose = field(default_factory=lambda: HERE)
    bevel: float = 0.004


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Tube:
    """A round bar along a line of points; `smooth` bends it through them."""

    points: tuple[Point, ...]
    radius: float
    finish: Finish
    pose: Pose = field(default_factory=lambda: HERE)
    smooth: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Prism:
    """An outline of (x, z) pairs stretched from -depth/2 to depth/2 along y."""

    outline: tuple[tuple[float, float], ...]
    depth: float
    finish: Finish
    pose: Pose = field(default_factory=lambda: HERE)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Panel:
    """A wall from (0, 0) to (width, height) in the plane y = 0 with openings of some depth.

    An opening is (x1, z1, x2, z2); its reveals run `depth` metres inwards (+y).
    """

    width: float
    height: float
    openings: tuple[tuple[float, float, float, float], ...]
    depth: float
    finish: Finish
    pose: Pose = field(default_factory=lambda: HERE)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Foliage:
    """Leaves scattered in an ellipsoid of the given half axes."""

    radii: Point
    leaves: int
    leaf_m: float
    seed: int
    finish: Finish
    pose: Pose = field(default_factory=lambda: HERE)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Loft:
    """A rounded body along x through stations (x, half width, lowest z, highest z).

    Each cross-section is a superellipse of the given power: 2 is an ellipse, more is squarer.
    """

    stations: tuple[tuple[float, float, float, float], ...]
    finish: Finish
    pose: Pose = field(default_factory=lambda: HERE)
    power: float = 4.0


Solid = Lathe | Block | Tube | Prism | Panel | Foliage | Loft


def moved(solids: Iterable[Solid], pose: Pose) -> tuple[Solid, ...]:
    """Give the same solids carried by a pose."""
    return tuple(replace(solid, pose=pose @ solid.pose) for solid in solids)
