"""Rows into records and back: the only place that knows both."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from detection.record import Detection, Housing, Location, Problem, ScanRecord
from mapping.geometry.position import Position
from mapping.review.claim import Claim, ClaimKind
from mapping.review.detail import Detail
from mapping.review.osm import CameraType
from mapping.review.proposal import Proposal, Standing, State
from mapping.review.verdict import Action, Reason
from mapping.review.vote import Vote
from mapping.storage.schema import DecisionRow, PhotoRow, ProposalRow

__all__ = ["RETRYABLE", "Decision", "PhotoState", "Placement", "StoredPhoto"]

_POSITION_COLUMNS = (
    "latitude",
    "longitude",
    "semi_major_m",
    "semi_minor_m",
    "orientation_deg",
    "bearing_deg",
    "distance_m",
)


class PhotoState(StrEnum):
    """How far the scan of a photo has come."""

    RECEIVED = "received"
    SCANNED = "scanned"
    FAILED = "failed"


RETRYABLE = frozenset({"internal", "missing", "too_slow", "too_much_memory", "cannot_open"})
"""What another try, more memory or a mended program may change. A damaged photo stays one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """Where a person says that the photo was taken (WGS 84 degrees)."""

    latitude: float
    longitude: float
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPhoto:
    """A photo in the store; `record` is None until it was scanned.

    `problem` says why a failed photo failed. A missing location is no failure: see
    `record.location_problem`.
    """

    sha256: str
    receipt: str
    state: PhotoState
    received_at: datetime
    record: ScanRecord | None = None
    placement: Placement | None = None
    problem: Problem | None = None
    proposals: tuple[Proposal, ...] = ()

    @property
    def location(self) -> Location | None:
        """Where the photographer stood: as a person said, else as the photo says."""
        own = self.record.location if self.record else None
        return placed_location(own, self.placement)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One step in the history of a proposal; `undoes` is the id of the step that it takes back."""

    id: int
    proposal: str
    at: datetime
    who: str
    action: Action
    before: Standing
    after: Standing
    reason: Reason | None = None
    note: str | None = None
    undoes: int | None = None


def placed_location(own: Location | None, placement: Placement | None) -> Location | None:
    """Give the location that counts: a person's point with the photo's own heading and lens."""
    if placement is None:
        return own
    latitude, longitude = placement.latitude, placement.longitude
    if own is None:
        return Location(latitude=latitude, longitude=longitude)
    # the stated accuracy belongs to the point that was replaced, so it goes with it
    return replace(own, latitude=latitude, longitude=longitude, accuracy_m=None)


def proposal_of(row: ProposalRow, sha256: str) -> Proposal:
    """Read a proposal."""
    return Proposal(
        id=row.id,
        photo=sha256,
        detection=Detection(
            housing=Housing(row.detected_housing),
            housing_confidence=row.housing_confidence,
            confidence=row.confidence,
            box=(row.x1, row.y1, row.x2, row.y2),
        ),
        standing=standing_of(row),
        version=row.version,
        crop_hash=None if row.crop_hash is None else int(row.crop_hash, 16),
    )


def standing_of(row: ProposalRow) -> Standing:
    """Read what holds of a proposal now."""
    position = {name: getattr(row, name) for name in _POSITION_COLUMNS}
    return Standing(
        state=State(row.state),
        housing=Housing(row.housing),
        position=None if row.latitude is None else Position.from_json(position),
        camera_type=CameraType(row.camera_type) if row.camera_type else None,
        direction_deg=row.direction_deg,
        box=(row.box[0], row.box[1], row.box[2], row.box[3]) if row.box else None,
        details=tuple(map(Detail.from_json, row.details)),
        seen=frozenset(map(ClaimKind, row.seen)),
        documented=tuple(map(Claim.from_json, row.documented)),
        votes=tuple(map(Vote.from_json, row.votes)),
        view_of=row.view_of,
    )


def standing_columns(standing: Standing) -> dict[str, Any]:
    """Give a standing as values of the columns of its proposal."""
    columns = standing.to_json()
    position = columns.pop("position") or dict.fromkeys(_POSITION_COLUMNS)
    return columns | {name: position[name] for name in _POSITION_COLUMNS}


def proposal_row(proposal: Proposal, *, photo_id: int, ordinal: int, at: datetime) -> ProposalRow:
    """Make the row of a new proposal."""
    return ProposalRow(
        id=proposal.id,
        photo_id=photo_id,
        ordinal=ordinal,
        created_at=at,
        **dict(zip(("x1", "y1", "x2", "y2"), proposal.detection.box, strict=True)),
        detected_housing=proposal.detection.housing.value,
        housing_confidence=proposal.detection.housing_confidence,
        confidence=proposal.detection.confidence,
        version=proposal.version,
        crop_hash=None if proposal.crop_hash is None else f"{proposal.crop_hash:016x}",
        **standing_columns(proposal.standing),
    )


def without_names(photo: StoredPhoto) -> StoredPhoto:
    """Give a photo as it may be shown to those who must not learn who works on it."""
    placement = None if photo.placement is None else replace(photo.placement, who="")
    proposals = tuple(
        replace(proposal, standing=replace(proposal.standing, votes=()))
        for proposal in photo.proposals
    )
    return replace(photo, placement=placement, proposals=proposals)


def decision_of(row: DecisionRow) -> Decision:
    """Read one step of a history."""
    return Decision(
        id=row.id,
        proposal=row.proposal_id,
        at=row.at,
        who=row.who,
        action=Action(row.action),
        before=Standing.from_json(row.before),
        after=Standing.from_json(row.after),
        reason=Reason(row.reason) if row.reason else None,
        note=row.note,
        undoes=row.undoes,
    )


def placement_of(row: PhotoRow) -> Placement | None:
    """Read where a person placed a photo."""
    if row.placed_latitude is None or row.placed_longitude is None:
        return None
    assert row.placed_by is not None
    assert row.placed_at is not None
    return Placement(
        latitude=row.placed_latitude,
        longitude=row.placed_longitude,
        who=row.placed_by,
        at=row.placed_at,
    )


def photo_of(row: PhotoRow) -> StoredPhoto:
    """Read a photo with its proposals."""
    return StoredPhoto(
        sha256=row.sha256,
        receipt=row.upload.receipt,
        state=PhotoState(row.state),
        received_at=row.received_at,
        record=ScanRecord.from_json(row.record) if row.record else None,
        placement=placement_of(row),
        problem=Problem(code=row.problem_code, message=row.problem_message or "")
        if row.problem_code
        else None,
        proposals=tuple(proposal_of(proposal, row.sha256) for proposal in row.proposals),
    )
