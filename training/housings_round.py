"""Round housings: dome, turret and pan-tilt-zoom."""

import math
from random import Random

import numpy as np

from training.device import Device
from training.finishes import body_paint, clear_dome, dark_plastic, tinted_dome
from training.housing_parts import cut_ball, dome_profile, eye, hang
from training.pose import OUT, aim, move, turn_x, turn_y
from training.solids import Block, Lathe, Solid

__all__ = ["dome", "ptz", "turret"]


def dome(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    """Model a dome on the wall or under an arm; angles in radians, reach in metres."""
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


def turret(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    """Model a turret on the wall or under an arm; angles in radians, reach in metres."""
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


def ptz(random: Random, yaw: float, tilt: float, reach: float) -> Device:
    """Model a speed dome or open positioner under an arm; angles in radians, reach in metres."""
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
