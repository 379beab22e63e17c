"""Scenes of one housing type at a time."""

from collections.abc import Sequence
from dataclasses import replace

from detection.record import Housing
from evaluation.figures.matching import Scene

__all__ = ["KNOWN_HOUSINGS", "only"]

KNOWN_HOUSINGS: tuple[Housing, ...] = tuple(
    housing for housing in Housing if housing is not Housing.UNKNOWN
)


def only(scenes: Sequence[Scene], housing: Housing) -> tuple[Scene, ...]:
    """Keep the predictions and truths of one housing type.

    A camera whose type nobody could tell becomes a crowd region: finding it as this type may
    be right, so it counts neither way.
    """
    return tuple(
        Scene(
            found=tuple(one for one in scene.found if one.housing is housing),
            truth=tuple(
                one if one.housing is housing else replace(one, crowd=True)
                for one in scene.truth
                if one.housing in {housing, Housing.UNKNOWN}
            ),
        )
        for scene in scenes
    )
