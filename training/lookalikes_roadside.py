"""Signs, meters, fences and parts of cars that are taken for cameras."""

import math
from random import Random

import numpy as np

from training.device import Device, thing
from training.finishes import black_glass, body_paint, brushed_metal, dark_plastic, grey, near
from training.pose import DOWN, OUT, aim, move, turn_x
from training.solids import Block, Finish, Lathe, Solid, Tube

__all__ = ["ROADSIDE"]


def traffic_light(random: Random) -> Device:
    """Model three hooded lenses."""
    black = dark_plastic(random)
    away = 0.3
    solids: list[Solid] = [
        Block(size=(0.16, 0.28, 0.84), finish=black, pose=move(0, -away, 0) @ OUT, bevel=0.03),
        Tube(points=((0, 0, 0.3), (0, -away, 0.3)), radius=0.025, finish=black),
        Tube(points=((0, 0, -0.3), (0, -away, -0.3)), radius=0.025, finish=black),
    ]
    for level, colour in (
        (0.26, (0.5, 0.02, 0.01)),
        (0, (0.5, 0.25, 0.01)),
        (-0.26, (0.01, 0.3, 0.12)),
    ):
        lens = move(0, -away - 0.08, level) @ OUT
        hood = ((0.0, 0.11), (0.2, 0.105))
        lit = Finish(colour=colour, roughness=0.2, coat=1, glow=random.choice((0, 0, 3)))
        solids.append(
            Lathe(profile=((0.01, 0.105), (0.03, 0.06), (0.035, 0)), finish=lit, pose=lens)
        )
        solids.append(
            Lathe(profile=hood, finish=black, pose=lens, arc=(-0.9, math.pi + 0.9), steps=20)
        )
    return thing("traffic_light", *solids)


def fence_finial(random: Random) -> Device:
    """Model a row of iron bars with balls or spears."""
    iron = dark_plastic(random)
    solids: list[Solid] = []
    count = random.randint(4, 9)
    ball = random.random() < 0.6
    angles = np.linspace(-math.pi / 2, math.pi / 2, 10)
    for i in range(count):
        x = (i - (count - 1) / 2) * 0.13
        solids.append(Tube(points=((x, -0.05, -0.5), (x, -0.05, 0)), radius=0.012, finish=iron))
        tip = move(x, -0.05, 0.03) @ DOWN
        profile = (
            tuple((0.035 * math.sin(a), 0.035 * math.cos(a)) for a in angles)
            if ball
            else ((-0.12, 0), (-0.02, 0.025), (0.03, 0.01))
        )
        solids.append(Lathe(profile=profile, finish=iron, pose=tip, steps=14))
    for z in (-0.45, -0.08):
        half = count * 0.065
        solids.append(Tube(points=((-half, -0.05, z), (half, -0.05, z)), radius=0.012, finish=iron))
    return thing("fence_finial", *solids)


def round_sign(random: Random) -> Device:
    """Model a traffic sign without writing."""
    rim, field = random.choice(
        (
            ((0.5, 0.02, 0.02), grey(0.85)),
            ((0.02, 0.1, 0.4), (0.02, 0.1, 0.4)),
            ((0.02, 0.1, 0.4), (0.6, 0.03, 0.03)),
        )
    )
    radius = 0.3
    pose = move(0, -0.12, 0) @ aim(random.uniform(-0.4, 0.4), 0)
    return thing(
        "round_sign",
        Lathe(
            profile=((0, 0), (0, radius), (0.01, radius), (0.01, radius * 0.8)),
            finish=Finish(colour=rim, roughness=0.3),
            pose=pose,
        ),
        Lathe(
            profile=((0.011, 0), (0.011, radius * 0.82)),
            finish=Finish(colour=field, roughness=0.3),
            pose=pose,
        ),
        Tube(points=((0, 0, 0), (0, -0.12, 0)), radius=0.02, finish=brushed_metal(random)),
    )


def parking_meter(random: Random) -> Device:
    """Model a box on a short post with a small dark display."""
    paint = Finish(colour=near(random, (0.08, 0.1, 0.14), 0.05), roughness=0.4, dirt=0.3)
    pose = move(0, -0.2, 0) @ OUT
    return thing(
        "parking_meter",
        Block(size=(0.24, 0.26, 0.5), finish=paint, pose=pose, bevel=0.03),
        Block(size=(0.004, 0.16, 0.1), finish=black_glass(random), pose=pose @ move(0.12, 0, 0.12)),
        Tube(points=((0, -0.2, -0.25), (0, -0.2, -1.2)), radius=0.07, finish=paint),
    )


def wheel(random: Random) -> Device:
    """Model a car wheel: a dark ring round a bright disc."""
    radius = random.uniform(0.29, 0.33)
    tyre = (
        (-0.1, radius * 0.7),
        (-0.1, radius * 0.95),
        (-0.06, radius),
        (0.06, radius),
        (0.1, radius * 0.95),
        (0.1, radius * 0.68),
    )
    disc = ((0.06, 0), (0.07, radius * 0.2), (0.05, radius * 0.3), (0.08, radius * 0.68))
    solids: list[Solid] = [
        Lathe(profile=tyre, finish=dark_plastic(random), pose=move(0, -0.1, 0) @ OUT),
        Lathe(profile=disc, finish=brushed_metal(random), pose=move(0, -0.1, 0) @ OUT),
    ]
    spokes = random.choice((5, 6, 10))
    for i in range(spokes):
        slot = (
            move(0, -0.1, 0)
            @ OUT
            @ turn_x(2 * math.pi * i / spokes)
            @ move(0.072, 0, radius * 0.46)
        )
        solids.append(
            Block(
                size=(0.01, radius * 0.14, radius * 0.26),
                finish=dark_plastic(random),
                pose=slot,
                bevel=0.01,
            )
        )
    return thing("wheel", *solids)


def wing_mirror(random: Random) -> Device:
    """Model the mirror of a parked car."""
    paint = random.choice((body_paint, dark_plastic))(random)
    shape = np.diag([0.55, 1.0, 0.7, 1.0])
    angles = np.linspace(-math.pi / 2, 0.6, 12)
    shell = tuple((0.13 * math.sin(a), 0.13 * math.cos(a)) for a in angles)
    pose = move(0, -0.16, 0) @ aim(random.uniform(-1.2, 1.2), 0)
    glass = ((0.13 * math.sin(0.55), 0), (0.13 * math.sin(0.55), 0.13 * math.cos(0.6)))
    return thing(
        "wing_mirror",
        Lathe(profile=shell, finish=paint, pose=pose @ shape),
        Lathe(
            profile=glass,
            finish=Finish(colour=grey(0.7), roughness=0.03, metallic=1),
            pose=pose @ shape,
        ),
        Tube(points=((0, 0, -0.06), (0, -0.14, -0.04)), radius=0.02, finish=paint),
    )


ROADSIDE = (traffic_light, round_sign, parking_meter, wheel, wing_mirror, fence_finial)
