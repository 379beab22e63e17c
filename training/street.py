"""A street at real scale: two rows of houses, pavements, lamp posts, cars and trees.

The frame is that of `training.ground`: x along the street, y to the left. The left row
("north") looks at -y, the right row ("south") at +y. Everything follows from a seed.
"""

import math
from dataclasses import dataclass, field
from random import Random

from training.buildings import Building, build_house
from training.finishes import grey
from training.kerbside import car, pole, tree
from training.lookalikes import LOOKALIKE_BUILDERS, build_lookalike
from training.pose import Pose, move, turn_z
from training.solids import Block, Finish, Solid, moved

__all__ = ["HOUSE_WIDTH_M", "Post", "Street", "Wall", "build_street", "pole"]

HOUSE_WIDTH_M = 16.0
_FACADE_M = 6.5
_KERB_M = 3.4
_LENGTH_M = 96.0
_ROOMY = {"air_conditioner", "satellite_dish", "clock", "poster", "bulb_string", "light_box"}
_LOW = {"door_handle", "intercom", "letter_box", "poster", "gas_meter"}
_NOT_ON_WALLS = {
    "wheel",
    "wing_mirror",
    "fence_finial",
    "vase",
    "traffic_light",
    "parking_meter",
    "round_sign",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wall:
    """A spot on a facade: row, house from the left end of the street, pier and height."""

    row: str
    house: int
    pier: int
    height_m: float
    aside_m: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A spot on a pole at street coordinates, facing an angle from the x axis."""

    x_m: float
    y_m: float
    height_m: float
    facing_deg: float


@dataclass(kw_only=True, slots=True, eq=False)
class Street:
    """The solids of a street and its houses by row."""

    rows: dict[str, list[Building]]
    solids: list[Solid] = field(default_factory=list)
    poles: set[tuple[float, float]] = field(default_factory=set)

    def frame(self, spot: Wall | Post) -> Pose:
        """Give the frame in which a device at this spot is modelled."""
        if isinstance(spot, Post):
            pose = move(spot.x_m, spot.y_m, spot.height_m) @ turn_z(
                math.radians(spot.facing_deg + 90)
            )
            return pose @ move(0, -0.055, 0)
        house = self.rows[spot.row][spot.house]
        return _house_frame(spot.row, spot.house) @ house.pier(
            spot.pier, spot.height_m, spot.aside_m
        )


def _house_frame(row: str, number: int) -> Pose:
    if row == "north":
        return move(number * HOUSE_WIDTH_M, _FACADE_M, 0)
    return move((number + 1) * HOUSE_WIDTH_M, -_FACADE_M, 0) @ turn_z(math.pi)


def build_street(seed: int, taken: list[Wall | Post]) -> Street:
    """Model the whole street; look-alikes keep away from the spots already taken."""
    random = Random(seed)  # noqa: S311 - seeded on purpose
    rows = {row: [_house(random, i) for i in range(6)] for row in ("north", "south")}
    street = Street(rows=rows)
    for row, houses in rows.items():
        for number, house in enumerate(houses):
            street.solids += moved(house.solids, _house_frame(row, number))
    street.solids += _ends(random)
    street.solids += _surfaces()
    for spot in taken:
        if isinstance(spot, Post):
            _stand_pole(street, random, spot.x_m, spot.y_m, 6.0)
    _furnish(street, random, taken)
    _hang_lookalikes(street, random, taken)
    return street


def _house(random: Random, number: int) -> Building:
    return build_house(
        random,
        width_m=HOUSE_WIDTH_M,
        storeys=random.choice((2, 3, 3, 4)),
        shop=random.random() < 0.6,
        brick=number % 3 == 1 and random.random() < 0.7,
    )


def _ends(random: Random) -> list[Solid]:
    """Close the view at both ends with a house across the street."""
    solids: list[Solid] = []
    for x, turn in ((-22.0, math.pi / 2), (_LENGTH_M + 22.0, -math.pi / 2)):
        house = build_house(random, width_m=30.0, storeys=4, shop=False, brick=False)
        solids += moved(house.solids, move(x, 0, 0) @ turn_z(turn) @ move(-15, 0, 0))
    return solids


def _surfaces() -> list[Solid]:
    asphalt = Finish(colour=grey(0.075), roughness=0.9, dirt=0.5, pattern="asphalt")
    slabs = Finish(colour=(0.32, 0.31, 0.29), roughness=0.9, dirt=0.5, pattern="slabs")
    kerb = Finish(colour=grey(0.4), roughness=0.9, dirt=0.6)
    middle, length = _LENGTH_M / 2, _LENGTH_M + 80
    solids: list[Solid] = [
        Block(size=(length, 60, 0.2), finish=asphalt, pose=move(middle, 0, -0.22), bevel=0.0)
    ]
    for side in (-1, 1):
        width = _FACADE_M - _KERB_M
        pave = move(middle, side * (_KERB_M + width / 2), -0.06)
        solids.append(Block(size=(_LENGTH_M, width, 0.12), finish=slabs, pose=pave, bevel=0.005))
        edge = move(middle, side * (_KERB_M - 0.06), -0.055)
        solids.append(Block(size=(_LENGTH_M, 0.14, 0.13), finish=kerb, pose=edge, bevel=0.02))
    return solids


def _stand_pole(street: Street, random: Random, x: float, y: float, height: float) -> None:
    if (x, y) not in street.poles:
        street.poles.add((x, y))
        street.solids += moved(pole(random, height), move(x, y, 0))


def _furnish(street: Street, random: Random, taken: list[Wall | Post]) -> None:
    """Set lamp posts, signs, traffic lights, trees and cars along the kerbs."""
    busy = [spot.x_m for spot in taken if isinstance(spot, Post)]
    for i in range(7):
        x = 5.0 + 15.0 * i
        side = 1 if i % 2 else -1
        if min((abs(x - other) for other in busy), default=9.0) < 2:
            continue
        y = side * (_KERB_M + 0.5)
        _stand_pole(street, random, x, y, 6.5)
        facing = move(x, y, 6.3) @ turn_z(math.pi if side < 0 else 0.0)
        street.solids += build_lookalike("street_lamp", random).at(facing).housing
        if random.random() < 0.7:
            kind = random.choice(
                ("round_sign", "traffic_light", "traffic_mirror", "hanging_basket")
            )
            turned = move(x, y, random.uniform(2.6, 3.4)) @ turn_z(
                random.choice((-1, 1)) * math.pi / 2
            )
            street.solids += build_lookalike(kind, random).at(turned @ move(0, -0.05, 0)).housing
    for x in (2.0, 33.0, 61.0, 88.0):
        street.solids += moved(tree(random), move(x, -_KERB_M - 0.7, 0))
    for side in (-1, 1):
        x = random.uniform(-8, 0)
        while x < _LENGTH_M:
            if random.random() < 0.45:
                turned = turn_z(math.pi if random.random() < 0.5 else 0.0)
                street.solids += moved(
                    car(random), move(x, side * (_KERB_M - 1.15), -0.12) @ turned
                )
            x += random.uniform(5.2, 8.0)


def _hang_lookalikes(street: Street, random: Random, taken: list[Wall | Post]) -> None:
    """Fix look-alikes to free spots of every pier."""
    kinds = sorted(set(LOOKALIKE_BUILDERS) - _NOT_ON_WALLS - {"street_lamp"})
    for row, houses in street.rows.items():
        for number, house in enumerate(houses):
            for pier in range(1, house.bays):
                for height in (1.5, 2.55, 3.3, 5.2, 6.2):
                    spot = Wall(
                        row=row,
                        house=number,
                        pier=pier,
                        height_m=height + random.uniform(-0.12, 0.12),
                    )
                    if random.random() < 0.5 and not _near_taken(spot, taken):
                        kind = random.choice(kinds)
                        if _suits(kind, height):
                            device = build_lookalike(kind, random).at(street.frame(spot))
                            street.solids += (*device.housing, *device.fixture)


def _suits(kind: str, height: float) -> bool:
    if kind in _LOW:
        return height < 2
    return height > 2 and not (kind in _ROOMY and height < 3.2)


def _near_taken(spot: Wall, taken: list[Wall | Post]) -> bool:
    return any(
        isinstance(other, Wall)
        and (other.row, other.house, other.pier) == (spot.row, spot.house, spot.pier)
        and abs(other.height_m - spot.height_m) < 0.65
        for other in taken
    )
