"""All kinds of look-alikes by name. Like housings, they are values: no Blender is needed."""

from collections.abc import Callable
from random import Random

from training.device import Device
from training.lookalikes_fittings import FITTINGS
from training.lookalikes_lights import LIGHTS
from training.lookalikes_pipes import PIPES
from training.lookalikes_roadside import ROADSIDE
from training.lookalikes_things import THINGS

__all__ = ["LOOKALIKE_BUILDERS", "build_lookalike"]

LOOKALIKE_BUILDERS: dict[str, Callable[[Random], Device]] = {
    builder.__name__: builder for builder in (*LIGHTS, *FITTINGS, *PIPES, *THINGS, *ROADSIDE)
}


def build_lookalike(kind: str, random: Random) -> Device:
    """Model one look-alike in the frame of a wall; raises KeyError for an unknown kind."""
    return LOOKALIKE_BUILDERS[kind](random)
