"""Lamps that are taken for cameras: the most frequent false alarm."""

import math
from random import Random

import numpy as np

from training.device import Device, thing
from training.finishes import (
    black_glass,
    body_paint,
    brushed_metal,
    dark_plastic,
    grey,
    lamp_glass,
    near,
)
from training.pose import DOWN, OUT, aim, move, turn_y
from training.solids import Block, Finish, Lathe, Solid, Tube

__all__ = ["LIGHTS"]


def _paint(random: Random) -> Finish:
    return random.choice((body_paint, dark_plastic, brushed_metal))(random)


def _sphere(radius: float) -> tuple[tuple[float, float], ...]:
    angles = np.linspace(-math.pi / 2, math.pi / 2, 16)
    return tuple((radius * math.sin(a), radius * math.cos(a)) for a in angles)


def cylinder_lamp(random: Random) -> Device:
    """Model up-and-down light: from below it is the nearest thing to a bullet."""
    paint = _paint(random)
    radius, length = random.uniform(0.035, 0.06), random.uniform(0.12, 0.26)
    away = radius + random.uniform(0.02, 0.05)
    half = length / 2
    profile = (
        (-half, radius * 0.8), (-half, radius), (half, radius), (half, radius * 0.85),
        (half - 0.02, radius * 0.75), (half - 0.025, 0),
    )  # fmt: skip
    glass = ((half - 0.022, 0), (half - 0.022, radius * 0.75))
    pose = move(0, -away, 0) @ DOWN
    return thing(
        "cylinder_lamp",
        Lathe(profile=profile, finish=paint, pose=pose),
        Lathe(profile=glass, finish=lamp_glass(random), pose=pose),
        Block(size=(away, 0.05, 0.08), finish=paint, pose=move(0, -away / 2, 0) @ OUT),
    )


def spot_lamp(random: Random) -> Device:
    """Model a spotlight on a knuckle, turned to the wall or a sign."""
    paint = _paint(random)
    radius, length = random.uniform(0.04, 0.07), random.uniform(0.1, 0.18)
    arm = random.uniform(0.08, 0.5)
    tilt = random.choice((random.uniform(-0.9, -0.2), random.uniform(0.6, 1.4)))
    pose = move(0, -arm, 0) @ aim(random.uniform(-1.2, 1.2), tilt)
    half = length / 2
    profile = (
        (-half, 0),
        (-half, radius * 0.6),
        (half, radius),
        (half, radius * 0.9),
        (half - 0.01, 0),
    )
    glass = ((half - 0.004, 0), (half - 0.004, radius * 0.88))
    return thing(
        "spot_lamp",
        Lathe(profile=profile, finish=paint, pose=pose),
        Lathe(profile=glass, finish=lamp_glass(random), pose=pose),
        Tube(points=((0, 0, 0), (0, -arm, 0)), radius=0.012, finish=paint),
        Lathe(profile=((0, 0.04), (0.02, 0.04), (0.02, 0)), finish=paint, pose=OUT),
    )


def globe_lamp(random: Random) -> Device:
    """Model an opal ball on an arm."""
    paint = _paint(random)
    radius, arm = random.uniform(0.07, 0.13), random.uniform(0.1, 0.18)
    up = random.choice((-1, 1))
    ball = move(0, -arm - radius * 0.4, up * radius * 1.1)
    cup = ((-0.03, 0.02), (0, radius * 0.55), (0.02, radius * 0.6))
    return thing(
        "globe_lamp",
        Lathe(profile=_sphere(radius), finish=lamp_glass(random), pose=ball),
        Lathe(
            profile=cup,
            finish=paint,
            pose=move(0, -arm - radius * 0.4, up * radius * 0.1)
            @ (turn_y(-math.pi / 2) if up > 0 else DOWN),
        ),
        Tube(points=((0, 0, 0), (0, -arm - radius * 0.4, 0)), radius=0.013, finish=paint),
        Lathe(profile=((0, 0.05), (0.015, 0.045), (0.015, 0)), finish=paint, pose=OUT),
    )


