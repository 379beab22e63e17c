"""Boxes, horns, pipes and knobs on walls that are taken for cameras."""

import math
from random import Random

import numpy as np

from training.device import Device, thing, wall_block
from training.finishes import (
    black_glass,
    body_paint,
    brushed_metal,
    dark_plastic,
    grey,
    lamp_glass,
    near,
)
from training.pose import DOWN, OUT, aim, move
from training.solids import Block, Finish, Lathe, Solid, Tube

__all__ = ["FITTINGS"]


def horn_speaker(random: Random) -> Device:
    """Model a public-address horn."""
    paint = body_paint(random, white=0.8)
    length, radius = random.uniform(0.2, 0.3), random.uniform(0.08, 0.15)
    pose = move(0, -random.uniform(0.2, 0.3), 0) @ aim(
        random.uniform(-1.2, 1.2), random.uniform(-0.1, 0.4)
    )
    horn = (
        (-length * 0.5, 0), (-length * 0.5, radius * 0.35), (-length * 0.15, radius * 0.38),
        (-length * 0.1, radius * 0.3), (length * 0.2, radius * 0.5), (length * 0.4, radius * 0.75),
        (length * 0.5, radius), (length * 0.49, radius * 0.96), (length * 0.2, radius * 0.45),
        (0, 0.02),
    )  # fmt: skip
    return thing(
        "horn_speaker",
        Lathe(profile=horn, finish=paint, pose=pose),
        Lathe(
            profile=((0, 0.03), (length * 0.25, 0.05), (length * 0.3, 0)), finish=paint, pose=pose
        ),
        Tube(points=((0, 0, 0), tuple(pose[:3, 3])), radius=0.012, finish=brushed_metal(random)),
        Block(size=(0.012, 0.06, 0.12), finish=paint, pose=move(0, -0.006, 0) @ OUT),
    )


def column_speaker(random: Random) -> Device:
    """Model a slim loudspeaker with a grille."""
    paint = body_paint(random)
    width, height, depth = (
        random.uniform(0.08, 0.12),
        random.uniform(0.25, 0.5),
        random.uniform(0.07, 0.12),
    )
    grille = Finish(colour=near(random, grey(0.15), 0.1), roughness=0.8)
    pane = move(0, -depth - 0.03, 0) @ OUT
    return thing(
        "column_speaker",
        Block(
            size=(depth, width, height),
            finish=paint,
            pose=move(0, -depth / 2 - 0.03, 0) @ OUT,
            bevel=0.02,
        ),
        Block(size=(0.004, width * 0.8, height * 0.9), finish=grille, pose=pane),
        Block(size=(0.03, 0.04, 0.1), finish=dark_plastic(random), pose=move(0, -0.015, 0) @ OUT),
    )


def motion_sensor(random: Random) -> Device:
    """Model a passive infrared sensor: small, white, with a ribbed lens."""
    paint = Finish(colour=near(random, grey(0.78), 0.08), roughness=0.4, dirt=0.2)
    width, height = random.uniform(0.055, 0.08), random.uniform(0.07, 0.12)
    pose = move(0, -random.uniform(0.06, 0.09), 0) @ aim(
        random.uniform(-0.9, 0.9), random.uniform(0, 0.4)
    )
    angles = np.linspace(0, math.pi / 2, 7)
    lens = tuple((0.02 + width * 0.35 * math.sin(a), width * 0.42 * math.cos(a)) for a in angles)
    return thing(
        "motion_sensor",
        Block(size=(0.05, width, height), finish=paint, pose=pose, bevel=0.015),
        Lathe(profile=lens, finish=lamp_glass(random), pose=pose @ move(0, 0, -height * 0.2)),
        Tube(points=((0, 0, 0), tuple(pose[:3, 3])), radius=0.015, finish=paint),
    )


def siren(random: Random) -> Device:
    """Model an alarm box with a strobe."""
    colour = random.choice(
        ((0.8, 0.8, 0.76), (0.6, 0.04, 0.03), (0.75, 0.5, 0.04), (0.06, 0.14, 0.45))
    )
    width, height, depth = (
        random.uniform(0.18, 0.28),
        random.uniform(0.2, 0.3),
        random.uniform(0.06, 0.09),
    )
    strobe = Finish(
        colour=random.choice(((0.04, 0.1, 0.6), (0.7, 0.15, 0.02))), roughness=0.15, coat=1
    )
    pose = (
        move(0, -depth * 0.6, -height / 2) @ DOWN
        if random.random() < 0.5
        else move(0, -depth, 0) @ OUT
    )
    return thing(
        "siren",
        wall_block(Finish(colour=colour, roughness=0.35, dirt=0.3), width, height, depth, 0.02),
        Lathe(
            profile=((0, 0.035), (0.03, 0.033), (0.045, 0.015), (0.047, 0)),
            finish=strobe,
            pose=pose,
        ),
    )


