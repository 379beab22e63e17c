"""Long housings: bullet, box and plate reader."""

import math
from random import Random

import numpy as np

from training.device import Device
from training.finishes import black_glass, body_paint, brushed_metal, dark_plastic, grey, near
from training.housing_parts import cable, cut_ball, eye, plate, shield
from training.pose import OUT, Pose, aim, move, turn_x
from training.solids import Block, Finish, Lathe, Solid, Tube

__all__ = ["alpr", "box", "bullet"]


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


def bullet(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    """Model a bullet, round or square, on a knuckle; angles in radians, reach in metres."""
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


def box(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    """Model a box camera on a bracket; angles in radians, reach in metres."""
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


def alpr(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    """Model a plate reader of one of two kinds; angles in radians, reach in metres."""
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
