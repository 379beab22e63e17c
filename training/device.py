"""A modelled thing: what its box covers, and what merely holds it."""

from dataclasses import dataclass

from training.pose import OUT, Pose, move
from training.solids import Block, Finish, Solid, moved

__all__ = ["Device", "thing", "wall_block"]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Device:
    """A thing on a wall or pole: what its box covers, and what merely holds it."""

    kind: str
    housing: tuple[Solid, ...]
    fixture: tuple[Solid, ...] = ()

    def at(self, pose: Pose) -> "Device":
        """Give the device carried to another place."""
        return Device(
            kind=self.kind, housing=moved(self.housing, pose), fixture=moved(self.fixture, pose)
        )


def thing(kind: str, *solids: Solid) -> Device:
    """Give a look-alike: its box covers all of it."""
    return Device(kind=kind, housing=solids)


def wall_block(
    finish: Finish, width: float, height: float, depth: float, bevel: float = 0.006
) -> Block:
    """Give a box that stands so far out of the wall."""
    return Block(
        size=(depth, width, height), finish=finish, pose=move(0, -depth / 2, 0) @ OUT, bevel=bevel
    )
