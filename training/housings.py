"""Camera housings from parameters, at real size in metres.

Every builder keeps the housing (with its sunshield) apart from what holds it (bracket arm,
plate, junction box, pole clamp, cable), because the labelling rule boxes the housing alone.
The frame is that of `training.pose`: the mounting surface is y = 0, outside is -y, z is up.
"""

from collections.abc import Callable
from random import Random

from detection.record import Housing
from training.device import Device
from training.housings_long import alpr, box, bullet
from training.housings_round import dome, ptz, turret

__all__ = ["HOUSING_BUILDERS", "build_housing"]


def build_housing(
    housing: Housing, random: Random, *, yaw_rad: float, tilt_rad: float, reach_m: float = 0.0
) -> Device:
    """Model one camera that looks sideways by the yaw and down by the tilt.

    `reach_m` lengthens the bracket, as on lamp posts. Raises KeyError for `unknown`.
    """
    return HOUSING_BUILDERS[housing](random, yaw_rad, tilt_rad, reach_m)


HOUSING_BUILDERS: dict[Housing, Callable[[Random, float, float, float], Device]] = {
    Housing.BULLET: bullet,
    Housing.BOX: box,
    Housing.DOME: dome,
    Housing.TURRET: turret,
    Housing.PTZ: ptz,
    Housing.ALPR: alpr,
}
