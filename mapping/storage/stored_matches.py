"""The proposals that wait for review, held against all that is known.

Known are the cameras of imported sources and those that were accepted here. A proposal is
matched once, with the position and the photos of all views of its camera (see `views`).
"""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.matching.known import KnownCamera, KnownIndex
from mapping.matching.likelihood import Observation, observation_of
from mapping.matching.matching import Match, match_all
from mapping.matching.rejection import Rejection, linked_rejection
from mapping.review.proposal import Proposal, State
from mapping.storage.known_store import known_cameras
from mapping.storage.schema import PhotoRow, UploadRow
from mapping.storage.selection import Area, Order, Selection, read_chosen
from mapping.storage.store import Store

__all__ = ["OWN_SOURCE", "StoredMatch", "known_index", "match_stored"]

OWN_SOURCE = "osmatrac"
"""The source of the cameras that were accepted here; their ids are those of proposals."""


_PHOTOS_A_TIME = 5_000


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
    if imported is None:
        return KnownIndex([*known_cameras(store, who=who, area=area), *_accepted(store, area)])
    near = (each for each in imported if area is None or area.holds(each.latitude, each.longitude))
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
    return _matches(store, index or known_index(store, who=who, area=area), waiting)


def _matches(store: Store, index: KnownIndex, waiting: Selection) -> Iterator[StoredMatch]:
    with store.database.read() as session:
        rejections = list(_rejections(session, waiting.area))
        cameras = _waiting(session, waiting)
    for _, found in groupby(cameras, key=lambda camera: camera.receipt):
        yield from _match_upload(list(found), index, rejections)


def _rejections(session: Session, area: Area | None) -> Iterator[Rejection]:
    """Read what was rejected and has a place."""
    rejected = Selection(states=(State.REJECTED,), order=Order.ID, area=area, with_views=True)
    for proposal in read_chosen(session, rejected):
        if proposal.position is not None:
            yield Rejection(
                observation=observation_of([proposal], proposal.position),
                crop_hash=proposal.crop_hash,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Camera:
    """A waiting proposal with a place, first, and the other views of its camera."""

    receipt: str
    views: list[Proposal]
    observation: Observation


def _waiting(session: Session, selection: Selection) -> list[_Camera]:
    """Read what waits and has a place, that of one upload next to each other."""
    views: dict[str, list[Proposal]] = {}
    for proposal in read_chosen(session, replace(selection, with_views=True)):
        lead = proposal.standing.view_of
        if lead is None:
            views.setdefault(proposal.id, []).insert(0, proposal)
        else:
            views.setdefault(lead, []).append(proposal)
    placed = [
        (members, members[0].position)
        for members in views.values()
        if members[0].position is not None and members[0].standing.view_of is None
    ]
    receipts = _receipts(session, {members[0].photo for members, _ in placed}, selection.receipt)
    cameras = (
        _Camera(
            receipt=receipts[members[0].photo],
            views=members,
            observation=observation_of(members, position),
        )
        for members, position in placed
    )
    return sorted(cameras, key=lambda camera: camera.receipt)  # stable: arrival within upload


def _receipts(session: Session, photos: Collection[str], only: str | None) -> dict[str, str]:
    """Give the receipts of the uploads that photos came with, all of them `only` if that is set."""
    if only is not None:
        return dict.fromkeys(photos, only)
    statement = select(PhotoRow.sha256, UploadRow.receipt).join(PhotoRow.upload)
    found: dict[str, str] = {}
    remaining = iter(photos)
    while some := list(islice(remaining, _PHOTOS_A_TIME)):
        rows = session.execute(statement.where(PhotoRow.sha256.in_(some)))
        found.update((sha256, receipt) for sha256, receipt in rows)
    return found


def _match_upload(
    cameras: list[_Camera], index: KnownIndex, rejections: list[Rejection]
) -> Iterator[StoredMatch]:
    observations = [camera.observation for camera in cameras]
    for camera, match in zip(cameras, match_all(observations, index), strict=True):
        crops = {view.crop_hash for view in camera.views if view.crop_hash is not None}
        repeated = linked_rejection(match.observation, rejections, crops)
        yield StoredMatch(
            proposals=tuple(view.id for view in camera.views),
            match=match,
            rejected=repeated.observation.id if repeated else None,
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
