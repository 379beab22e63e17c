"""Vents, pipe ends, knobs and the like on walls that are taken for cameras."""

from random import Random

from training.device import Device, thing, wall_block
from training.finishes import black_glass, body_paint, brushed_metal, dark_plastic, grey, near
from training.pose import DOWN, OUT, aim, move, turn_y
from training.solids import Block, Finish, Lathe, Solid, Tube

__all__ = ["PIPES"]


def vent(random: Random) -> Device:
    """Model a ventilation cap or louvre."""
    paint = brushed_metal(random) if random.random() < 0.5 else body_paint(random)
    radius = random.uniform(0.06, 0.11)
    if random.random() < 0.5:
        cap = ((0, radius), (0.05, radius), (0.07, radius * 0.9), (0.12, radius * 0.75), (0.14, 0))
        slot = ((0.055, radius * 0.99), (0.066, radius * 0.96))
        return thing(
            "vent",
            Lathe(profile=cap, finish=paint, pose=OUT),
            Lathe(profile=slot, finish=dark_plastic(random), pose=OUT),
        )
    frame = wall_block(paint, 2 * radius, 2 * radius, 0.02)
    slats = [
        Block(
            size=(0.035, 1.8 * radius, 0.006),
            finish=paint,
            pose=move(0, -0.03, (i / 3 - 1) * radius * 0.85) @ OUT @ turn_y(0.6),
        )
        for i in range(7)
    ]
    return thing("vent", frame, *slats)


def drain_end(random: Random) -> Device:
    """Model the bent end of a pipe."""
    paint = random.choice((body_paint, brushed_metal, dark_plastic))(random)
    radius, arm = random.uniform(0.025, 0.055), random.uniform(0.08, 0.2)
    line = ((0, 0, 0), (0, -arm * 0.7, 0), (0, -arm, -arm * 0.4), (0, -arm, -arm * 1.2))
    mouth = ((0, radius * 0.9), (0.002, 0))
    return thing(
        "drain_end",
        Tube(points=line, radius=radius, finish=paint, smooth=True),
        Lathe(
            profile=((-0.015, radius * 1.15), (0.0, radius * 1.15), (0.0, radius)),
            finish=paint,
            pose=move(0, -arm, -arm * 1.2) @ DOWN,
        ),
        Lathe(
            profile=mouth,
            finish=dark_plastic(random),
            pose=move(0, -arm, -arm * 1.2 - 0.002) @ DOWN,
        ),
    )


def door_handle(random: Random) -> Device:
    """Model a knob or lever on its plate."""
    metal = brushed_metal(random) if random.random() < 0.6 else dark_plastic(random)
    plate = wall_block(metal, 0.05, random.uniform(0.16, 0.24), 0.008, 0.003)
    if random.random() < 0.5:
        knob = ((0, 0.012), (0.03, 0.012), (0.035, 0.025), (0.055, 0.03), (0.07, 0.022), (0.075, 0))
        return thing("door_handle", plate, Lathe(profile=knob, finish=metal, pose=OUT))
    lever = ((0, 0, 0), (0, -0.05, 0), (0.02, -0.055, 0), (0.12, -0.05, 0))
    return thing("door_handle", plate, Tube(points=lever, radius=0.01, finish=metal))


def bell(random: Random) -> Device:
    """Model a round alarm or school bell."""
    paint = random.choice(
        (brushed_metal(random), Finish(colour=(0.5, 0.03, 0.02), roughness=0.3, coat=0.5))
    )
    radius = random.uniform(0.06, 0.1)
    gong = ((0.04, radius), (0.06, radius * 0.97), (0.085, radius * 0.6), (0.09, 0.015), (0.1, 0))
    return thing(
        "bell",
        Lathe(profile=gong, finish=paint, pose=OUT),
        wall_block(dark_plastic(random), radius, radius * 1.4, 0.04),
    )


def flag_socket(random: Random) -> Device:
    """Model a holder for flag poles, one to three tubes."""
    metal = random.choice((body_paint, brushed_metal, dark_plastic))(random)
    count = random.choice((1, 2, 3))
    solids: list[Solid] = [wall_block(metal, 0.08 * count, 0.12, 0.012)]
    for i in range(count):
        offset = i - (count - 1) / 2
        pose = move(offset * 0.07, 0, 0) @ aim(offset * 0.5, -random.uniform(0.5, 0.9))
        radius, length = 0.022, random.uniform(0.14, 0.22)
        tube = ((0.0, radius), (length, radius), (length, radius * 0.8), (0.03, radius * 0.75))
        solids.append(Lathe(profile=tube, finish=metal, pose=pose))
    return thing("flag_socket", *solids)


def gas_meter(random: Random) -> Device:
    """Model a meter with a round dial and pipes."""
    paint = Finish(
        colour=near(random, random.choice((grey(0.5), (0.6, 0.45, 0.1))), 0.05),
        roughness=0.5,
        dirt=0.4,
    )
    dial = move(0, -0.165, 0.05) @ OUT
    solids: list[Solid] = [
        wall_block(paint, 0.25, 0.3, 0.16, 0.03),
        Lathe(profile=((0, 0.06), (0.02, 0.06), (0.02, 0.05)), finish=paint, pose=dial),
        Lathe(profile=((0.012, 0), (0.012, 0.055)), finish=black_glass(random), pose=dial),
    ]
    solids += [
        Tube(
            points=((s * 0.08, -0.08, 0.1), (s * 0.08, -0.08, 0.5), (s * 0.08, 0, 0.5)),
            radius=0.016,
            finish=paint,
        )
        for s in (-1, 1)
    ]
    return thing("gas_meter", *solids)


def letter_box(random: Random) -> Device:
    """Model a letter box with a dark slot."""
    paint = Finish(
        colour=random.choice(
            ((0.5, 0.06, 0.03), (0.02, 0.05, 0.2), (0.7, 0.5, 0.05), (0.15, 0.15, 0.15))
        ),
        roughness=0.4,
        dirt=0.3,
    )
    width, height = random.uniform(0.24, 0.34), random.uniform(0.25, 0.4)
    slot = move(0, -0.122, height * 0.3) @ OUT
    return thing(
        "letter_box",
        wall_block(paint, width, height, 0.12, 0.015),
        Block(size=(0.004, width * 0.7, 0.03), finish=dark_plastic(random), pose=slot),
        Block(
            size=(0.05, width * 1.04, 0.01),
            finish=paint,
            pose=move(0, -0.13, height * 0.38) @ OUT,
        ),
    )


PIPES = (vent, drain_end, door_handle, bell, flag_socket, gas_meter, letter_box)
