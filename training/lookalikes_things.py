"""Larger things of the street that are taken for cameras, whole or in part."""

import math
from random import Random

import numpy as np

from training.device import Device, thing
from training.finishes import (
    body_paint,
    brushed_metal,
    dark_plastic,
    grey,
    lamp_glass,
    near,
)
from training.pose import DOWN, OUT, aim, move, turn_x
from training.solids import Block, Finish, Foliage, Lathe, Prism, Solid, Tube

__all__ = ["THINGS"]


def satellite_dish(random: Random) -> Device:
    """Model a dish with its receiver on an arm."""
    paint = Finish(
        colour=near(random, grey(random.choice((0.75, 0.3))), 0.06), roughness=0.5, dirt=0.4
    )
    radius = random.uniform(0.3, 0.45)
    pose = move(0, -0.4, 0) @ aim(random.uniform(-0.8, 0.8), -random.uniform(0.3, 0.7))
    bowl = tuple((0.25 * radius * t * t, radius * t) for t in np.linspace(0, 1, 9))
    feed = pose @ np.array([radius * 0.95, 0, -radius * 0.1, 1])
    low = pose @ np.array([0.2 * radius, 0, -radius * 0.95, 1])
    head = pose @ move(radius * 0.95, 0, -radius * 0.1)
    return thing(
        "satellite_dish",
        Lathe(profile=bowl, finish=paint, pose=pose),
        Tube(points=(tuple(low[:3]), tuple(feed[:3])), radius=0.012, finish=brushed_metal(random)),
        Lathe(
            profile=((-0.06, 0), (-0.06, 0.03), (0.04, 0.025), (0.06, 0.02), (0.06, 0)),
            finish=body_paint(random),
            pose=head,
        ),
        Tube(
            points=((0, 0, -0.2), (0, -0.4, -0.2), (0, -0.4, 0.02)),
            radius=0.02,
            finish=brushed_metal(random),
        ),
    )


def air_conditioner(random: Random) -> Device:
    """Model an outdoor unit with its round grille."""
    paint = Finish(
        colour=near(random, grey(0.72), 0.08), roughness=0.5, dirt=random.uniform(0.1, 0.6)
    )
    width, height, depth = (
        random.uniform(0.7, 0.9),
        random.uniform(0.5, 0.65),
        random.uniform(0.26, 0.34),
    )
    fan = move(-width * 0.15, -depth - 0.08, 0) @ OUT
    radius = height * 0.4
    solids: list[Solid] = [
        Block(
            size=(depth, width, height),
            finish=paint,
            pose=move(0, -depth / 2 - 0.08, 0) @ OUT,
            bevel=0.015,
        ),
        Lathe(profile=((0.001, 0), (0.001, radius)), finish=dark_plastic(random), pose=fan),
        Lathe(profile=((0.01, 0), (0.01, radius * 0.25)), finish=paint, pose=fan),
    ]
    for ring in (0.4, 0.55, 0.7, 0.85, 1.0):
        band = ((0.006, radius * ring), (0.012, radius * (ring - 0.03)))
        solids.append(Lathe(profile=band, finish=paint, pose=fan))
    for side in (-1, 1):
        foot = move(side * width * 0.35, -depth / 2, -height / 2 - 0.02) @ OUT
        solids.append(
            Block(size=(depth + 0.1, 0.04, 0.03), finish=brushed_metal(random), pose=foot)
        )
    return thing("air_conditioner", *solids)


def bird_house(random: Random) -> Device:
    """Model a nesting box: a small house with a dark round hole."""
    wood = Finish(colour=near(random, (0.28, 0.17, 0.08), 0.06), roughness=0.8, dirt=0.5)
    hole = ((0.0, 0), (0.0, 0.02))
    roof = ((-0.1, 0.0), (0.0, 0.09), (0.1, 0.0), (0.0, 0.06))
    return thing(
        "bird_house",
        Block(size=(0.15, 0.15, 0.22), finish=wood, pose=move(0, -0.075, 0) @ OUT),
        Lathe(profile=hole, finish=dark_plastic(random), pose=move(0, -0.152, 0.03) @ OUT),
        Prism(outline=roof, depth=0.24, finish=wood, pose=move(0, -0.09, 0.11)),
    )


def clock(random: Random) -> Device:
    """Model a round clock that stands out from the wall."""
    radius, arm = random.uniform(0.2, 0.3), random.uniform(0.35, 0.5)
    case = dark_plastic(random)
    face = Finish(colour=grey(0.85), roughness=0.3)
    pose = move(0, -arm, 0) @ aim(math.pi / 2, 0)
    solids: list[Solid] = [
        Lathe(
            profile=((-0.06, 0), (-0.06, radius), (0.06, radius), (0.06, radius * 0.92)),
            finish=case,
            pose=pose,
        ),
        Lathe(profile=((0.055, 0), (0.055, radius * 0.93)), finish=face, pose=pose),
        Tube(points=((0, 0, radius * 0.6), (0, -arm, radius * 0.9)), radius=0.02, finish=case),
    ]
    for angle, length in ((random.uniform(0, 6), 0.5), (random.uniform(0, 6), 0.8)):
        hand = pose @ turn_x(angle) @ move(0.06, 0, radius * length / 2)
        solids.append(
            Block(size=(0.004, 0.014, radius * length), finish=case, pose=hand, bevel=0.001)
        )
    return thing("clock", *solids)


