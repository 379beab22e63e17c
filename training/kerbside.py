"""What stands along a kerb: posts, trees and parked cars."""

import math
from random import Random

from training.finishes import dark_plastic, grey, lamp_glass, near
from training.lookalikes import build_lookalike
from training.pose import OUT, move, turn_y, turn_z
from training.solids import Block, Finish, Foliage, Lathe, Loft, Solid, Tube

__all__ = ["car", "pole", "tree"]


def pole(random: Random, height_m: float, radius_m: float = 0.055) -> list[Solid]:
    """Give a painted post with a foot, standing at the origin."""
    paint = Finish(
        colour=near(random, random.choice((grey(0.25), (0.05, 0.07, 0.06), grey(0.5))), 0.03),
        roughness=0.4,
        dirt=0.5,
    )
    foot = ((0, 0.1), (0.9, 0.095), (0.95, radius_m), (0.95, 0))
    solids: list[Solid] = [
        Tube(points=((0, 0, 0), (0, 0, height_m)), radius=radius_m, finish=paint)
    ]
    solids.append(Lathe(profile=foot, finish=paint, pose=turn_y(-math.pi / 2)))
    return solids


def tree(random: Random) -> list[Solid]:
    """Give a young street tree, standing at the origin."""
    bark = Finish(colour=(0.09, 0.065, 0.045), roughness=0.95, dirt=0.6)
    green = Finish(colour=near(random, (0.06, 0.13, 0.025), 0.02), roughness=0.7, pattern="leaf")
    height = random.uniform(2.6, 3.2)
    lean = random.uniform(-0.2, 0.2)
    solids: list[Solid] = [
        Tube(
            points=((0, 0, -0.1), (lean, 0, height * 0.6), (0, lean, height + 1.2)),
            radius=0.11,
            finish=bark,
            smooth=True,
        )
    ]
    for _ in range(4):
        crown = move(
            random.uniform(-0.9, 0.9), random.uniform(-0.9, 0.9), height + random.uniform(0.8, 2.4)
        )
        seed = random.randrange(10_000)
        solids.append(
            Foliage(
                radii=(1.4, 1.4, 1.1), leaves=2200, leaf_m=0.07, seed=seed, finish=green, pose=crown
            )
        )
    return solids


def car(random: Random) -> list[Solid]:
    """Give a parked hatchback, nose towards +x, wheels on z = 0."""
    colour = random.choice(
        (grey(0.6), grey(0.03), grey(0.25), (0.3, 0.03, 0.03), (0.03, 0.07, 0.2), (0.5, 0.5, 0.48))
    )
    paint = Finish(colour=near(random, colour, 0.02), roughness=0.25, coat=1.0, dirt=0.1)
    glass = Finish(colour=grey(0.012), roughness=0.04, coat=1.0, pattern="glass")
    body = (
        (-2.1, 0.55, 0.4, 0.7), (-2.06, 0.78, 0.28, 0.9), (-1.9, 0.85, 0.22, 0.97),
        (-1.3, 0.88, 0.2, 0.98),
        (0.0, 0.88, 0.2, 0.97), (0.9, 0.87, 0.2, 0.94), (1.5, 0.85, 0.22, 0.84),
        (1.9, 0.8, 0.24, 0.74),
        (2.08, 0.68, 0.3, 0.66), (2.14, 0.5, 0.38, 0.58),
    )  # fmt: skip
    cabin = (
        (-2.0, 0.7, 0.8, 0.92), (-1.8, 0.74, 0.8, 1.12), (-1.45, 0.74, 0.8, 1.38),
        (-1.0, 0.73, 0.8, 1.45),
        (-0.2, 0.73, 0.8, 1.46), (0.3, 0.73, 0.8, 1.38), (0.75, 0.74, 0.8, 1.13),
        (1.1, 0.74, 0.8, 0.92),
    )  # fmt: skip
    roof = (
        (-1.5, 0.6, 1.3, 1.38), (-1.3, 0.66, 1.38, 1.445), (-0.9, 0.67, 1.4, 1.475),
        (-0.2, 0.67, 1.4, 1.48),
        (0.15, 0.65, 1.36, 1.435), (0.3, 0.6, 1.34, 1.4),
    )  # fmt: skip
    solids: list[Solid] = [
        Loft(stations=body, finish=paint),
        Loft(stations=cabin, finish=glass, power=5.0),
        Loft(stations=roof, finish=paint),
    ]
    for side in (-1, 1):
        face = turn_z(0 if side < 0 else math.pi)
        for x in (-1.3, 1.3):
            wheel = build_lookalike("wheel", random).at(move(x, side * 0.7, 0.31) @ face)
            arch = move(x, side * 0.883, 0.31) @ face @ OUT
            solids.append(
                Lathe(profile=((0, 0), (0.0, 0.36)), finish=dark_plastic(random), pose=arch)
            )
            solids += wheel.housing
        lamp = ((1.86, 0.12, 0.58, 0.7), (2.0, 0.14, 0.56, 0.7), (2.1, 0.1, 0.55, 0.64))
        solids.append(
            Loft(stations=lamp, finish=lamp_glass(random), pose=move(0, side * 0.55, 0.005))
        )
        solids.append(
            Block(
                size=(1.75, 0.02, 0.03),
                finish=dark_plastic(random),
                pose=move(-0.3, side * 0.885, 0.6),
            )
        )
        for x in (-0.5, 0.5):  # the pillars between the side windows
            solids.append(
                Block(
                    size=(0.07, 0.02, 0.46),
                    finish=paint,
                    pose=move(x - 0.1, side * 0.728, 1.14),
                    bevel=0.008,
                )
            )
        mirror = (
            (0.62, 0.05, 0.98, 1.06),
            (0.68, 0.09, 0.95, 1.1),
            (0.76, 0.08, 0.96, 1.09),
            (0.84, 0.03, 1.0, 1.05),
        )
        solids.append(Loft(stations=mirror, finish=paint, pose=move(0, side * 0.92, 0), power=2.5))
    return solids
