"""What a composed tile may hold."""

from enum import StrEnum

__all__ = ["Recipe"]


class Recipe(StrEnum):
    """The recipes of `training.compose`, each with its share among the tiles."""

    REAL = "real"
    MOVED = "moved"
    RENDERED = "rendered"
    EMPTY = "empty"
    LOOKALIKES = "lookalikes"