def lantern(random: Random) -> Device:
    """Model an old-fashioned lantern that hangs from a curled arm."""
    paint = dark_plastic(random) if random.random() < 0.7 else body_paint(random)
    arm, radius, height = (
        random.uniform(0.15, 0.3),
        random.uniform(0.07, 0.11),
        random.uniform(0.14, 0.24),
    )
    top = move(0, -arm, 0) @ DOWN
    glass = ((0.05, radius * 0.95), (height, radius * 0.6), (height, 0))
    roof = ((-0.02, 0), (0.0, 0.02), (0.03, radius * 0.6), (0.05, radius * 1.15), (0.06, radius))
    foot = ((height, radius * 0.62), (height + 0.02, radius * 0.6), (height + 0.04, 0))
    line = ((0, 0, 0.02), (0, -arm * 0.5, 0.12), (0, -arm, 0.06), (0, -arm, 0))
    return thing(
        "lantern",
        Lathe(profile=glass, finish=lamp_glass(random), pose=top, steps=6),
        Lathe(profile=roof, finish=paint, pose=top, steps=6),
        Lathe(profile=foot, finish=paint, pose=top, steps=6),
        Tube(points=line, radius=0.01, finish=paint, smooth=True),
        Block(size=(0.012, 0.06, 0.16), finish=paint, pose=move(0, -0.006, 0) @ OUT),
    )


def bulkhead_lamp(random: Random) -> Device:
    """Model a round wall lamp behind a milky glass: a dome to a careless eye."""
    paint = _paint(random)
    radius, depth = random.uniform(0.08, 0.14), random.uniform(0.04, 0.08)
    ring = ((0, radius), (depth * 0.4, radius), (depth * 0.4, radius * 0.85))
    angles = np.linspace(0, math.pi / 2, 8)
    glass = tuple((depth * 0.35 + depth * math.sin(a), radius * 0.88 * math.cos(a)) for a in angles)
    bar = ((depth * 0.4, radius * 0.97), (depth * 1.1, radius * 0.6), (depth * 1.45, 0))
    solids: list[Solid] = [
        Lathe(profile=ring, finish=paint, pose=OUT),
        Lathe(profile=glass, finish=lamp_glass(random), pose=OUT),
    ]
    if random.random() < 0.5:  # a guard of two bars
        solids += [
            Lathe(profile=bar, finish=paint, pose=OUT, arc=(a - 0.06, a + 0.06), steps=2)
            for a in (0.0, math.pi / 2, math.pi, 1.5 * math.pi)
        ]
    return thing("bulkhead_lamp", *solids)


def floodlight(random: Random) -> Device:
    """Model a flat floodlight on a bail."""
    paint = _paint(random)
    width, height, depth = (
        random.uniform(0.14, 0.32),
        random.uniform(0.1, 0.24),
        random.uniform(0.04, 0.09),
    )
    arm = random.uniform(0.12, 0.25)
    pose = move(0, -arm, 0) @ aim(random.uniform(-1.0, 1.0), random.uniform(-0.2, 1.0))
    pane = random.choice((lamp_glass, black_glass))(random)
    solids: list[Solid] = [
        Block(size=(depth, width, height), finish=paint, pose=pose, bevel=0.012),
        Block(
            size=(0.004, width * 0.86, height * 0.82),
            finish=pane,
            pose=pose @ move(depth / 2, 0, 0),
        ),
        Tube(
            points=((0, 0, -height * 0.4), (0, -arm + depth * 0.4, -height * 0.4)),
            radius=0.012,
            finish=paint,
        ),
        Block(size=(0.012, 0.09, 0.09), finish=paint, pose=move(0, -0.006, -height * 0.4) @ OUT),
    ]
    for side in (-1, 1):
        bail = pose @ move(-depth * 0.3, side * (width / 2 + 0.006), -height * 0.15)
        solids.append(Block(size=(0.02, 0.005, height), finish=paint, pose=bail, bevel=0.001))
    return thing("floodlight", *solids)


