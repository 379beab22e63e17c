"""Rejections that are remembered: what a person refused does not come back as new.

A later observation is linked to a rejection when it probably is the same thing in the same
place. Nothing is dropped: a reviewer sees the link, and with it what was decided and why.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mapping.likelihood import Observation, odds_of_pair

__all__ = ["CROP_BITS_APART", "Rejection", "linked_rejection"]

CROP_BITS_APART = 12
"""Of 64 bits of a perceptual hash: crops of one object differ in fewer, of two in about 32."""

_SAME_CROP_ODDS = 4.0
_OTHER_CROP_ODDS = -4.0
"""Log odds that a like, or an unlike, crop adds to those of the place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejection:
    """A rejected observation, and the perceptual hash (64 bits) of its crop if there is one."""

    observation: Observation
    crop_hash: int | None = None


def linked_rejection(
    observation: Observation, rejections: Sequence[Rejection], crop_hash: int | None = None
) -> Rejection | None:
    """Give the rejection that an observation repeats, None if it is probably something else.

    The place must agree within both ellipses; crops, where both have a hash, decide the rest.
    """
    best, found = 0.0, None
    for rejection in rejections:
        odds = odds_of_pair(observation, rejection.observation)
        if not math.isfinite(odds):
            continue
        if crop_hash is not None and rejection.crop_hash is not None:
            apart = (crop_hash ^ rejection.crop_hash).bit_count()
            odds += _SAME_CROP_ODDS if apart <= CROP_BITS_APART else _OTHER_CROP_ODDS
        if odds > best:
            best, found = odds, rejection
    return found
