"""Camera housings from parameters, at real size in metres.

Every builder keeps the housing (with its sunshield) apart from what holds it (bracket arm,
plate, junction box, pole clamp, cable), because the labelling rule boxes the housing alone.
The frame is that of `training.pose`: the mounting surface is y = 0, outside is -y, z is up.
"""

import math
from collections.abc import Callable
from random import Random

import numpy as np

from detection.record import Housing
from training.device import Device
from training.finishes import (
    black_glass,
    body_paint,
    brushed_metal,
    clear_dome,
    dark_plastic,
    grey,
    near,
    tinted_dome,
)
from training.housing_parts import cable, cut_ball, dome_profile, eye, hang, plate, shield
from training.pose import OUT, Pose, aim, move, turn_x, turn_y
from training.solids import Block, Finish, Lathe, Solid, Tube

__all__ = ["HOUSING_BUILDERS", "build_housing"]


def build_housing(
    housing: Housing, random: Random, *, yaw_rad: float, tilt_rad: float, reach_m: float = 0.0
) -> Device:
    """Model one camera that looks sideways by the yaw and down by the tilt.

    `reach_m` lengthens the bracket, as on lamp posts. Raises KeyError for `unknown`.
    """
    return HOUSING_BUILDERS[housing](random, yaw_rad, tilt_rad, reach_m)


def _round_body(
    random: Random, length: float, radius: float, finish: Finish, pose: Pose
) -> list[Solid]:
    half = length / 2
    taper = length * random.uniform(0.1, 0.3) if random.random() < 0.5 else 0.01
    profile = (
        (-half, 0), (-half, radius * random.uniform(0.55, 0.9)), (-half + taper, radius),
        (half - 0.012, radius), (half, radius * 0.97), (half, radius * 0.88),
        (half - 0.01, radius * 0.86),
    )  # fmt: skip
    parts: list[Solid] = [Lathe(profile=profile, finish=finish, pose=pose)]
    parts += eye(random, half - 0.008, radius * 0.86, pose)
    if random.random() < 0.8:
        gap, wrap = radius * random.uniform(1.06, 1.18), random.uniform(1.2, 1.8)
        arc = (math.pi / 2 - wrap, math.pi / 2 + wrap)
        hood = ((-half + 0.2 * length, gap), (half + random.uniform(0.01, 0.05), gap))
        parts.append(Lathe(profile=hood, finish=finish, pose=pose, arc=arc, steps=20))
    return parts


def _square_body(
    random: Random, length: float, radius: float, finish: Finish, pose: Pose
) -> list[Solid]:
    width, height = radius * random.uniform(1.8, 2.2), radius * random.uniform(1.6, 2.0)
    front = pose @ move(length / 2, 0, 0)
    parts: list[Solid] = [
        Block(size=(length, width, height), finish=finish, pose=pose, bevel=0.012),
        Block(size=(0.004, width * 0.9, height * 0.88), finish=black_glass(random), pose=front),
    ]
    parts += eye(random, length / 2 + 0.0035, height * 0.42, pose)
    return parts + shield((length, width, height), random.uniform(0.01, 0.04), finish, pose)