def hanging_basket(random: Random) -> Device:
    """Model flowers in a half ball on a hook."""
    arm, radius = random.uniform(0.25, 0.35), random.uniform(0.12, 0.18)
    iron = dark_plastic(random)
    bowl = tuple(
        (radius * math.sin(a), radius * math.cos(a)) for a in np.linspace(0, math.pi / 2, 8)
    )
    green = Finish(colour=(0.05, 0.13, 0.02), roughness=0.7, pattern="leaf")
    bloom = Finish(
        colour=random.choice(((0.6, 0.05, 0.2), (0.7, 0.6, 0.65), (0.5, 0.1, 0.5))), roughness=0.7
    )
    soil = Finish(colour=(0.09, 0.05, 0.03), roughness=0.9)
    top = move(0, -arm, -0.25)
    seed = random.randrange(10_000)
    return thing(
        "hanging_basket",
        Lathe(profile=bowl, finish=soil, pose=top @ DOWN),
        Foliage(
            radii=(radius * 1.2, radius * 1.2, radius * 0.7),
            leaves=220,
            leaf_m=0.03,
            seed=seed,
            finish=green,
            pose=top,
        ),
        Foliage(
            radii=(radius * 1.25, radius * 1.25, radius * 0.7),
            leaves=40,
            leaf_m=0.022,
            seed=seed + 1,
            finish=bloom,
            pose=top,
        ),
        Tube(points=((0, 0, 0), (0, -arm, 0.03), (0, -arm, -0.25)), radius=0.008, finish=iron),
    )


def vase(random: Random) -> Device:
    """Model a stone urn as on gate posts and roofs."""
    stone = Finish(colour=near(random, (0.5, 0.47, 0.4), 0.08), roughness=0.9, dirt=0.6)
    scale = random.uniform(0.6, 1.2)
    outline = (
        (0.25, 0.12),
        (0.22, 0.12),
        (0.2, 0.05),
        (0.1, 0.06),
        (0.0, 0.17),
        (-0.12, 0.2),
        (-0.2, 0.14),
        (-0.25, 0.18),
        (-0.27, 0.1),
        (-0.27, 0),
    )
    profile = tuple((x * scale, r * scale) for x, r in outline)
    return thing("vase", Lathe(profile=profile, finish=stone, pose=move(0, -0.25, 0) @ DOWN))


def poster(random: Random) -> Device:
    """Model a bill with blots and stripes that have no meaning."""
    width = random.uniform(0.4, 0.8)
    height = width * 1.4
    paper = Finish(
        colour=near(random, random.choice((grey(0.8), (0.7, 0.6, 0.2), (0.15, 0.2, 0.5))), 0.08),
        roughness=0.7,
        dirt=0.3,
    )
    solids: list[Solid] = [
        Block(size=(0.004, width, height), finish=paper, pose=move(0, -0.004, 0) @ OUT, bevel=0.001)
    ]
    for _ in range(random.randint(4, 9)):
        ink = Finish(
            colour=(random.random() * 0.6, random.random() * 0.5, random.random() * 0.5),
            roughness=0.7,
        )
        x, z = random.uniform(-0.35, 0.35) * width, random.uniform(-0.42, 0.42) * height
        place = move(x, -0.0065 - random.uniform(0, 0.002), z) @ OUT
        if random.random() < 0.4:
            solids.append(
                Lathe(
                    profile=((0.0, 0), (0.0, random.uniform(0.03, 0.13) * width)),
                    finish=ink,
                    pose=place,
                )
            )
        else:
            size = (0.001, random.uniform(0.1, 0.5) * width, random.uniform(0.02, 0.08) * height)
            solids.append(Block(size=size, finish=ink, pose=place, bevel=0.0004))
    return thing("poster", *solids)


def light_box(random: Random) -> Device:
    """Model a small light box that stands out over a shop door."""
    case, arm = body_paint(random), random.uniform(0.3, 0.5)
    pose = move(0, -arm, 0)
    return thing(
        "light_box",
        Block(size=(0.1, 0.5, 0.5), finish=case, pose=pose, bevel=0.02),
        Block(size=(0.104, 0.46, 0.46), finish=lamp_glass(random), pose=pose, bevel=0.01),
        Tube(points=((0, 0, 0.1), (0, -arm + 0.2, 0.1)), radius=0.015, finish=case),
    )


THINGS = (
    satellite_dish,
    air_conditioner,
    bird_house,
    clock,
    hanging_basket,
    vase,
    poster,
    light_box,
)
