"""Sample photos: made up, so they go again without a trace, with all that came of them.

Unlike what volunteers send (see `forgetting`), cameras of the samples that somebody accepted do not
stay: they stand nowhere. Photos are named by their SHA-256.
"""

from collections.abc import Collection

from sqlalchemy import func, select, update

from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.storage.forgetting import delete_proposals, purge
from mapping.storage.schema import PhotoRow, ProposalRow, UploadRow
from mapping.storage.store import Store

__all__ = ["count_samples", "remove_samples"]


def count_samples(store: Store, samples: Collection[str]) -> int:
    """Count the sample photos that were handed in and not removed."""
    held = select(func.count(PhotoRow.id)).where(PhotoRow.sha256.in_(samples))
    with store.database.read() as session:
        return session.scalar(held) or 0


def remove_samples(store: Store, samples: Collection[str], *, who: Person) -> int:
    """Delete sample photos, their proposals and decisions; give how many photos there were.

    Receipts that hold nothing else end; others keep their other photos. Raises Forbidden.
    """
    require(who, Permission.REMOVE_SAMPLES)
    with store.database.write() as session:
        photos = session.scalars(select(PhotoRow).where(PhotoRow.sha256.in_(samples))).all()
        proposals = [proposal.id for photo in photos for proposal in photo.proposals]
        session.execute(
            update(ProposalRow).where(ProposalRow.view_of.in_(proposals)).values(view_of=None)
        )
        delete_proposals(session, proposals)
        uploads = {photo.upload_id for photo in photos}
        for photo in photos:
            store.originals.delete(photo.sha256)
            store.pictures.delete(photo.sha256)
            session.expire(photo, ["proposals"])
            session.delete(photo)
        session.flush()
        emptied = select(UploadRow).where(UploadRow.id.in_(uploads), ~UploadRow.photos.any())
        for upload in session.scalars(emptied):
            session.delete(upload)
    purge(store)
    return len(photos)
