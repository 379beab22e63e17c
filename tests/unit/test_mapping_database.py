from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex

from mapping.storage.database import Database, DatabaseError, UnavailableError
from mapping.storage.schema import Base, PhotoRow, ProposalRow, UploadRow, UtcDateTime
from tests.postgresql import NewDatabase

DESCENDING = "proposal_by_type"
NOW = datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def address(new_database: NewDatabase) -> str:
    return new_database()


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    database = Database.open(address)
    yield database
    database.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(str(tmp_path / "new" / "100 %.db"))
    yield database
    database.close()


def a_photo_row(session: Session, **changes: object) -> PhotoRow:
    upload = UploadRow(receipt="ABCD", created_at=NOW)
    session.add(upload)
    session.flush()
    row = PhotoRow(sha256="0" * 64, upload_id=upload.id, received_at=NOW)
    for name, value in changes.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def test_the_migrations_make_what_the_schema_says(database: Database) -> None:
    def compared(thing: object, name: str | None, *_: object) -> bool:
        del thing
        return database.kind != "sqlite" or name != DESCENDING

    with database.read() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"include_object": compared}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_sqlite_has_the_index_whose_order_its_reflection_cannot_tell(sqlite: Database) -> None:
    indexes = Base.metadata.tables["proposal"].indexes
    index = next(each for each in indexes if each.name == DESCENDING)
    with sqlite.read() as session:
        made = session.scalar(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": DESCENDING}
        )
        assert made == str(CreateIndex(index).compile(session.get_bind()))
    assert "confidence DESC" in made


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 15000)],
)
def test_sqlite_is_set_to_lose_nothing(sqlite: Database, pragma: str, value: object) -> None:
    for scope in (sqlite.read, sqlite.write):
        with scope() as session:
            assert session.scalar(text(f"PRAGMA {pragma}")) == value


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), database.write() as session:
        session.add(PhotoRow(sha256="0" * 64, upload_id=77, received_at=NOW))


def test_opening_again_from_elsewhere_keeps_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Database.open(f"sqlite:///{tmp_path}/a.db")
    with first.write() as session:
        a_photo_row(session)
    first.close()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with Database.open("../a.db").read() as session:
        assert session.query(PhotoRow).count() == 1


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def write_and_stumble() -> None:
        with database.write() as session:
            a_photo_row(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_stumble()
    with database.read() as session:
        assert session.query(UploadRow).count() == 0


def test_a_write_takes_the_lock_at_its_beginning(sqlite: Database) -> None:
    """Two that read first and write then would otherwise deadlock."""
    with sqlite.write() as session:
        session.scalar(text("SELECT 1"))
        with sqlite.read() as other:
            other.execute(text("PRAGMA busy_timeout=1"))
            other.rollback()
            with pytest.raises(OperationalError, match="locked"):
                other.execute(text("INSERT INTO upload (receipt, created_at) VALUES ('a', 'b')"))


def test_times_come_back_in_utc_and_need_a_zone(database: Database) -> None:
    with database.write() as session:
        a_photo_row(session)
    with database.read() as session:
        received_at = session.query(PhotoRow).one().received_at
    assert received_at == NOW
    assert received_at.tzinfo is UTC
    with pytest.raises(ValueError, match="with its zone"):
        UtcDateTime().process_bind_param(datetime(2026, 5, 1), None)  # type: ignore[arg-type]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "lost"}, "photo_state"),
        ({"placed_latitude": 44.0}, "photo_placed"),
    ],
)
def test_the_database_refuses_impossible_photos(
    database: Database, changes: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), database.write() as session:
        a_photo_row(session, **changes)


def test_the_database_refuses_an_accepted_camera_without_place(database: Database) -> None:
    with pytest.raises(IntegrityError, match="proposal_accepted"), database.write() as session:
        session.add(
            ProposalRow(
                id="1",
                photo_id=a_photo_row(session).id,
                ordinal=0,
                created_at=NOW,
                **dict.fromkeys(("x1", "y1", "x2", "y2", "confidence", "housing_confidence"), 0.5),
                detected_housing="dome",
                housing="dome",
                state="accepted",
                seen=[],
                documented=[],
            )
        )


@pytest.mark.parametrize("address", ["postgresql://[", "nosuch://host/x", "://"])
def test_a_senseless_address_is_refused_in_words(address: str) -> None:
    with pytest.raises(DatabaseError, match="database"):
        Database.open(address)


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database, just a long enough text" * 50)
    with pytest.raises(DatabaseError, match="cannot be opened"):
        Database.open(str(tmp_path / "notes.db"))


def test_a_database_of_a_later_version_is_refused_in_words(
    address: str, database: Database
) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="cannot be opened: Can't locate revision"):
        Database.open(address)


def test_many_that_open_a_new_database_at_once_migrate_it_once(empty_database: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(Database.open, [empty_database] * 4))
    with opened[0].read() as session:
        assert session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        assert session.query(UploadRow).count() == 0
    for each in opened:
        each.close()


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(UnavailableError, match="Please try again") as caught:
        Database.open("postgresql://osmatrac:secret@127.0.0.1:1/osmatrac?connect_timeout=2")
    assert "cannot be opened" in caught.value.reason
    assert "127.0.0.1" not in str(caught.value), "where it is, is the operator's matter"
    assert "secret" not in caught.value.reason
