"""Rejections that are remembered: what a person refused does not come back as new.

A later observation is linked to a rejection when it probably is the same thing in the same
place. Nothing is dropped: a reviewer sees the link, and with it what was decided and why.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mapping.matching.likelihood import Observation, odds_of_pair

__all__ = ["CROP_BITS_APART", "Rejection", "linked_rejection"]

CROP_BITS_APART = 12
"""Of 64 bits of a perceptual hash: one view found again differs in fewer, two in about 30."""

_SAME_CROP_ODDS = 4.0
"""Log odds that a like crop adds to those of the place.

An unlike one says nothing: the same camera from another standpoint differs in 10 to 40 bits
(median 30 on samples/), as different cameras do.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejection:
    """A rejected observation, and the perceptual hash (64 bits) of its crop if there is one."""

    observation: Observation
    crop_hash: int | None = None


def linked_rejection(
    observation: Observation,
    rejections: Sequence[Rejection],
    crop_hashes: Collection[int] = (),
) -> Rejection | None:
    """Give the rejection that an observation repeats, None if it is probably something else.

    The place must agree within both ellipses; one of its crops that is like the rejected one
    helps.
    """
    best, found = 0.0, None
    for rejection in rejections:
        odds = odds_of_pair(observation, rejection.observation)
        if not math.isfinite(odds):
            continue
        if _is_like(rejection, crop_hashes):
            odds += _SAME_CROP_ODDS
        if odds > best:
            best, found = odds, rejection
    return found


def _is_like(rejection: Rejection, crop_hashes: Collection[int]) -> bool:
    rejected = rejection.crop_hash
    return rejected is not None and any(
        (rejected ^ seen).bit_count() <= CROP_BITS_APART for seen in crop_hashes
    )
