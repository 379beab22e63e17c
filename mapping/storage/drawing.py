"""Pictures of photos that have none: those scanned elsewhere, or before there were pictures."""

from sqlalchemy import select

from detection.photo import PhotoError
from detection.record import ScanRecord
from mapping.storage.intake import Draw
from mapping.storage.rows import PhotoState
from mapping.storage.scans import keep_pictures
from mapping.storage.schema import PhotoRow
from mapping.storage.store import Store

__all__ = ["draw_missing"]


def draw_missing(store: Store, draw: Draw) -> bool:
    """Draw the pictures of one scanned photo that has none; False if there is no such photo.

    A photo whose file is gone or cannot be read gets none.
    """
    wanted = select(PhotoRow).where(
        PhotoRow.pictures_due, PhotoRow.state == PhotoState.SCANNED.value
    )
    with store.database.read() as session:
        row = session.scalars(wanted.order_by(PhotoRow.id).limit(1)).first()
        if row is None:
            return False
        sha256, record = row.sha256, ScanRecord.from_json(row.record or {})
    content = store.originals.read(sha256)
    try:
        boxes = [detection.box for detection in record.detections]
        drawn = None if content is None else draw(content, boxes)
    except PhotoError:
        drawn = None
    with store.database.write() as session:
        current = session.scalars(wanted.where(PhotoRow.sha256 == sha256)).one_or_none()
        if current is not None and drawn is not None:
            keep_pictures(store.pictures, current, drawn)
        elif current is not None:
            current.pictures_due = False
    store.tidy(sha256)
    return True
