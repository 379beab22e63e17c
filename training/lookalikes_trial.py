"""Look-alikes that no training may see: with them a finished model is put to the test.

They are kept out of `training.lookalikes`, so that neither training crops nor street scenes hold
any of them, whatever the seed.
"""

import math
from collections.abc import Callable
from random import Random

from training.device import Device, thing, wall_block
from training.finishes import body_paint, brushed_metal, dark_plastic, lamp_glass
from training.pose import OUT, aim, move, turn_y
from training.solids import Block, Finish, Lathe, Solid, Tube

__all__ = ["TRIAL_BUILDERS"]

UP = turn_y(-math.pi / 2)
"""Turns local +x to the sky (+z)."""


def door_closer(random: Random) -> Device:
    """Model the box above a door with its folding arm."""
    paint = random.choice((body_paint, brushed_metal))(random)
    length, height = random.uniform(0.2, 0.28), random.uniform(0.045, 0.065)
    elbow = (random.uniform(0.08, 0.2), -random.uniform(0.15, 0.25), -0.05)
    return thing(
        "door_closer",
        wall_block(paint, length, height, random.uniform(0.05, 0.07), 0.008),
        Tube(
            points=((0.03, -0.03, -0.05), elbow, (0.24, 0, -0.05)),
            radius=0.008,
            finish=brushed_metal(random),
        ),
    )


def insulator(random: Random) -> Device:
    """Model a ribbed porcelain insulator on its hook."""
    glaze = Finish(
        colour=random.choice(((0.75, 0.74, 0.7), (0.14, 0.05, 0.025), (0.2, 0.4, 0.38))),
        roughness=0.15,
        coat=1.0,
    )
    radius, ribs = random.uniform(0.03, 0.05), random.choice((2, 3, 4))
    profile: list[tuple[float, float]] = [(0, 0)]
    for rib in range(ribs):
        at = rib * 0.035
        profile += [(at, radius * 0.6), (at + 0.008, radius), (at + 0.022, radius * 0.9)]
        profile.append((at + 0.03, radius * 0.5))
    profile.append((ribs * 0.035, 0))
    out = random.uniform(0.08, 0.16)
    return thing(
        "insulator",
        Lathe(profile=tuple(profile), finish=glaze, pose=move(0, -out, 0.02) @ UP),
        Tube(
            points=((0, 0, -0.06), (0, -out, -0.06), (0, -out, 0.03)),
            radius=0.009,
            finish=dark_plastic(random),
            smooth=True,
        ),
    )


def cable_anchor(random: Random) -> Device:
    """Model a wire clamp on a hook, with the wire that it holds."""
    metal, rubber = brushed_metal(random), dark_plastic(random)
    pose = move(0, -0.1, 0) @ aim(random.uniform(-1.1, 1.1), random.uniform(-0.5, 0.1))
    cone = ((-0.08, 0.008), (-0.06, 0.02), (0.05, 0.032), (0.07, 0.03), (0.07, 0))
    return thing(
        "cable_anchor",
        Lathe(profile=cone, finish=random.choice((metal, rubber)), pose=pose),
        Tube(points=((0.06, 0, 0), (0.5, 0, 0.02)), radius=0.006, finish=rubber, pose=pose),
        Tube(points=((0, 0, 0), (0, -0.06, 0.01), (0, -0.1, 0)), radius=0.008, finish=metal),
        wall_block(metal, 0.05, 0.09, 0.01),
    )


def ball_ornament(random: Random) -> Device:
    """Model a ball on a bracket, as on balconies and gates."""
    paint = random.choice((body_paint, brushed_metal, dark_plastic))(random)
    radius, out = random.uniform(0.035, 0.09), random.uniform(0.1, 0.2)
    half = (
        (-1, 0), (-0.87, 0.5), (-0.5, 0.87), (0, 1), (0.5, 0.87), (0.87, 0.5), (1, 0),
    )  # fmt: skip
    ball = tuple((radius * x, radius * r) for x, r in half)
    foot = ((0, radius * 0.7), (radius * 0.5, radius * 0.35), (radius * 0.8, radius * 0.3))
    return thing(
        "ball_ornament",
        Lathe(profile=ball, finish=paint, pose=move(0, -out, radius * 1.5) @ UP),
        Lathe(profile=foot, finish=paint, pose=move(0, -out, 0) @ UP),
        Tube(points=((0, 0, -0.02), (0, -out, 0)), radius=0.012, finish=paint),
    )


