"""What fills the openings of a facade: windows, shop fronts and doors."""

from random import Random

from training.finishes import brushed_metal, dark_plastic, grey, near
from training.pose import move
from training.solids import Block, Finish, Solid, Tube

__all__ = ["REVEAL_M", "Opening", "shop_front", "window"]


REVEAL_M = 0.18


Opening = tuple[float, float, float, float]


def _pane(random: Random) -> Finish:
    share = random.random()
    colour = grey(0.008) if share < 0.6 else near(random, (0.2, 0.19, 0.17), 0.06)
    return Finish(colour=colour, roughness=0.03, coat=1.0, pattern="glass")


def window(random: Random, opening: Opening, frame: Finish, stone: Finish) -> list[Solid]:
    """Give glass, frame, sill and surround of a window, and now and then a roller blind."""
    x1, z1, x2, z2 = opening
    width, height = x2 - x1, z2 - z1
    middle = move((x1 + x2) / 2, REVEAL_M - 0.03, (z1 + z2) / 2)
    bars = [
        (0.06, height, -width / 2 + 0.03, 0), (0.06, height, width / 2 - 0.03, 0),
        (width, 0.06, 0, -height / 2 + 0.03), (width, 0.06, 0, height / 2 - 0.03),
        (0.08, height, 0, 0), (width, 0.05, 0, height * 0.2),
    ]  # fmt: skip
    solids: list[Solid] = [
        Block(
            size=(width, 0.02, height),
            finish=_pane(random),
            pose=middle @ move(0, 0.02, 0),
            bevel=0.001,
        ),
        Block(
            size=(width + 0.24, 0.3, 0.06),
            finish=stone,
            pose=move((x1 + x2) / 2, 0, z1 - 0.03),
            bevel=0.01,
        ),
    ]
    solids += [
        Block(size=(w, 0.05, h), finish=frame, pose=middle @ move(x, 0, z), bevel=0.006)
        for w, h, x, z in bars
    ]
    edge = 0.14
    for x in (x1 - edge / 2, x2 + edge / 2):
        solids.append(
            Block(
                size=(edge, 0.08, height), finish=stone, pose=move(x, 0, (z1 + z2) / 2), bevel=0.01
            )
        )
    solids.append(
        Block(
            size=(width + 2 * edge, 0.1, 0.18),
            finish=stone,
            pose=move((x1 + x2) / 2, 0, z2 + 0.09),
            bevel=0.01,
        )
    )
    if random.random() < 0.25:
        drop = height * random.uniform(0.25, 0.9)
        blind = Finish(
            colour=near(random, (0.5, 0.47, 0.4), 0.1), roughness=0.7, dirt=0.3, pattern="slats"
        )
        solids.append(
            Block(
                size=(width - 0.1, 0.02, drop),
                finish=blind,
                pose=middle @ move(0, -0.035, height / 2 - drop / 2),
            )
        )
    return solids


def shop_front(random: Random, opening: Opening) -> list[Solid]:
    """Give a shop window, or a door where the opening is narrow."""
    x1, z1, x2, z2 = opening
    width, height = x2 - x1, z2 - z1
    middle = move((x1 + x2) / 2, REVEAL_M - 0.02, (z1 + z2) / 2)
    door = width < 1.3
    frame = dark_plastic(random) if random.random() < 0.6 else brushed_metal(random)
    wood = Finish(
        colour=near(
            random, random.choice(((0.16, 0.08, 0.04), (0.05, 0.09, 0.07), (0.2, 0.19, 0.17))), 0.02
        ),
        roughness=0.45,
        dirt=0.4,
    )
    leaf = wood if door and random.random() < 0.6 else _pane(random)
    solids: list[Solid] = [Block(size=(width, 0.03, height), finish=leaf, pose=middle, bevel=0.002)]
    edges = [
        (0.07, height, -width / 2, 0), (0.07, height, width / 2, 0),
        (width, 0.07, 0, -height / 2), (width, 0.07, 0, height / 2),
        (width, 0.06, 0, height * 0.27),
    ]  # fmt: skip
    if door:
        edges.append((0.05, height * 0.75, 0, -height * 0.12))
    solids += [
        Block(size=(w, 0.07, h), finish=frame, pose=middle @ move(x, -0.02, z), bevel=0.008)
        for w, h, x, z in edges
    ]
    if door:
        bar = middle @ move(0.08, -0.07, -0.2)
        solids.append(
            Tube(
                points=((0, 0, -0.2), (0, 0, 0.2)),
                radius=0.014,
                finish=brushed_metal(random),
                pose=bar,
            )
        )
    return solids
