"""Views: other photos of an upload that show the camera of a proposal.

When an upload is scanned, its proposals that probably show one camera are gathered: the first
of them stands for the camera, with the position from all of its photos, and waits for review
alone. The others are its views. They keep what they are, follow what a person decides on the
camera, and become proposals of their own again where a person says so (`Split`).

The program touches nothing that a person has decided on. All it does stands in the history,
under the name PROGRAM. Functions here work inside a transaction of the caller.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from mapping.geometry.combination import combine
from mapping.geometry.position import Position, locate
from mapping.geometry.sighting import Sighting, sight
from mapping.matching.gathering import gathered
from mapping.matching.likelihood import Observation, observation_of
from mapping.review.proposal import Proposal, State
from mapping.review.verdict import Follow, Gather
from mapping.storage import ledger
from mapping.storage.rows import PhotoState, StoredPhoto, photo_of, proposal_of
from mapping.storage.schema import DecisionRow, PhotoRow, ProposalRow

__all__ = ["PROGRAM", "combine_again", "follow", "gather", "views_of"]

PROGRAM = "Osmatrač"
"""Who gathers, in the history."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _View:
    proposal: Proposal
    observation: Observation
    sighting: Sighting


def gather(session: Session, upload_id: int) -> None:
    """Gather the proposals of an upload once all of its photos were scanned; again at will."""
    rows = session.scalars(select(PhotoRow).where(PhotoRow.upload_id == upload_id)).all()
    if any(row.state == PhotoState.RECEIVED for row in rows):
        return
    session.expire_all()
    photos = [photo_of(row) for row in sorted(rows, key=lambda row: row.id)]
    proposals = [proposal for photo in photos for proposal in photo.proposals]
    decided = _decided(session, upload_id)
    views = list(_free_views(photos, decided))
    found = gathered([each.observation for each in views], [each.sighting for each in views])
    for camera in found:
        first, *others = [views[number] for number in camera.members]
        _gather(session, first.proposal, None, camera.position)
        for other in others:
            _gather(session, other.proposal, first.proposal.id, other.observation.position)
    for lead in {p.standing.view_of for p in proposals} & decided:  # their photos may have moved
        combine_again(session, str(lead))


def views_of(session: Session, proposal_id: str) -> tuple[Proposal, ...]:
    """Read the other views of the camera that a proposal stands for, in order of arrival."""
    found = session.execute(
        select(ProposalRow, PhotoRow.sha256)
        .join(ProposalRow.photo)
        .where(ProposalRow.view_of == proposal_id)
        .order_by(ProposalRow.photo_id, ProposalRow.ordinal)
    )
    return tuple(proposal_of(row, sha256) for row, sha256 in found)


def follow(session: Session, camera: Proposal, *, who: str) -> tuple[Proposal, ...]:
    """Let the other views be what a person made of their camera, and give them as they were."""
    others = views_of(session, camera.id)
    for view in others:
        ledger.decide(session, view, Follow(state=camera.state, housing=camera.housing), who=who)
    return others


def combine_again(session: Session, proposal_id: str) -> None:
    """Compute the position of a camera anew from the views that it has now."""
    camera = ledger.read_proposal(session, proposal_id)
    if camera.state is State.PROPOSED and not camera.standing.pinned:
        members = [camera, *views_of(session, proposal_id)]
        _gather(session, camera, None, _position(session, members))


def _gather(
    session: Session, proposal: Proposal, view_of: str | None, position: Position | None
) -> None:
    current = ledger.read_proposal(session, proposal.id)
    ledger.decide(session, current, Gather(view_of=view_of, position=position), who=PROGRAM)


def _decided(session: Session, upload_id: int) -> set[str]:
    """Give the ids of an upload's proposals that a person had a say in, ever."""
    by_people = (
        select(DecisionRow.proposal_id)
        .join(ProposalRow, ProposalRow.id == DecisionRow.proposal_id)
        .join(ProposalRow.photo)
        .where(PhotoRow.upload_id == upload_id, DecisionRow.action.not_in(ledger.BY_THE_WAY))
    )
    return set(session.scalars(by_people))


def _free_views(photos: Iterable[StoredPhoto], decided: set[str]) -> Iterable[_View]:
    """Give what may be gathered: waiting, with a place, and not a person's business yet."""
    for photo in photos:
        for proposal in photo.proposals:
            lead = proposal.standing.view_of
            if proposal.state is not State.PROPOSED or {proposal.id, lead} & decided:
                continue
            sighting = _sighting(photo, proposal)
            if sighting is not None:
                seen = observation_of([proposal], locate(sighting))
                yield _View(proposal=proposal, observation=seen, sighting=sighting)


def _position(session: Session, members: Iterable[Proposal]) -> Position | None:
    sightings = []
    for proposal in members:
        row = session.scalars(select(PhotoRow).where(PhotoRow.sha256 == proposal.photo)).one()
        sighting = _sighting(photo_of(row), proposal)
        if sighting is not None:
            sightings.append(sighting)
    return combine(sightings).position if sightings else None


def _sighting(photo: StoredPhoto, proposal: Proposal) -> Sighting | None:
    if photo.record is None:
        return None
    return sight(replace(photo.record, location=photo.location), proposal.view)
