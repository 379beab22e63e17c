"""Where a part stands: 4x4 matrices, composed with `@`, metres and radians.

The frame of a device: the wall is the plane y = 0, its outside is -y, z is up. Rotation
matrices are right-handed. Everything here is plain numpy, so that shapes can be computed and
tested without Blender.
"""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["DOWN", "HERE", "OUT", "Pose", "aim", "apply", "move", "turn_x", "turn_y", "turn_z"]

Pose = NDArray[np.float64]
"""A 4x4 matrix from the part's own frame to that of its parent."""


def move(x: float, y: float, z: float) -> Pose:
    """Shift by metres."""
    pose = np.eye(4)
    pose[:3, 3] = x, y, z
    return pose


def turn_x(angle_rad: float) -> Pose:
    """Rotate about the x axis."""
    return _turn(angle_rad, 1, 2)


def turn_y(angle_rad: float) -> Pose:
    """Rotate about the y axis."""
    return _turn(angle_rad, 2, 0)


def turn_z(angle_rad: float) -> Pose:
    """Rotate about the z axis."""
    return _turn(angle_rad, 0, 1)


def _turn(angle_rad: float, first: int, second: int) -> Pose:
    pose = np.eye(4)
    cosine, sine = math.cos(angle_rad), math.sin(angle_rad)
    pose[first, first] = pose[second, second] = cosine
    pose[first, second], pose[second, first] = -sine, sine
    return pose


HERE = np.eye(4)
OUT = turn_z(-math.pi / 2)
"""Turns local +x out of the wall (-y)."""
DOWN = turn_y(math.pi / 2)
"""Turns local +x to the ground (-z)."""


def aim(yaw_rad: float, tilt_rad: float) -> Pose:
    """Turn local +x out of the wall, then sideways by the yaw and down by the tilt."""
    return turn_z(-math.pi / 2 + yaw_rad) @ turn_y(tilt_rad)


def apply(pose: Pose, points: Iterable[Iterable[float]] | NDArray[np.float64]) -> Pose:
    """Carry points of shape (n, 3) by a pose; gives shape (n, 3)."""
    array = np.asarray(points, dtype=float).reshape(-1, 3)
    moved: NDArray[np.float64] = array @ pose[:3, :3].T + pose[:3, 3]
    return moved
