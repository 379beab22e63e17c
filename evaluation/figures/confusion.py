"""Which housing type the found cameras were taken for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detection.record import Housing
from evaluation.figures.found_cameras import FoundCamera
from evaluation.figures.resampling import Figure, ratio

__all__ = ["Confusion", "confusion"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Confusion:
    """Counts `[truth][predicted]` of found cameras whose type is known, and type accuracy.

    `right` is the share of all of them that got their type, `decided` the share that got any
    type but `unknown`, `right_if_decided` the share of those that is right.
    """

    counts: Mapping[Housing, Mapping[Housing, int]]
    right: Figure
    decided: Figure
    right_if_decided: Figure

    def to_json(self) -> dict[str, Any]:
        """Give the table, truth by rows, and the figures as a JSON object."""
        return {
            "counts": {
                truth.value: {predicted.value: count for predicted, count in row.items()}
                for truth, row in self.counts.items()
            },
            "type_right": self.right.estimate().to_json(),
            "type_decided": self.decided.estimate().to_json(),
            "type_right_if_decided": self.right_if_decided.estimate().to_json(),
        }


def confusion(cameras: Sequence[FoundCamera], weights: Floats) -> Confusion:
    """Count types among found cameras; `weights` `[R, P]` are the draws of the photos."""
    known = [one for one in cameras if one.truth.housing is not Housing.UNKNOWN]
    pairs = Counter((one.truth.housing, one.found.housing) for one in known)
    rows = [truth for truth in Housing if any(pair[0] is truth for pair in pairs)]
    decided = [one for one in known if one.found.housing is not Housing.UNKNOWN]
    right = [one for one in known if one.found.housing is one.truth.housing]
    totals = [_per_photo(part, weights.shape[1]) for part in (known, decided, right)]
    return Confusion(
        counts={truth: {other: pairs[truth, other] for other in Housing} for truth in rows},
        right=ratio(totals[2], totals[0], weights),
        decided=ratio(totals[1], totals[0], weights),
        right_if_decided=ratio(totals[2], totals[1], weights),
    )


def _per_photo(cameras: Sequence[FoundCamera], photos: int) -> Floats:
    places = np.array([one.photo for one in cameras], dtype=np.int64)
    return np.bincount(places, minlength=photos).astype(np.float64)
