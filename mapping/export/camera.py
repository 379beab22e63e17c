"""The camera as it leaves: the one gate between proposals and every export.

Only what stands here can reach a file. Where and when the photographer stood, which photo it
was and who reviewed it have no field. The bearing and the distance of an estimate would lead
back to the photographer, so of its error only a radius is told; a proposal whose own place is
unknown has no coordinates.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detection.record import Housing
from mapping.geometry.position import Position
from mapping.review.claim import Claim, Evidence
from mapping.review.proposal import Proposal, State

__all__ = ["COORDINATE_DIGITS", "ExportedCamera", "Place", "released"]

COORDINATE_DIGITS = 7  # about a centimetre, and what OpenStreetMap keeps


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a camera stands (WGS 84 degrees), within `accuracy_m` with 95%."""

    latitude: float
    longitude: float
    accuracy_m: float

    @property
    def latitude_text(self) -> str:
        """The latitude in plain digits; raises ValueError if it is none."""
        return _digits(self.latitude)

    @property
    def longitude_text(self) -> str:
        """The longitude in plain digits; raises ValueError if it is none."""
        return _digits(self.longitude)

    @property
    def openstreetmap_link(self) -> str:
        """A link to the place on openstreetmap.org."""
        latitude, longitude = self.latitude_text, self.longitude_text
        return (
            f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
            f"#map=19/{latitude}/{longitude}"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportedCamera:
    """One camera of an export.

    `evidence` is keyed by the subject of each claim; `documented` holds claims of documents,
    with their links.
    """

    id: str
    status: State
    housing: Housing
    place: Place | None
    tags: dict[str, str]
    evidence: dict[str, Evidence]
    documented: tuple[Claim, ...]


def released(proposals: Iterable[Proposal]) -> Iterator[ExportedCamera]:
    """Take of each proposal what may leave, one by one, in their order."""
    for proposal in proposals:
        claims = proposal.claims
        yield ExportedCamera(
            id=proposal.id,
            status=proposal.state,
            housing=proposal.housing,
            place=_place(proposal.standing.camera_position),
            tags=proposal.tags,
            evidence={claim.subject: claim.evidence for claim in claims},
            documented=tuple(c for c in claims if c.evidence is Evidence.DOCUMENTED),
        )


def _place(position: Position | None) -> Place | None:
    if position is None:
        return None
    return Place(
        latitude=round(position.latitude, COORDINATE_DIGITS),
        longitude=round(position.longitude, COORDINATE_DIGITS),
        accuracy_m=round(position.semi_major_m, 1),
    )


def _digits(degrees: float) -> str:
    if not math.isfinite(degrees):
        raise ValueError(f"{degrees} is no coordinate.")
    return f"{degrees:.{COORDINATE_DIGITS}f}"