def cowl(random: Random) -> Device:
    """Model a pipe that leaves the wall and ends under a round hood."""
    metal = random.choice((brushed_metal, body_paint))(random)
    radius, out = random.uniform(0.04, 0.07), random.uniform(0.12, 0.22)
    hood = ((0.1, 0), (0.07, radius), (0.03, radius * 1.5), (0.025, radius * 1.4))
    return thing(
        "cowl",
        Tube(
            points=((0, 0, -0.1), (0, -out, -0.1), (0, -out, 0.02)),
            radius=radius * 0.8,
            finish=metal,
            smooth=True,
        ),
        Lathe(profile=hood, finish=metal, pose=move(0, -out, 0) @ UP),
    )


def thermometer(random: Random) -> Device:
    """Model a round dial behind glass, held off the wall by a short arm."""
    rim = random.choice((body_paint, brushed_metal, dark_plastic))(random)
    radius, out = random.uniform(0.06, 0.12), random.uniform(0.06, 0.16)
    pose = move(0, -out, 0) @ aim(random.uniform(-0.9, 0.9), random.uniform(-0.1, 0.3))
    case = (
        (-0.04, 0),
        (-0.04, radius * 0.9),
        (0.0, radius),
        (0.012, radius),
        (0.012, radius * 0.9),
    )
    return thing(
        "thermometer",
        Lathe(profile=case, finish=rim, pose=pose),
        Lathe(profile=((0.008, 0), (0.008, radius * 0.9)), finish=lamp_glass(random), pose=pose),
        Block(
            size=(0.002, 0.006, radius), finish=dark_plastic(random), pose=pose @ move(0.01, 0, 0)
        ),
        Tube(points=((0, 0, 0), (0, -out, 0)), radius=0.012, finish=rim),
    )


def shower_head(random: Random) -> Device:
    """Model a sprinkler or shower head on a bent pipe."""
    metal, plate = brushed_metal(random), dark_plastic(random)
    radius, out = random.uniform(0.05, 0.1), random.uniform(0.15, 0.3)
    pose = move(0, -out, 0.02) @ aim(random.uniform(-0.4, 0.4), random.uniform(0.6, 1.4))
    head = ((-0.04, 0.012), (0, 0.02), (0.03, radius), (0.045, radius), (0.045, 0))
    solids: list[Solid] = [
        Lathe(profile=head, finish=metal, pose=pose),
        Lathe(profile=((0.047, 0), (0.047, radius * 0.85)), finish=plate, pose=pose),
        Tube(
            points=((0, 0, 0), (0, -out * 0.5, 0.08), (0, -out, 0.04)),
            radius=0.012,
            finish=metal,
            smooth=True,
        ),
    ]
    return thing("shower_head", *solids)


def padlock(random: Random) -> Device:
    """Model a padlock in its hasp."""
    metal = random.choice((brushed_metal, dark_plastic))(random)
    side = random.uniform(0.05, 0.08)
    bow = ((-side / 3, -0.03, 0), (-side / 3, -0.03, side * 0.7), (side / 3, -0.03, side * 0.7))
    return thing(
        "padlock",
        Block(size=(0.03, side, side), finish=metal, pose=move(0, -0.03, -side / 2) @ OUT),
        Tube(points=(*bow, (side / 3, -0.03, 0)), radius=0.007, finish=brushed_metal(random)),
        wall_block(metal, 0.03, 0.12, 0.012),
    )


TRIAL_BUILDERS: dict[str, Callable[[Random], Device]] = {
    builder.__name__: builder
    for builder in (
        ball_ornament,
        cable_anchor,
        cowl,
        door_closer,
        insulator,
        padlock,
        shower_head,
        thermometer,
    )
}
