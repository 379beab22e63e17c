"""What several housings share: balls, front glass, sunshields, and what they hang on."""

import math
from random import Random

import numpy as np

from training.finishes import black_glass, grey, near
from training.pose import DOWN, OUT, Pose, move
from training.solids import Block, Finish, Lathe, Solid, Tube

__all__ = ["cable", "cut_ball", "dome_profile", "eye", "hang", "plate", "shield"]


def dome_profile(radius: float, start: float, squash: float) -> list[tuple[float, float]]:
    """Give half a ball that begins at x = start and bulges towards +x."""
    angles = np.linspace(0, math.pi / 2, 10)
    return [(start + squash * radius * math.sin(a), radius * math.cos(a)) for a in angles]


def cut_ball(radius: float, cut: float, finish: Finish, pose: Pose) -> Lathe:
    """Give a ball whose front is cut off at `cut` radians of latitude."""
    angles = np.linspace(-math.pi / 2, cut, 16)
    profile = tuple((radius * math.sin(a), radius * math.cos(a)) for a in angles)
    return Lathe(profile=profile, finish=finish, pose=pose)


def eye(random: Random, x: float, radius: float, pose: Pose, *, leds: bool = True) -> list[Solid]:
    """Give the dark front glass at local x with its lens and, often, a ring of infrared LEDs."""
    lens = radius * random.uniform(0.3, 0.5)
    rim = Finish(colour=near(random, grey(0.2), 0.15), roughness=0.3)
    glass = black_glass(random)
    parts: list[Solid] = [
        Lathe(profile=((x, 0), (x, radius)), finish=glass, pose=pose),
        Lathe(
            profile=(
                (x, lens),
                (x + 0.2 * lens, lens),
                (x + 0.2 * lens, lens * 0.75),
                (x, lens * 0.7),
            ),
            finish=rim,
            pose=pose,
        ),
        Lathe(profile=((x, lens * 0.7), (x + 0.15 * lens, 0)), finish=glass, pose=pose),
    ]
    if leds and random.random() < 0.65:
        count = random.choice((6, 12, 18))
        lamp = Finish(colour=near(random, grey(0.5), 0.25), roughness=0.3)
        for i in range(count):
            turn = 2 * math.pi * i / count
            spot = move(0, 0.75 * radius * math.cos(turn), 0.75 * radius * math.sin(turn))
            size = radius * 0.09 * (12 / count) ** 0.3
            parts.append(
                Lathe(
                    profile=((x + 0.001, 0), (x + 0.001, size)),
                    finish=lamp,
                    pose=pose @ spot,
                    steps=8,
                )
            )
    return parts


def plate(random: Random, finish: Finish) -> tuple[list[Solid], float]:
    """Give a base plate, sometimes on a junction box, and how far it stands out."""
    parts: list[Solid] = []
    depth = 0.0
    if random.random() < 0.5:
        half, depth = random.uniform(0.05, 0.08), random.uniform(0.03, 0.06)
        box = finish if random.random() < 0.7 else Finish(colour=near(random, grey(0.55), 0.2))
        parts.append(
            Block(
                size=(depth, 2 * half, 2 * half),
                finish=box,
                pose=move(0, -depth / 2, 0) @ OUT,
                bevel=0.008,
            )
        )
    radius, thick = random.uniform(0.03, 0.05), random.uniform(0.008, 0.02)
    profile = ((0, radius), (thick * 0.6, radius), (thick, radius * 0.75), (thick, 0))
    parts.append(Lathe(profile=profile, finish=finish, pose=move(0, -depth, 0) @ OUT))
    return parts, depth + thick


def cable(random: Random, start: tuple[float, float, float]) -> list[Solid]:
    """Give, more often than not, a cable that sags from a point to the wall and runs down it."""
    if random.random() < 0.4:
        return []
    colour = grey(random.choice((0.02, 0.7, 0.3)))
    x, y, z = start
    end = (x + random.uniform(-0.12, 0.12), -0.005, z - random.uniform(0.05, 0.25))
    sag = ((x + end[0]) / 2, y / 2 - 0.02, min(z, end[2]) - random.uniform(0, 0.05))
    drop = (end[0], -0.005, end[2] - random.uniform(0.1, 0.5))
    finish = Finish(colour=colour, roughness=0.6)
    return [Tube(points=(start, sag, end, drop), radius=0.004, finish=finish, smooth=True)]


def shield(
    size: tuple[float, float, float], overhang: float, finish: Finish, pose: Pose
) -> list[Solid]:
    """Give a flat sunshield above a square body of (length, width, height), with short cheeks."""
    length, width, height = size
    parts: list[Solid] = [
        Block(
            size=(length + overhang, width * 1.1, 0.005),
            finish=finish,
            pose=pose @ move(overhang / 2, 0, height / 2 + 0.008),
            bevel=0.002,
        )
    ]
    for side in (-1, 1):
        cheek = pose @ move(overhang / 2, side * width * 0.54, height * 0.34)
        cheek_size = (length + overhang - 0.02, 0.004, height * 0.4)
        parts.append(Block(size=cheek_size, finish=finish, pose=cheek, bevel=0.001))
    return parts


def hang(
    random: Random, paint: Finish, top_radius: float, reach: float
) -> tuple[Pose, list[Solid]]:
    """Give the pose of a device that hangs (+x down) from an arm, and the arm."""
    fixture, depth = plate(random, paint)
    out = -depth - top_radius - random.uniform(0.1, 0.22) - reach
    tube = random.uniform(0.013, 0.02)
    if random.random() < 0.5:
        rise = random.uniform(0.05, 0.1)
        goose = (
            (0, -depth, 0),
            (0, out * 0.55, rise),
            (0, out * 0.95, rise * 0.6),
            (0, out, -0.03),
        )
        fixture.append(Tube(points=goose, radius=tube, finish=paint, smooth=True))
    else:
        arm = ((0, -depth, random.uniform(-0.06, 0.02)), (0, out, 0.0))
        cap = ((-0.02, 0), (-0.02, tube * 1.6), (0.03, tube * 2.2))
        fixture.append(Tube(points=arm, radius=tube * 1.3, finish=paint))
        fixture.append(Lathe(profile=cap, finish=paint, pose=move(0, out, 0.01) @ DOWN))
    return move(0, out, -0.03) @ DOWN, fixture
