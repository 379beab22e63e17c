"""Houses of a street: plastered or brick walls with windows, shops, doors and cornices.

A building stands in the frame of `training.pose`: its facade is the plane y = 0 from x = 0 to
its width, the street lies at -y.
"""

import math
from dataclasses import dataclass
from random import Random

from training.finishes import grey, near
from training.openings import REVEAL_M, Opening, shop_front, window
from training.pose import OUT, Pose, move, turn_z
from training.solids import Block, Finish, Panel, Prism, Solid, Tube, moved

__all__ = ["Building", "build_house"]

_PLASTERS = (
    (0.62, 0.5, 0.3), (0.6, 0.56, 0.46), (0.5, 0.4, 0.3), (0.55, 0.42, 0.36), (0.45, 0.48, 0.44),
    (0.66, 0.62, 0.52), (0.5, 0.5, 0.5), (0.58, 0.46, 0.24),
)  # fmt: skip
_STOREY_M = 3.4


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Building:
    """A house and the places on its facade where things can be fixed."""

    solids: tuple[Solid, ...]
    width_m: float
    bays: int
    ground_floor_m: float

    def pier(self, number: int, height_m: float, aside_m: float = 0.0) -> Pose:
        """Give the frame of a device on the pier left of bay `number`."""
        return move(number * self.width_m / self.bays + aside_m, 0, height_m)


def build_house(
    random: Random, *, width_m: float, storeys: int, shop: bool, brick: bool
) -> Building:
    """Model a house of the given width, standing at x = 0 to width."""
    bays = max(3, round(width_m / 2.7))
    ground = 4.1 if shop else 3.7
    height = ground + (storeys - 1) * _STOREY_M + 0.5
    wall = Finish(
        colour=(0.24, 0.1, 0.065) if brick else near(random, random.choice(_PLASTERS), 0.05),
        roughness=0.9,
        dirt=random.uniform(0.3, 0.8),
        pattern="brick" if brick else "plaster",
    )
    stone = Finish(
        colour=near(random, (0.5, 0.48, 0.43), 0.08), roughness=0.85, dirt=0.6, pattern="plaster"
    )
    lower = _ground_openings(random, width_m, bays, shop=shop)
    upper = _upper_openings(width_m, bays, ground, storeys)
    panel = Panel(
        width=width_m, height=height, openings=(*lower, *upper), depth=REVEAL_M, finish=wall
    )
    solids: list[Solid] = [
        panel,
        *_shell(random, width_m, height, wall),
        *_trim(width_m, height, ground, stone),
    ]
    frame = _frame_paint(random)
    for opening in upper:
        solids += window(random, opening, frame, stone)
    for opening in lower:
        solids += (
            shop_front(random, opening)
            if opening[1] < 0.2
            else window(random, opening, frame, stone)
        )
    if shop:
        solids += _signs(random, width_m, bays)
    return Building(solids=tuple(solids), width_m=width_m, bays=bays, ground_floor_m=ground)


def _frame_paint(random: Random) -> Finish:
    colour = random.choice((grey(0.75), (0.72, 0.7, 0.62), (0.16, 0.09, 0.05), (0.1, 0.14, 0.1)))
    return Finish(colour=colour, roughness=0.5, dirt=0.3)


def _ground_openings(random: Random, width: float, bays: int, *, shop: bool) -> list[Opening]:
    bay = width / bays
    door = random.randrange(bays)
    openings = []
    for i in range(bays):
        centre = (i + 0.5) * bay
        if i == door:
            openings.append((centre - 0.6, 0.05, centre + 0.6, 2.6))
        elif shop:
            openings.append((centre - bay / 2 + 0.5, 0.12, centre + bay / 2 - 0.5, 2.75))
        else:
            openings.append((centre - 0.6, 1.0, centre + 0.6, 2.75))
    return openings


def _upper_openings(width: float, bays: int, ground: float, storeys: int) -> list[Opening]:
    bay = width / bays
    return [
        ((i + 0.5) * bay - 0.6, floor + 0.85, (i + 0.5) * bay + 0.6, floor + 2.7)
        for floor in (ground + level * _STOREY_M for level in range(storeys - 1))
        for i in range(bays)
    ]


def _shell(random: Random, width: float, height: float, wall: Finish) -> list[Solid]:
    """Give the body behind the facade and a tiled roof with its ridge along the street."""
    depth = 9.0
    tiles = Finish(
        colour=near(random, (0.28, 0.1, 0.05), 0.04), roughness=0.85, dirt=0.5, pattern="roof"
    )
    rise = random.uniform(1.5, 2.6)
    outline = ((-0.35, 0.0), (depth + 0.35, 0.0), (depth / 2, rise))
    return [
        Block(
            size=(width, depth - 0.2, height),
            finish=wall,
            pose=move(width / 2, 0.2 + (depth - 0.2) / 2, height / 2),
            bevel=0.01,
        ),
        Prism(
            outline=outline,
            depth=width,
            finish=tiles,
            pose=move(width / 2, 0, height) @ turn_z(math.pi / 2),
        ),
    ]


def _trim(width: float, height: float, ground: float, stone: Finish) -> list[Solid]:
    """Give plinth, string course, cornice and gutter."""

    def band(z: float, out: float, tall: float) -> Block:
        return Block(
            size=(width, 2 * out, tall), finish=stone, pose=move(width / 2, 0, z), bevel=0.02
        )

    zinc = Finish(colour=grey(0.3), roughness=0.5, metallic=0.8, dirt=0.4)
    return [
        band(0.25, 0.04, 0.5),
        band(ground + 0.05, 0.08, 0.2),
        band(ground + 0.19, 0.13, 0.08),
        band(height - 0.5, 0.1, 0.16),
        band(height - 0.3, 0.2, 0.2),
        band(height - 0.1, 0.34, 0.2),
        Tube(
            points=((0, -0.42, height + 0.02), (width, -0.42, height + 0.02)),
            radius=0.07,
            finish=zinc,
        ),
        Tube(
            points=(
                (0.18, -0.4, height),
                (0.18, -0.1, height - 0.5),
                (0.18, -0.1, 0.3),
                (0.18, -0.25, 0.12),
            ),
            radius=0.055,
            finish=zinc,
        ),
    ]


def _signs(random: Random, width: float, bays: int) -> list[Solid]:
    """Give fascia boards and awnings over the shop windows, without writing."""
    bay = width / bays
    solids: list[Solid] = []
    for i in range(bays):
        colour = random.choice(
            (
                (0.35, 0.03, 0.03),
                (0.02, 0.08, 0.2),
                (0.03, 0.14, 0.07),
                (0.6, 0.55, 0.45),
                (0.04, 0.04, 0.045),
                (0.5, 0.3, 0.03),
            )
        )
        centre = (i + 0.5) * bay
        cloth = Finish(colour=near(random, colour, 0.03), roughness=0.7, dirt=0.3)
        if random.random() < 0.3:
            slope = moved(
                [
                    Prism(
                        outline=((0, 0), (-0.9, -0.55), (-0.9, -0.75), (0.0, -0.1)),
                        depth=bay * 0.8,
                        finish=cloth,
                    )
                ],
                move(centre, 0, 3.25) @ turn_z(math.pi / 2),
            )
            solids += slope
        elif random.random() < 0.6:
            board = Finish(colour=near(random, colour, 0.03), roughness=0.4, dirt=0.2)
            solids.append(
                Block(
                    size=(0.08, bay * 0.78, 0.42),
                    finish=board,
                    pose=move(centre, -0.05, 3.1) @ OUT,
                    bevel=0.01,
                )
            )
    return solids
