"""Forgetting: an upload is deleted for good, by its receipt.

    photo, pictures, place, heading, time    deleted
    proposals undecided or rejected          deleted with their history
    accepted cameras                         stay on the map, bare: without photo, crop, box,
                                             other views, bearing and distance, in their
                                             history too

What a coordinator verified is the group's knowledge and mostly public already. From where it was
seen is not: a bearing and a distance lead straight back to the photographer. See docs/privacy.md.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from languages.kept import kept
from mapping.access.permission import Permission
from mapping.access.person import SIGNED_OUT, Person, require
from mapping.review.proposal import State
from mapping.review.review import NotFound
from mapping.storage.ledger import BY_THE_WAY
from mapping.storage.receipt import normalise_receipt
from mapping.storage.rows import PhotoState
from mapping.storage.schema import DecisionRow, ForgettingRow, PhotoRow, ProposalRow, UploadRow
from mapping.storage.store import Store

__all__ = ["Forgotten", "delete_proposals", "forget", "purge"]

PURGE_TRIES = 3
_TABLES = ("upload", "photo", "proposal", "decision", "forgetting")
_Place = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgotten:
    """What was deleted, and how many accepted cameras stay without their photos.

    Not `complete` means that the database was too busy: old content is still in its journal
    and goes within an hour, or when the app ends.
    """

    photos: int
    cameras: int
    complete: bool


def forget(store: Store, receipt: str, *, who: Person = SIGNED_OUT) -> Forgotten:
    """Delete an upload; raises NotFound for a receipt that nobody got (or no longer has)."""
    require(who, Permission.DELETE_UPLOAD)
    code = normalise_receipt(receipt)
    with store.database.write() as session:
        upload = session.scalars(select(UploadRow).where(UploadRow.receipt == code)).one_or_none()
        if upload is None:
            raise NotFound(kept("There is no upload with this receipt."))
        photos = list(upload.photos)
        cameras = _forget_proposals(session, [each for p in photos for each in p.proposals])
        for photo in photos:
            store.originals.delete(photo.sha256)
            store.pictures.delete(photo.sha256)
        _forget_photos(session, photos)
        session.expire(upload)
        session.delete(upload)
    return Forgotten(photos=len(photos), cameras=cameras, complete=purge(store))


def purge(store: Store) -> bool:
    """Take deleted content out of the database's files; False where it was too busy."""
    for _ in range(PURGE_TRIES):
        try:
            if store.database.purge(_TABLES):
                return True
        except OperationalError:  # somebody else holds the lock; the deletion itself stands
            continue
    return False


def _forget_proposals(session: Session, proposals: Sequence[ProposalRow]) -> int:
    """Delete proposals or make them bare; give how many stay."""
    staying = [each for each in proposals if each.state == State.ACCEPTED and each.view_of is None]
    session.add_all(ForgettingRow(proposal_id=each.id) for each in staying)
    session.flush()  # the triggers of the history look there
    for camera in staying:
        _bare_history(session, camera)
        _bare_camera(camera)
    delete_proposals(session, [each.id for each in proposals if each not in staying])
    return len(staying)


def delete_proposals(session: Session, ids: Collection[str]) -> None:
    """Delete proposals with their history, in whatever state they are."""
    session.add_all(ForgettingRow(proposal_id=each) for each in ids)
    session.flush()
    session.execute(delete(DecisionRow).where(DecisionRow.proposal_id.in_(ids)))
    session.execute(delete(ProposalRow).where(ProposalRow.id.in_(ids)))
    session.flush()
    session.execute(delete(ForgettingRow))


def _bare_history(session: Session, camera: ProposalRow) -> None:
    """Leave of the history who decided what and when, and the places that were accepted."""
    located = DecisionRow.action.in_(BY_THE_WAY)  # the placing of a photo is no decision
    session.execute(delete(DecisionRow).where(DecisionRow.proposal_id == camera.id, located))
    lines = session.scalars(select(DecisionRow).where(DecisionRow.proposal_id == camera.id)).all()
    standings = [standing for line in lines for standing in (line.before, line.after)]
    accepted = {
        _place(standing["position"])
        for standing in standings
        if standing["state"] == State.ACCEPTED and standing["position"]
    }
    for line in lines:
        line.before, line.after = _bare(line.before, accepted), _bare(line.after, accepted)


def _bare(standing: dict[str, Any], accepted: Collection[_Place]) -> dict[str, Any]:
    position = standing["position"]
    if position is not None and _place(position) not in accepted:
        position = None
    return standing | {"position": position and _circle(position), "box": None}


def _place(position: dict[str, Any]) -> _Place:
    return position["latitude"], position["longitude"]


def _circle(position: dict[str, Any]) -> dict[str, Any]:
    """Give a place without the way to it: an error ellipse points at the photographer."""
    return position | {
        "semi_minor_m": position["semi_major_m"],
        "orientation_deg": 0.0,
        "bearing_deg": None,
        "distance_m": None,
    }


def _bare_camera(camera: ProposalRow) -> None:
    camera.semi_minor_m, camera.orientation_deg = camera.semi_major_m, 0.0
    camera.bearing_deg = camera.distance_m = camera.crop_hash = None
    # its size in the photo tells a distance
    camera.box = None
    camera.x1, camera.y1, camera.x2, camera.y2 = 0.0, 0.0, 1.0, 1.0
    camera.created_at = _day(camera.created_at)


def _forget_photos(session: Session, photos: Sequence[PhotoRow]) -> None:
    """Delete photos, or make them bare where a camera still hangs on them."""
    for photo in photos:
        session.expire(photo, ["proposals"])
        if not photo.proposals:
            session.delete(photo)
            continue
        day = _day(datetime.now(UTC))
        # small letters: no receipt that anybody could type looks like this
        nobody = UploadRow(receipt=f"forgotten-{secrets.token_hex(12)}", created_at=day)
        session.add(nobody)
        session.flush()
        bare = PhotoRow(
            sha256=secrets.token_hex(32),
            upload_id=nobody.id,
            received_at=day,
            state=PhotoState.SCANNED.value,
            original_kept=False,
            pictures_due=False,
        )
        session.add(bare)
        session.flush()
        for camera in photo.proposals:
            camera.photo_id = bare.id
        session.flush()
        session.expire(photo, ["proposals"])
        session.delete(photo)
    session.flush()


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