def antenna(random: Random) -> Device:
    """Model a sector antenna or access point on a short arm."""
    paint = Finish(colour=near(random, grey(0.72), 0.1), roughness=0.4, dirt=0.2)
    width, height = random.uniform(0.08, 0.22), random.uniform(0.2, 0.4)
    pose = move(0, -random.uniform(0.12, 0.2), 0) @ aim(
        random.uniform(-1, 1), random.uniform(0, 0.25)
    )
    solids: list[Solid] = [
        Block(
            size=(random.uniform(0.03, 0.06), width, height), finish=paint, pose=pose, bevel=0.02
        ),
        Tube(points=((0, 0, 0), tuple(pose[:3, 3])), radius=0.014, finish=brushed_metal(random)),
        Block(size=(0.012, 0.06, 0.1), finish=brushed_metal(random), pose=move(0, -0.006, 0) @ OUT),
    ]
    return thing("antenna", *solids)


def junction_box(random: Random) -> Device:
    """Model a cable box with its conduit."""
    paint = Finish(
        colour=near(random, grey(random.uniform(0.2, 0.8)), 0.04), roughness=0.5, dirt=0.4
    )
    conduit = ((0, -0.015, 0), (0, -0.012, random.choice((-0.8, 0.6))))
    if random.random() < 0.4:
        radius, depth = random.uniform(0.04, 0.07), random.uniform(0.04, 0.06)
        lid: Solid = Lathe(
            profile=((0, radius), (depth, radius), (depth, 0)), finish=paint, pose=OUT
        )
    else:
        lid = wall_block(
            paint, random.uniform(0.08, 0.2), random.uniform(0.08, 0.25), random.uniform(0.04, 0.1)
        )
    return thing("junction_box", lid, Tube(points=conduit, radius=0.01, finish=paint))


def traffic_mirror(random: Random) -> Device:
    """Model a convex mirror with a coloured rim."""
    radius = random.uniform(0.2, 0.35)
    rim = Finish(
        colour=random.choice(((0.6, 0.08, 0.02), (0.1, 0.1, 0.1), (0.7, 0.4, 0.03))), roughness=0.4
    )
    glass = Finish(colour=grey(0.85), roughness=0.02, metallic=1.0)
    pose = move(0, -0.3, 0) @ aim(random.uniform(-0.8, 0.8), random.uniform(0, 0.3))
    bulge = tuple((0.03 * (1 - t * t), radius * t) for t in np.linspace(0, 1, 8))
    edge = ((-0.03, 0), (-0.03, radius), (0.02, radius * 1.06), (0.02, radius * 0.98))
    return thing(
        "traffic_mirror",
        Lathe(profile=bulge, finish=glass, pose=pose),
        Lathe(profile=edge, finish=rim, pose=pose),
        Tube(points=((0, 0, -0.1), tuple(pose[:3, 3])), radius=0.02, finish=brushed_metal(random)),
    )


def intercom(random: Random) -> Device:
    """Model a door panel with a lens, buttons and a loudspeaker."""
    metal = brushed_metal(random)
    solids: list[Solid] = [wall_block(metal, 0.11, 0.26, 0.025, 0.004)]
    solids.append(
        Lathe(
            profile=((0.026, 0), (0.026, 0.016)),
            finish=black_glass(random),
            pose=move(0, 0, 0.09) @ OUT,
        )
    )
    for row in range(4):
        for side in (-1, 1):
            button = move(side * 0.022, -0.026, -0.09 + row * 0.035) @ OUT
            solids.append(
                Block(
                    size=(0.006, 0.03, 0.016), finish=body_paint(random), pose=button, bevel=0.002
                )
            )
    return thing("intercom", *solids)


FITTINGS = (
    horn_speaker,
    column_speaker,
    motion_sensor,
    siren,
    antenna,
    junction_box,
    traffic_mirror,
    intercom,
)
