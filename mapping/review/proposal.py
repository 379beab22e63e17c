"""Proposals: what the program suggests to map, and what people have said about it since.

Proposal
├── Detection   what the detector saw; never changed
└── Standing    what holds now: state, housing, position, …; changed by decisions only
    └── Claim*  the same as single statements, each with its evidence
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from detection.record import Box, Detection, Housing, ScanRecord
from mapping.geometry.position import Position, estimate
from mapping.review.claim import Claim, ClaimKind, Evidence
from mapping.review.detail import Detail
from mapping.review.osm import CameraType, osm_tags
from mapping.review.state import State
from mapping.review.vote import Vote

__all__ = ["Proposal", "Standing", "State", "propose"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What holds of a proposal now. `seen` names the claims that a person vouched for.

    `camera_type` and `direction_deg` (clockwise from true north) come from people only, `details`
    (mount, height, operator, model, …) from people and documents; `documented` holds what
    documents say that the model can do. `box` is a person's, None where the detector's holds.
    `votes` are those of reviewers on an undecided proposal that wait for somebody who agrees.
    `view_of` is the id of the proposal that stands for the same camera, where another photo of
    the upload shows it.
    """

    state: State = State.PROPOSED
    housing: Housing
    position: Position | None = None
    camera_type: CameraType | None = None
    direction_deg: float | None = None
    box: Box | None = None
    details: tuple[Detail, ...] = ()
    seen: frozenset[ClaimKind] = frozenset()
    documented: tuple[Claim, ...] = ()
    votes: tuple[Vote, ...] = ()
    view_of: str | None = None

    @property
    def disputed(self) -> bool:
        """Whether reviewers disagree, so that one more has to say what it is."""
        return len({vote.opinion for vote in self.votes}) > 1

    @property
    def pinned(self) -> bool:
        """Whether a person put the camera on the map, overriding every estimate."""
        return ClaimKind.PLACE in self.seen

    @property
    def camera_position(self) -> Position | None:
        """The position if it is the camera's, None if it is unknown or the photographer's.

        The middle of a ring is the photo point. That point is a person's, so it must neither
        be accepted as the camera's nor leave the review room.
        """
        return None if self.position is None or self.position.is_ring else self.position

    def to_json(self) -> dict[str, Any]:
        """Give the standing as a JSON object, as the history keeps it."""
        return {
            "state": self.state.value,
            "housing": self.housing.value,
            "position": self.position.to_json() if self.position else None,
            "camera_type": self.camera_type.value if self.camera_type else None,
            "direction_deg": self.direction_deg,
            "box": [round(side, 1) for side in self.box] if self.box else None,
            "details": [detail.to_json() for detail in self.details],
            "seen": sorted(self.seen),
            "documented": [claim.to_json() for claim in self.documented],
            "votes": [vote.to_json() for vote in self.votes],
            "view_of": self.view_of,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Parse what `to_json` made, also before boxes and details; ValueError or KeyError."""
        position, camera_type, box = value["position"], value["camera_type"], value.get("box")
        return cls(
            state=State(value["state"]),
            housing=Housing(value["housing"]),
            position=Position.from_json(position) if position else None,
            camera_type=CameraType(camera_type) if camera_type else None,
            direction_deg=value["direction_deg"],
            box=(box[0], box[1], box[2], box[3]) if box else None,
            details=tuple(map(Detail.from_json, value.get("details", ()))),
            seen=frozenset(map(ClaimKind, value["seen"])),
            documented=tuple(map(Claim.from_json, value["documented"])),
            votes=tuple(map(Vote.from_json, value.get("votes", ()))),  # younger than the history
            view_of=value.get("view_of"),  # histories from before views have none
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """One camera that may go on the map; `photo` is the SHA-256 of the photo it was found in.

    `version` grows by one with each decision and guards against lost edits. `crop_hash` is the
    perceptual hash of what was seen, None where the photo was not at hand.
    """

    id: str
    photo: str
    detection: Detection
    standing: Standing
    version: int = 0
    crop_hash: int | None = None

    @property
    def state(self) -> State:
        """How far the proposal has come."""
        return self.standing.state

    @property
    def housing(self) -> Housing:
        """The housing that holds now: the detector's, or a person's correction."""
        return self.standing.housing

    @property
    def position(self) -> Position | None:
        """The position that holds now: an estimate, or a person's pin."""
        return self.standing.position

    @property
    def box(self) -> Box:
        """The box that holds now, pixels of the upright photo: the detector's, or a person's."""
        return self.standing.box or self.detection.box

    @property
    def view(self) -> Detection:
        """What is seen in the photo: the detection in the box that holds now."""
        return replace(self.detection, box=self.box)

    @property
    def tags(self) -> dict[str, str]:
        """The OpenStreetMap tags that the proposal would get."""
        now = self.standing
        own = osm_tags(now.housing, camera_type=now.camera_type, direction_deg=now.direction_deg)
        return own | {detail.key: detail.value for detail in now.details}

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The standing as single statements, each with its evidence."""
        now = self.standing
        place = now.camera_position
        values = {
            ClaimKind.EXISTS: "camera",
            ClaimKind.PLACE: f"{place.latitude:.7f}, {place.longitude:.7f}" if place else None,
            ClaimKind.HOUSING: now.housing.value,
            ClaimKind.CAMERA_TYPE: now.camera_type,
            ClaimKind.DIRECTION: None if now.direction_deg is None else f"{now.direction_deg:g}",
        }
        stated = (
            Claim(
                kind=kind,
                value=str(value),
                evidence=Evidence.SEEN if kind in now.seen else Evidence.SUGGESTED,
            )
            for kind, value in values.items()
            if value is not None
        )
        return (*stated, *(detail.claim for detail in now.details), *now.documented)


def propose(record: ScanRecord) -> tuple[Proposal, ...]:
    """Make a proposal of each detection, in their order; the same record gives the same ids.

    Two detections with the same box (to a tenth of a pixel) are one camera: the first counts.
    A file that could not be read has no SHA-256, and no proposals either.
    """
    proposals: dict[str, Proposal] = {}
    if record.sha256 is None:
        return ()
    for detection in record.detections:
        made = Proposal(
            id=_identity(record.sha256, detection),
            photo=record.sha256,
            detection=detection,
            standing=Standing(housing=detection.housing, position=estimate(record, detection)),
        )
        proposals.setdefault(made.id, made)
    return tuple(proposals.values())


def _identity(photo: str, detection: Detection) -> str:
    box = ",".join(f"{side:.1f}" for side in detection.box)
    return hashlib.sha256(f"{photo}:{box}".encode()).hexdigest()[:20]
