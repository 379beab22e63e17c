"""Paints, plastics, glass and metals, drawn at random within what is seen on streets."""

from random import Random

from training.solids import Colour, Finish

__all__ = [
    "black_glass",
    "body_paint",
    "brushed_metal",
    "clear_dome",
    "dark_plastic",
    "grey",
    "lamp_glass",
    "near",
    "tinted_dome",
]


def grey(value: float) -> Colour:
    """Give a neutral colour."""
    return value, value, value


def near(random: Random, colour: Colour, spread: float = 0.03) -> Colour:
    """Vary a colour: its brightness by up to the spread, its hue by a fifth of that."""
    lift = random.uniform(-spread, spread)
    red, green, blue = (
        min(1.0, max(0.0, channel + lift + random.uniform(-spread, spread) / 5))
        for channel in colour
    )
    return red, green, blue


def body_paint(random: Random, *, white: float = 0.62) -> Finish:
    """Give the paint of a housing: mostly white or cream, else grey or black."""
    share = random.random()
    if share < white:
        value = random.uniform(0.6, 0.86)
        colour = (value, value * random.uniform(0.96, 1), value * random.uniform(0.88, 1))
    elif share < white + 0.16:
        colour = near(random, grey(random.uniform(0.16, 0.45)), 0.02)
    else:
        colour = near(random, grey(random.uniform(0.012, 0.06)), 0.006)
    return Finish(
        colour=colour,
        roughness=random.uniform(0.25, 0.6),
        coat=random.choice((0.0, 0.3)),
        dirt=random.choice((0.1, random.uniform(0.1, 0.6))),
    )


def black_glass(random: Random) -> Finish:
    """Give the front window or lens of a camera."""
    colour = near(random, grey(0.012), 0.006)
    return Finish(colour=colour, roughness=random.uniform(0.03, 0.15), coat=1.0)


def tinted_dome(random: Random) -> Finish:
    """Give a smoked bubble, mirror-like from outside."""
    value = random.uniform(0.006, 0.035)
    return Finish(colour=grey(value), roughness=random.uniform(0.02, 0.08), coat=1.0)


def clear_dome(random: Random) -> Finish:
    """Give a clear bubble through which the ball can be seen."""
    return Finish(colour=grey(random.uniform(0.5, 0.95)), roughness=0.04, pattern="clear")


def dark_plastic(random: Random) -> Finish:
    """Give dull black plastic or rubber."""
    return Finish(colour=near(random, grey(0.03), 0.015), roughness=random.uniform(0.4, 0.8))


def brushed_metal(random: Random) -> Finish:
    """Give bare steel or aluminium."""
    value = random.uniform(0.35, 0.7)
    return Finish(colour=grey(value), roughness=random.uniform(0.25, 0.5), metallic=1.0, dirt=0.2)


def lamp_glass(random: Random) -> Finish:
    """Give opal glass or a milky diffuser, unlit."""
    value = random.uniform(0.6, 0.92)
    colour = (value, value * 0.98, value * random.uniform(0.82, 0.98))
    return Finish(colour=colour, roughness=random.uniform(0.1, 0.4), coat=0.5, dirt=0.1)