def _bullet(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    paint = body_paint(random)
    fixture, depth = plate(random, paint)
    length, radius = random.uniform(0.17, 0.27), random.uniform(0.036, 0.05)
    arm = random.uniform(0.07, 0.12) + reach
    elbow = (0.0, -depth - arm, 0.0)
    heading = aim(yaw, tilt)
    centre = move(*elbow) @ heading @ move(0.2 * length, 0, radius + 0.03)
    body = _round_body if random.random() < 0.6 else _square_body
    neck = (centre @ np.array([0.0, 0.0, -radius * 0.8, 1.0]))[:3]
    arm_finish = paint if random.random() < 0.8 else brushed_metal(random)
    fixture += [
        Tube(points=((0, 0, 0), elbow), radius=0.014, finish=arm_finish),
        cut_ball(0.022, math.pi / 2, arm_finish, move(*elbow)),
        Tube(points=(elbow, tuple(neck)), radius=0.013, finish=arm_finish),
    ]
    tail = (centre @ np.array([-length / 2, 0.0, -radius * 0.5, 1.0]))[:3]
    fixture += cable(random, tuple(tail))
    return Device(
        kind="bullet",
        housing=tuple(body(random, length, radius, paint, centre)),
        fixture=tuple(fixture),
    )


def _box(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    paint = body_paint(random, white=0.75)
    length = random.uniform(0.32, 0.44)
    width, height = random.uniform(0.1, 0.135), random.uniform(0.085, 0.115)
    elbow = (0.0, -random.uniform(0.2, 0.28) - reach, 0.0)
    pose = move(*elbow) @ aim(yaw, tilt) @ move(0.03, 0, height / 2 + 0.035)
    lens, front = height * 0.3, length / 2
    barrel = ((front - 0.03, lens), (front + 0.004, lens), (front + 0.004, lens * 0.8), (front, 0))
    housing: list[Solid] = [
        Block(size=(length, width, height), finish=paint, pose=pose, bevel=0.008),
        Block(
            size=(0.006, width * 0.86, height * 0.82),
            finish=black_glass(random),
            pose=pose @ move(front, 0, 0),
        ),
        Lathe(profile=barrel, finish=dark_plastic(random), pose=pose @ move(0.004, 0, 0)),
        *shield((length, width, height), random.uniform(0.03, 0.07), paint, pose),
    ]
    arm = paint if random.random() < 0.6 else brushed_metal(random)
    drop = -random.uniform(0.04, 0.12)
    below = move(*elbow) @ aim(yaw, tilt) @ move(0.03, 0, 0.018)
    fixture: list[Solid] = [
        Block(size=(0.012, 0.09, 0.14), finish=arm, pose=move(0, -0.006, drop) @ OUT),
        Tube(
            points=((0, 0, drop), (0, elbow[1] * 0.75, drop * 0.7), elbow), radius=0.016, finish=arm
        ),
        Block(size=(0.1, 0.05, 0.03), finish=arm, pose=below),
        *cable(random, tuple((pose @ np.array([-front, 0, -0.02, 1]))[:3])),
    ]
    return Device(kind="box", housing=tuple(housing), fixture=tuple(fixture))


def _dome(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    paint = body_paint(random, white=0.72)
    radius, depth = random.uniform(0.058, 0.085), random.uniform(0.03, 0.06)
    fixture: list[Solid] = []
    neck = 0.0
    if reach or random.random() < 0.55:
        pose, fixture = hang(random, paint, radius, reach)
        neck = 0.035
    else:
        pose = OUT @ turn_y(random.uniform(0, 0.25))
    bubble = radius * random.uniform(0.78, 0.93)
    shell = (
        (0, 0.02), (neck, radius), (neck + depth * 0.7, radius),
        (neck + depth, radius * 0.96), (neck + depth, bubble * 0.9),
    )  # fmt: skip
    squash = random.uniform(0.8, 1.0)
    profile = tuple(dome_profile(bubble, neck + depth, squash))
    housing: list[Solid] = [Lathe(profile=shell, finish=paint, pose=pose)]
    if random.random() < 0.6:
        housing.append(Lathe(profile=profile, finish=tinted_dome(random), pose=pose))
    else:
        housing.append(Lathe(profile=profile, finish=clear_dome(random), pose=pose))
        look = pose @ move(neck + depth, 0, 0) @ turn_x(yaw) @ turn_y(tilt)
        inner = bubble * 0.62
        housing.append(cut_ball(inner, 1.0, dark_plastic(random), look))
        housing += eye(random, inner * 0.84, inner * 0.54, look, leds=False)
        floor = ((neck + depth, 0), (neck + depth, bubble))
        housing.append(Lathe(profile=floor, finish=dark_plastic(random), pose=pose))
    return Device(kind="dome", housing=tuple(housing), fixture=tuple(fixture))


def _turret(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    paint = body_paint(random, white=0.75)
    ball = random.uniform(0.043, 0.056)
    base, depth = ball * random.uniform(1.15, 1.35), ball * random.uniform(0.4, 0.8)
    fixture: list[Solid] = []
    neck = 0.0
    if reach or random.random() < 0.3:
        pose, fixture = hang(random, paint, base, reach)
        neck = 0.025
    elif random.random() < 0.5:
        box_depth = random.uniform(0.03, 0.05)
        fixture = [
            Lathe(profile=((0, base), (box_depth, base), (box_depth, 0)), finish=paint, pose=OUT)
        ]
        pose = move(0, -box_depth, 0) @ OUT
    else:
        pose = OUT
    cup = (
        (0, 0.02), (neck, base), (neck + depth * 0.7, base),
        (neck + depth, base * 0.9), (neck + depth * 0.9, ball * 0.95),
    )  # fmt: skip
    centre = (pose @ np.array([neck + depth + ball * 0.3, 0, 0, 1]))[:3]
    look = move(*centre) @ aim(yaw, max(tilt, 0.15))
    cut = random.uniform(0.75, 0.95)
    housing: list[Solid] = [
        Lathe(profile=cup, finish=paint, pose=pose),
        cut_ball(ball, cut, paint if random.random() < 0.75 else dark_plastic(random), look),
        *eye(random, ball * math.sin(cut) + 0.001, ball * math.cos(cut) * 0.97, look),
    ]
    return Device(kind="turret", housing=tuple(housing), fixture=tuple(fixture))


def _ptz(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    paint = body_paint(random, white=0.8)
    radius = random.uniform(0.08, 0.105)
    pose, fixture = hang(random, paint, radius, reach)
    cap, body = random.uniform(0.03, 0.06), random.uniform(0.07, 0.13)
    rim = cap + body
    shell = (
        (0, 0), (0, radius * 0.4), (cap * 0.5, radius * 0.6), (cap, radius * 0.88),
        (cap + body * 0.35, radius), (rim, radius * 0.98), (rim, radius * 0.7),
    )  # fmt: skip
    housing: list[Solid] = [Lathe(profile=shell, finish=paint, pose=pose)]
    ball = radius * random.uniform(0.78, 0.92)
    share = random.random()
    if share < 0.45:
        profile = tuple(dome_profile(ball, rim, random.uniform(0.85, 1.1)))
        housing.append(Lathe(profile=profile, finish=tinted_dome(random), pose=pose))
    else:
        sunk = 0.4 if share < 0.7 else 0.95
        centre = (pose @ np.array([rim + ball * sunk, 0, 0, 1]))[:3]
        look = move(*centre) @ aim(yaw, max(tilt, 0.1))
        head = paint if random.random() < 0.6 else dark_plastic(random)
        housing += [cut_ball(ball, 0.85, head, look), *eye(random, ball * 0.755, ball * 0.62, look)]
        if sunk > 0.5:  # an open positioner: two cheeks carry the head
            for side in (-1, 1):
                cheek = move(*centre) @ aim(yaw, 0) @ move(0, side * ball * 1.04, ball * 0.3)
                size = (ball * 0.7, 0.02, ball * 1.7)
                housing.append(Block(size=size, finish=paint, pose=cheek, bevel=0.008))
    return Device(kind="ptz", housing=tuple(housing), fixture=tuple(fixture))


def _alpr(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    twin = random.random() < 0.5
    return (_alpr_windows if twin else _alpr_solar)(random, yaw, tilt, reach)


def _alpr_windows(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    """Give a broad housing with a dark window: lens on one side, infrared bank on the other."""
    paint = body_paint(random, white=0.7)
    length, width = random.uniform(0.24, 0.36), random.uniform(0.16, 0.21)
    height = random.uniform(0.12, 0.16)
    elbow = (0.0, -random.uniform(0.14, 0.22) - reach, 0.0)
    pose = move(*elbow) @ aim(yaw, min(tilt, 0.35)) @ move(0.02, 0, height / 2 + 0.04)
    front = length / 2
    housing: list[Solid] = [
        Block(size=(length, width, height), finish=paint, pose=pose, bevel=0.014),
        Block(
            size=(0.006, width * 0.9, height * 0.84),
            finish=black_glass(random),
            pose=pose @ move(front, 0, 0),
        ),
        *shield((length, width, height), random.uniform(0.05, 0.09), paint, pose),
    ]
    lens = Finish(colour=(0.05, 0.045, 0.06), roughness=0.1, coat=1.0)
    bank = Finish(colour=(0.16, 0.02, 0.025), roughness=0.2, coat=0.5)
    for side, finish in ((-1, lens), (1, bank)):
        spot = pose @ move(front + 0.004, side * width * 0.22, 0)
        ring = ((0, height * 0.27), (0.006, height * 0.27), (0.004, 0))
        housing.append(Lathe(profile=ring, finish=finish, pose=spot))
    metal = brushed_metal(random)
    fixture: list[Solid] = [
        Block(size=(0.012, 0.1, 0.16), finish=metal, pose=move(0, -0.006, 0) @ OUT),
        Tube(points=((0, 0, 0), elbow), radius=0.02, finish=metal),
        Block(size=(0.1, 0.08, 0.04), finish=metal, pose=pose @ move(0, 0, -height / 2 - 0.02)),
    ]
    return Device(kind="alpr", housing=tuple(housing), fixture=tuple(fixture))


def _alpr_solar(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    """Give a small dark bullet beneath a solar panel; the panel belongs to the fixture."""
    paint = Finish(colour=near(random, grey(0.03), 0.02), roughness=random.uniform(0.3, 0.6))
    length, radius = random.uniform(0.2, 0.27), random.uniform(0.045, 0.06)
    elbow = (0.0, -0.06 - reach, 0.0)
    pose = move(*elbow) @ aim(yaw, min(tilt, 0.25)) @ move(0.3 * length, 0, 0)
    half = length / 2
    shell = (
        (-half, 0), (-half, radius * 0.7), (-half * 0.5, radius), (half, radius),
        (half, radius * 0.8), (half - 0.008, radius * 0.78),
    )  # fmt: skip
    housing: list[Solid] = [
        Lathe(profile=shell, finish=paint, pose=pose),
        *eye(random, half - 0.006, radius * 0.78, pose),
    ]
    rise, width = random.uniform(0.3, 0.5), random.uniform(0.3, 0.4)
    panel = move(0, -0.05, rise) @ turn_x(-random.uniform(0.4, 0.8))
    cells = Finish(colour=(0.008, 0.012, 0.035), roughness=0.12, coat=1.0)
    metal = brushed_metal(random)
    fixture: list[Solid] = [
        Tube(points=((0, 0.02, 0), elbow), radius=0.02, finish=paint),
        Block(size=(width, width * 0.85, 0.02), finish=metal, pose=panel, bevel=0.003),
        Block(
            size=(width * 0.95, width * 0.8, 0.004), finish=cells, pose=panel @ move(0, 0, 0.012)
        ),
        Tube(points=((0, 0.0, rise - 0.2), (0, -0.04, rise)), radius=0.014, finish=paint),
    ]
    return Device(kind="alpr", housing=tuple(housing), fixture=tuple(fixture))


HOUSING_BUILDERS: dict[Housing, Callable[[Random, float, float, float], Device]] = {
    Housing.BULLET: _bullet,
    Housing.BOX: _box,
    Housing.DOME: _dome,
    Housing.TURRET: _turret,
    Housing.PTZ: _ptz,
    Housing.ALPR: _alpr,
}
