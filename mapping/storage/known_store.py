"""Known cameras in the database: importing them, and reading them back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from mapping.access.permission import Permission
from mapping.access.person import Person, require
from mapping.matching.known import KnownCamera
from mapping.storage.database import few_or_streamed
from mapping.storage.schema import DecisionRow, KnownCameraRow, KnownSourceRow
from mapping.storage.selection import Area, within
from mapping.storage.store import Store

__all__ = [
    "Imported",
    "KnownRevision",
    "KnownSource",
    "import_known",
    "known_cameras",
    "known_revision",
    "known_sources",
]

_BATCH = 5_000
_TOLD_AFTER = frozenset(8**power for power in range(6))
"""Batches after which PostgreSQL is told how large the table is by now.

It cannot see by itself before the import ends, and would go through all of it for each batch.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownSource:
    """A source of known cameras: its name, where its data is from, the data's licence."""

    name: str
    origin: str
    licence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What an import changed; `missing` are cameras of the source that it no longer has.

    Those stay: a partial export must not delete what is known.
    """

    new: int
    changed: int
    unchanged: int
    missing: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownRevision:
    """Changes with each import that changed something, and with each decision."""

    imports: str
    decisions: int


def known_revision(store: Store) -> KnownRevision:
    """Tell cheaply whether what is known has changed since it was last read."""
    with store.database.read() as session:
        imported_at = session.scalars(select(KnownSourceRow.imported_at)).all()
        return KnownRevision(
            imports=" ".join(sorted(moment.isoformat() for moment in imported_at)),
            decisions=session.scalar(select(func.max(DecisionRow.id))) or 0,
        )


def import_known(
    store: Store, source: KnownSource, cameras: Iterable[KnownCamera], *, who: Person
) -> Imported:
    """Bring the cameras of a source up to date, in one transaction; again changes nothing."""
    require(who, Permission.IMPORT_KNOWN)
    tally = Counter[str]()
    with store.database.write() as session:
        source_id = _source_id(session, source)
        before = _count(session, source_id)
        remaining = iter(cameras)
        batches = iter(lambda: list(islice(remaining, _BATCH)), [])
        for number, batch in enumerate(batches, 1):
            tally.update(_import_batch(session, source_id, batch))
            if number in _TOLD_AFTER and store.database.kind == "postgresql":
                session.execute(text("ANALYZE known_camera"))
        if tally["new"] or tally["changed"]:
            _touch(session, source_id)
    known = tally["changed"] + tally["unchanged"]
    return Imported(
        new=tally["new"],
        changed=tally["changed"],
        unchanged=tally["unchanged"],
        missing=before - known,
    )


def _import_batch(
    session: Session, source_id: int, cameras: Sequence[KnownCamera]
) -> dict[str, int]:
    """Bring some cameras of a source up to date; counts of new, changed and unchanged ones."""
    row = KnownCameraRow
    found = session.execute(
        select(row.ref, row.id, row.latitude, row.longitude, row.error_m, row.tags).where(
            row.source_id == source_id, row.ref.in_([camera.source_id for camera in cameras])
        )
    )
    before = {ref: (own_id, tuple(values)) for ref, own_id, *values in found}
    new, changed, unchanged = [], [], 0
    for camera in cameras:
        now = _values(camera)
        own_id, then = before.pop(camera.source_id, (None, None))
        if own_id is None:
            new.append({"source_id": source_id, "ref": camera.source_id, **now})
        elif then != tuple(now.values()):
            changed.append({"id": own_id, **now})
        else:
            unchanged += 1
    if new:
        session.connection().execute(insert(KnownCameraRow), new)
    if changed:
        session.execute(update(KnownCameraRow), changed)
    return {"new": len(new), "changed": len(changed), "unchanged": unchanged}


def _count(session: Session, source_id: int) -> int:
    of_source = KnownCameraRow.source_id == source_id
    return session.scalar(select(func.count()).select_from(KnownCameraRow).where(of_source)) or 0


def known_cameras(store: Store, *, who: Person, area: Area | None = None) -> Iterator[KnownCamera]:
    """Read the known cameras (of an area), source by source in the order of their import."""
    require(who, Permission.SEE_KNOWN)
    return _cameras(store, area)


def _cameras(store: Store, area: Area | None) -> Iterator[KnownCamera]:
    row = KnownCameraRow  # its columns: as objects, a million of them would take much longer
    statement = (
        select(KnownSourceRow.name, row.ref, row.latitude, row.longitude, row.error_m, row.tags)
        .join(KnownSourceRow, KnownSourceRow.id == row.source_id)
        .order_by(row.id)
    )
    if area is not None:
        statement = statement.where(*within(area, row.latitude, row.longitude))
    with store.database.read() as session:
        for name, ref, latitude, longitude, error_m, tags in few_or_streamed(
            session, statement, few=_BATCH
        ):
            yield KnownCamera(
                source=name,
                source_id=ref,
                latitude=latitude,
                longitude=longitude,
                error_m=error_m,
                tags=tags,
            )


def known_sources(store: Store, *, who: Person) -> tuple[KnownSource, ...]:
    """Read the sources, in the order of their names."""
    require(who, Permission.SEE_KNOWN)
    with store.database.read() as session:
        rows = session.scalars(select(KnownSourceRow).order_by(KnownSourceRow.name))
        return tuple(
            KnownSource(name=row.name, origin=row.origin, licence=row.licence) for row in rows
        )


def _source_id(session: Session, source: KnownSource) -> int:
    """Give the id of a source, made if it is new, with the origin and licence given now."""
    row = session.scalars(
        select(KnownSourceRow).where(KnownSourceRow.name == source.name)
    ).one_or_none()
    if row is None:
        row = KnownSourceRow(name=source.name, imported_at=datetime.now(UTC))
        session.add(row)
    row.origin, row.licence = source.origin, source.licence
    session.flush()
    return row.id


def _touch(session: Session, source_id: int) -> None:
    session.execute(
        update(KnownSourceRow)
        .where(KnownSourceRow.id == source_id)
        .values(imported_at=datetime.now(UTC))
    )


def _values(camera: KnownCamera) -> dict[str, object]:
    return {
        "latitude": camera.latitude,
        "longitude": camera.longitude,
        "error_m": camera.error_m,
        "tags": dict(camera.tags),
    }
