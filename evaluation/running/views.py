"""The ways to look at a photo that is larger than a network's image size."""

from enum import StrEnum

__all__ = ["Views"]


class Views(StrEnum):
    """`tiles` sees the whole photo and then its parts at full size, `whole` only the former."""

    TILES = "tiles"
    WHOLE = "whole"