def gooseneck_lamp(random: Random) -> Device:
    """Model a shop lamp: a shade on a long bent arm."""
    paint = dark_plastic(random) if random.random() < 0.6 else body_paint(random)
    arm, radius = random.uniform(0.35, 0.6), random.uniform(0.09, 0.15)
    line = ((0, 0, 0), (0, -arm * 0.4, 0.2), (0, -arm * 0.85, 0.17), (0, -arm, 0.02))
    shade = (
        (-0.04, 0.015),
        (0, 0.03),
        (0.03, radius * 0.5),
        (0.1, radius),
        (0.1, radius * 0.97),
        (0.04, 0),
    )
    bulb = move(0, -arm, -0.05)
    return thing(
        "gooseneck_lamp",
        Tube(points=line, radius=0.012, finish=paint, smooth=True),
        Lathe(profile=shade, finish=paint, pose=move(0, -arm, 0.02) @ DOWN),
        Lathe(profile=_sphere(0.035), finish=lamp_glass(random), pose=bulb),
        Lathe(profile=((0, 0.05), (0.015, 0.045), (0.015, 0)), finish=paint, pose=OUT),
    )


def bulb_string(random: Random) -> Device:
    """Model a sagging string of bulbs in sockets."""
    span, count = random.uniform(1.2, 2.4), random.randint(4, 8)
    sag = random.uniform(0.08, 0.25)
    black = dark_plastic(random)
    glass = lamp_glass(random)
    places = [(i / (count - 1) - 0.5) for i in range(count)]
    line = tuple((p * span, -0.05, sag * (4 * p * p - 1)) for p in places)
    solids: list[Solid] = [Tube(points=line, radius=0.006, finish=black, smooth=True)]
    for x, y, z in line:
        hang = move(x, y, z) @ DOWN
        bulb = ((0.05, 0.015), (0.07, 0.026), (0.1, 0.03), (0.125, 0.02), (0.132, 0))
        solids.append(
            Lathe(profile=((0, 0), (0, 0.018), (0.055, 0.02)), finish=black, pose=hang, steps=12)
        )
        solids.append(Lathe(profile=bulb, finish=glass, pose=hang, steps=14))
    return thing("bulb_string", *solids)


def emergency_light(random: Random) -> Device:
    """Model a box with two eyes over a door."""
    paint = Finish(colour=near(random, grey(0.75), 0.08), roughness=0.4)
    solids: list[Solid] = [
        Block(size=(0.08, 0.26, 0.12), finish=paint, pose=move(0, -0.04, 0) @ OUT, bevel=0.01)
    ]
    for side in (-1, 1):
        eye = move(side * 0.08, -0.1, 0.1) @ aim(side * random.uniform(0.1, 0.7), 0.3)
        cup = ((-0.05, 0), (-0.05, 0.03), (0.03, 0.05), (0.03, 0.045))
        solids.append(Lathe(profile=cup, finish=paint, pose=eye))
        solids.append(
            Lathe(profile=((0.025, 0), (0.025, 0.046)), finish=lamp_glass(random), pose=eye)
        )
    return thing("emergency_light", *solids)


def street_lamp(random: Random) -> Device:
    """Model a lamp head on an arm from the wall or a pole."""
    paint = body_paint(random)
    arm, length = random.uniform(0.4, 0.9), random.uniform(0.35, 0.55)
    line = ((0, 0, -0.3), (0, -arm * 0.4, 0.0), (0, -arm, 0.05))
    pose = move(0, -arm - length * 0.4, 0.06) @ aim(0, -0.1)
    flat = np.diag([1.0, 1.0, 0.4, 1.0])
    profile = tuple(
        (length / 2 * math.sin(a), length * 0.22 * math.cos(a))
        for a in np.linspace(-1.57, 1.57, 16)
    )
    return thing(
        "street_lamp",
        Tube(points=line, radius=0.026, finish=paint, smooth=True),
        Lathe(profile=profile, finish=paint, pose=pose @ flat),
        Block(
            size=(length * 0.5, length * 0.26, 0.03),
            finish=lamp_glass(random),
            pose=pose @ move(0.04, 0, -length * 0.08),
        ),
    )


LIGHTS = (
    cylinder_lamp, spot_lamp, globe_lamp, lantern, bulkhead_lamp, floodlight, gooseneck_lamp,
    bulb_string, emergency_light, street_lamp,
)  # fmt: skip
