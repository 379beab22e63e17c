"""The tables. Their first revision in `migrations/` says the same; a test compares the two.

    upload 1 ── * photo 1 ── * proposal 1 ── * decision
    known_source 1 ── * known_camera
    role_change
    worker

No file names, no network addresses, nothing about the device: what is not stored cannot leak.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    UnaryExpression,
    UniqueConstraint,
    desc,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

__all__ = [
    "Base",
    "DecisionRow",
    "ForgettingRow",
    "KnownCameraRow",
    "KnownSourceRow",
    "PhotoRow",
    "ProposalRow",
    "RoleChangeRow",
    "UploadRow",
    "UtcDateTime",
    "WorkerRow",
]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC also where the database knows no time zones (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC; raises ValueError for a time without zone."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected a time with its zone, got {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time back as an aware one in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Common ground of the tables."""

    metadata = MetaData(
        naming_convention={  # later revisions must be able to name what they change
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy, not by us
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class UploadRow(Base):
    """Photos that one person handed in, under one receipt."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime]

    photos: Mapped[list["PhotoRow"]] = relationship(back_populates="upload", order_by="PhotoRow.id")


class PhotoRow(Base):
    """A photo and how far its scan has come; the bytes lie in the data folder.

    `lease_*` belong to the worker that scans it now. `tries` counts the scans begun,
    `failures` those that ended in an unexpected exception, of which `last_failure` is the
    last; no other is begun before `retry_at`. `record` is the scan record; the location in it
    is the photo's own, `placed_*` is what a person said instead. `original_kept` says whether
    the bytes are still there, `pictures_due` whether the pictures for the pages are yet to be
    drawn.
    """

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("state IN ('received', 'scanned', 'failed')", name="photo_state"),
        CheckConstraint(
            "(placed_latitude IS NULL) = (placed_longitude IS NULL)", name="photo_placed"
        ),
        Index("photo_by_state", "state", "id"),
        Index("photo_by_upload", "upload_id"),
        Index("photo_by_pictures_due", "pictures_due"),
        Index("photo_by_original_kept", "original_kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"))
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="received")
    tries: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    placed_latitude: Mapped[float | None]
    placed_longitude: Mapped[float | None]
    placed_by: Mapped[str | None] = mapped_column(String(200))
    placed_at: Mapped[datetime | None]
    problem_code: Mapped[str | None] = mapped_column(String(40))
    problem_message: Mapped[str | None]
    last_failure: Mapped[str | None]
    scan_seconds: Mapped[float | None]
    original_kept: Mapped[bool] = mapped_column(default=True)
    pictures_due: Mapped[bool] = mapped_column(default=True)

    upload: Mapped[UploadRow] = relationship(back_populates="photos")
    proposals: Mapped[list["ProposalRow"]] = relationship(
        back_populates="photo", order_by="ProposalRow.ordinal"
    )


def _queue(name: str, *columns: str | UnaryExpression[Any]) -> Index:
    """Index the proposals that stand for a camera in an order in which they are reviewed."""
    leads = text("view_of IS NULL")
    return Index(name, "state", *columns, sqlite_where=leads, postgresql_where=leads)


_QUEUES = (
    _queue("proposal_by_arrival", "photo_id", "ordinal", "id"),
    _queue("proposal_by_confidence", "confidence", "id", "view_of"),  # counts by itself, too
    _queue("proposal_by_type", "housing", desc("confidence"), desc("id")),
    _queue("proposal_by_type_arrival", "housing", "photo_id", "ordinal", "id"),
    _queue("proposal_by_id", "id"),
)
_VIEWS = text("view_of IS NOT NULL")


class ProposalRow(Base):
    """One camera housing found in a photo, and what holds of it now.

    `x1` to `y2` are the detector's box, `box` is a person's. `crop_hash` is 64 bits in
    hexadecimal: they do not fit a signed integer. `view_of` is the id of the proposal that stands
    for the camera, where this one is another view of it.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'accepted', 'rejected')", name="proposal_state"),
        CheckConstraint("state != 'accepted' OR latitude IS NOT NULL", name="proposal_accepted"),
        *_QUEUES,
        Index("proposal_by_photo", "photo_id", "state"),
        Index("proposal_by_place", "state", "latitude", "longitude"),
        Index("proposal_by_camera", "view_of", sqlite_where=_VIEWS, postgresql_where=_VIEWS),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"))
    ordinal: Mapped[int]
    created_at: Mapped[datetime]
    x1: Mapped[float]
    y1: Mapped[float]
    x2: Mapped[float]
    y2: Mapped[float]
    detected_housing: Mapped[str] = mapped_column(String(16))
    housing_confidence: Mapped[float]
    confidence: Mapped[float]
    state: Mapped[str] = mapped_column(String(16))
    housing: Mapped[str] = mapped_column(String(16))
    camera_type: Mapped[str | None] = mapped_column(String(16))
    direction_deg: Mapped[float | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    semi_major_m: Mapped[float | None]
    semi_minor_m: Mapped[float | None]
    orientation_deg: Mapped[float | None]
    bearing_deg: Mapped[float | None]
    distance_m: Mapped[float | None]
    box: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    details: Mapped[list[Any]] = mapped_column(server_default="[]")
    seen: Mapped[list[Any]]
    documented: Mapped[list[Any]]
    votes: Mapped[list[Any]]
    version: Mapped[int] = mapped_column(default=0)
    crop_hash: Mapped[str | None] = mapped_column(String(16))
    view_of: Mapped[str | None] = mapped_column(String(20))

    photo: Mapped[PhotoRow] = relationship(back_populates="proposals")


class DecisionRow(Base):
    """One step in the history of a proposal; triggers refuse to change or delete it.

    The one exception: lines of a proposal that stands in `forgetting`, whose photographer wants
    to be forgotten, may be deleted, and their `before` and `after` changed.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("decision_by_proposal", "proposal_id", "id"),
        Index("decision_by_person", "who", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposal.id"))
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(16))
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)


class ForgettingRow(Base):
    """A proposal that is being forgotten; only within the transaction that does it."""

    __tablename__ = "forgetting"

    proposal_id: Mapped[str] = mapped_column(String(20), primary_key=True)


class RoleChangeRow(Base):
    """A role given or taken; the last line counts. Triggers refuse to change or delete one.

    `identity` is that of `mapping.access.identity`, `who` the operator's name.
    """

    __tablename__ = "role_change"
    __table_args__ = (Index("role_change_by_identity", "identity", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    granted: Mapped[bool]
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))


class KnownSourceRow(Base):
    """Where known cameras come from, and under which licence."""

    __tablename__ = "known_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    origin: Mapped[str]
    licence: Mapped[str] = mapped_column(String(100))
    imported_at: Mapped[datetime]


class KnownCameraRow(Base):
    """A camera that a source has, by the id that the source gives it."""

    __tablename__ = "known_camera"
    __table_args__ = (
        UniqueConstraint("source_id", "ref", name="uq_known_camera_ref"),
        Index("known_camera_by_place", "latitude", "longitude"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("known_source.id"))
    ref: Mapped[str] = mapped_column(String(200))
    latitude: Mapped[float]
    longitude: Mapped[float]
    error_m: Mapped[float]
    tags: Mapped[dict[str, Any]]


class WorkerRow(Base):
    """A process that scans, with its last pulse and what it waits for."""

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    host: Mapped[str] = mapped_column(String(100))
    process: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    scanned: Mapped[int] = mapped_column(default=0)
    problem_code: Mapped[str | None] = mapped_column(String(40))
    problem_message: Mapped[str | None]
