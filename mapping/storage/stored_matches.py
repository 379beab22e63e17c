"""The proposals that wait for review, held against all that is known.

Known are the cameras of imported sources and those that were accepted here. Proposals of one
upload that show one camera are matched as one, from all of its photos; nothing is merged in
the store.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.geometry.combination import combine
from mapping.geometry.position import Position
from mapping.geometry.sighting import Sighting, sight
from mapping.matching.grouping import group
from mapping.matching.known import KnownCamera, KnownIndex
from mapping.matching.likelihood import Observation
from mapping.matching.matching import Match, match_all
from mapping.matching.rejection import Rejection, linked_rejection
from mapping.review.proposal import Proposal, State
from mapping.storage.known_store import known_cameras
from mapping.storage.rows import StoredPhoto
from mapping.storage.selection import Area, Order, Selection
from mapping.storage.store import Store

__all__ = ["OWN_SOURCE", "StoredMatch", "known_index", "match_stored"]

OWN_SOURCE = "osmatrac"
"""The source of the cameras that were accepted here; their ids are those of proposals."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredMatch:
    """The verdict on the proposals that show one camera; `rejected` is one it repeats."""

    proposals: tuple[str, ...]
    match: Match
    rejected: str | None

    def to_json(self) -> dict[str, Any]:
        """Give the verdict as a JSON object; probabilities to three digits, centimetres."""
        found = self.match
        return {
            "proposals": list(self.proposals),
            "match": found.kind.value,
            "probability": round(found.probability, 3),
            "position": found.observation.position.to_json(),
            "camera": _camera_json(found.camera) if found.camera else None,
            "changes": {key: list(change) for key, change in found.changes.items()},
            "candidates": [
                {
                    **_camera_json(candidate.camera),
                    "probability": round(candidate.probability, 3),
                    "distance_m": round(candidate.distance_m, 2),
                }
                for candidate in found.candidates
            ],
            "rejected": self.rejected,
        }


def known_index(
    store: Store,
    imported: Iterable[KnownCamera] | None = None,
    *,
    who: Person,
    area: Area | None = None,
) -> KnownIndex:
    """Index the known cameras (of an area): those of the sources, then those accepted here.

    `imported` saves reading the sources' cameras again.
    """
    sources = known_cameras(store, who=who) if imported is None else imported
    near = (each for each in sources if area is None or area.holds(each.latitude, each.longitude))
    return KnownIndex([*near, *_accepted(store, area)])


def match_stored(
    store: Store,
    index: KnownIndex | None = None,
    *,
    who: Person,
    receipt: str | None = None,
    area: Area | None = None,
) -> Iterator[StoredMatch]:
    """Match waiting proposals that have a place, upload by upload, or those of one upload.

    With an area, only what lies in it counts; proposals near its border may then miss the
    neighbours that they have beyond it.
    """
    require(who, Permission.MATCH)
    waiting = Selection(receipt=receipt, area=area)
    return _matches(store, index or known_index(store, who=who, area=area), who, waiting)


def _matches(
    store: Store, index: KnownIndex, who: Person, waiting: Selection
) -> Iterator[StoredMatch]:
    rejected = Selection(states=(State.REJECTED,), order=Order.ID, area=waiting.area)
    rejections = [
        Rejection(observation=observation, crop_hash=proposal.crop_hash)
        for proposal in store.proposals(rejected, who=who)
        if (observation := _observation([proposal], proposal.position))
    ]
    for _, found in groupby(_waiting(store, who, waiting), key=lambda pair: pair[0].receipt):
        yield from _match_upload(list(found), index, rejections)


def _waiting(
    store: Store, who: Person, selection: Selection
) -> Iterator[tuple[StoredPhoto, Proposal]]:
    """Read waiting proposals with their photos, those of one upload next to each other."""
    waiting = store.proposals(selection, who=who)
    proposals = [proposal for proposal in waiting if proposal.position is not None]
    photos = {sha256: store.photo(sha256, who=who) for sha256 in {p.photo for p in proposals}}
    pairs = ((photos[proposal.photo], proposal) for proposal in proposals)
    yield from sorted(pairs, key=lambda pair: pair[0].receipt)  # stable: arrival within upload


def _match_upload(
    found: list[tuple[StoredPhoto, Proposal]], index: KnownIndex, rejections: list[Rejection]
) -> Iterator[StoredMatch]:
    singles = [_observation([proposal], proposal.position) for _, proposal in found]
    numbered = [single for single in singles if single is not None]
    groups = [[found[number] for number in numbers] for numbers in group(numbered)]
    observations = [
        observation
        for members in groups
        if (observation := _observation([p for _, p in members], _together(members)))
    ]
    for members, match in zip(groups, match_all(observations, index), strict=True):
        crops = {p.crop_hash for _, p in members if p.crop_hash is not None}
        repeated = linked_rejection(match.observation, rejections, crops)
        yield StoredMatch(
            proposals=tuple(proposal.id for _, proposal in members),
            match=match,
            rejected=repeated.observation.id if repeated else None,
        )


def _together(members: list[tuple[StoredPhoto, Proposal]]) -> Position | None:
    """Give the place of a camera from all its photos; a person's pin goes before them."""
    pinned = next((proposal for _, proposal in members if proposal.standing.pinned), None)
    if pinned is not None or len(members) == 1:
        return (pinned or members[0][1]).position
    sightings = [view for photo, proposal in members if (view := _sighting(photo, proposal))]
    return combine(sightings).position if sightings else members[0][1].position


def _sighting(photo: StoredPhoto, proposal: Proposal) -> Sighting | None:
    if photo.record is None:
        return None
    return sight(replace(photo.record, location=photo.location), proposal.view)


def _observation(proposals: list[Proposal], position: Position | None) -> Observation | None:
    if position is None:
        return None
    surest = max(proposals, key=lambda proposal: proposal.detection.housing_confidence)
    corrected = surest.housing is not surest.detection.housing
    return Observation(
        id=surest.id,
        position=position,
        housing=surest.housing,
        housing_confidence=1.0 if corrected else surest.detection.housing_confidence,
        photos=frozenset(proposal.photo for proposal in proposals),
    )


def _accepted(store: Store, area: Area | None) -> Iterable[KnownCamera]:
    for proposal in store.cameras(area):
        place = proposal.standing.camera_position
        if place is not None:
            yield KnownCamera(
                source=OWN_SOURCE,
                source_id=proposal.id,
                latitude=place.latitude,
                longitude=place.longitude,
                error_m=math.sqrt(place.semi_major_m * place.semi_minor_m),
                tags=proposal.tags,
            )


def _camera_json(camera: KnownCamera) -> dict[str, str]:
    return {"source": camera.source, "id": camera.source_id}
