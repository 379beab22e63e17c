"""The cameras that were found at a threshold, each with the prediction that found it."""

from collections.abc import Sequence
from dataclasses import dataclass

from detection.record import Detection
from evaluation.datasets.truth import TruthBox
from evaluation.figures.matching import Matches, Scene

__all__ = ["FoundCamera", "found_cameras"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundCamera:
    """A camera and what found it; `photo` is the position of the scene."""

    photo: int
    found: Detection
    truth: TruthBox


def found_cameras(
    scenes: Sequence[Scene], matches: Matches, *, iou: float, confidence: float
) -> tuple[FoundCamera, ...]:
    """Give all pairs at an IoU threshold with at least `confidence`, the surest first."""
    truth, _ = matches.at(iou)
    return tuple(
        FoundCamera(
            photo=int(photo),
            found=scenes[photo].found[place],
            truth=scenes[photo].truth[matches.truth_place[camera]],
        )
        for photo, place, camera, score in zip(
            matches.found_photo, matches.found_place, truth, matches.found_score, strict=True
        )
        if camera >= 0 and score >= confidence
    )
