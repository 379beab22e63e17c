"""The database: where it is, how it is opened, and in which transactions it is used.

SQLite by default, with every commit on the disk before it is answered; another database
(PostgreSQL) by its URL. Nothing outside this package's storage modules sees SQLAlchemy.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVarTuple

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, Row, Select, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from languages.kept import kept
from mapping.review.review import ReviewError

__all__ = [
    "MIGRATIONS",
    "Database",
    "DatabaseError",
    "UnavailableError",
    "database_url",
    "few_or_streamed",
]

MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_TIMEOUT_MS = 15_000
_CONNECT_TIMEOUT_S = 10
"""A server that is gone may not refuse but be silent, and then pages would wait for minutes."""

_MIGRATION_LOCK = 0x05_3A_7A_C0
"""Key of the advisory lock that keeps two PostgreSQL clients from migrating at once."""


_Columns = TypeVarTuple("_Columns")


class DatabaseError(Exception):
    """The database cannot be opened; the message is for the operator."""

    @property
    def reason(self) -> str:
        """What happened, for the operator."""
        return str(self)


class UnavailableError(DatabaseError, ReviewError):
    """The database is locked, full or gone for now; what was to be done can be tried again.

    The message is for the person who wanted it done.
    """

    def __init__(self, reason: str = "") -> None:
        super().__init__(
            kept(
                "The database does not answer, so nothing was changed. Please try again in a "
                "minute."
            )
        )
        self._reason = reason

    @property
    def reason(self) -> str:
        """What happened, for the operator."""
        return self._reason


class Database:
    """An open, migrated database that hands out short transactions."""

    def __init__(self, engine: Engine) -> None:
        self._reading = engine
        self._writing = engine.execution_options(osmatrac_writes=True)

    @classmethod
    def open(cls, address: str) -> Self:
        """Open `address`, a database URL or the path of an SQLite file, and migrate it.

        Raises DatabaseError for an address that makes no sense, a file that is no database, or a
        database that a later version has changed; UnavailableError for a server that does not
        answer, or a file that is locked.
        """
        url = database_url(address)
        if url.get_backend_name() == "sqlite" and url.database:
            _make_folder(Path(url.database).parent)
        engine = _engine(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        database = cls(engine)
        try:
            database._migrate()
        except (SQLAlchemyError, CommandError) as error:
            database.close()
            raise _unusable(url, error) from error
        return database

    @staticmethod
    def has_tables(address: str) -> bool:
        """Say whether there is anything in a database, without changing it.

        Raises DatabaseError for one that cannot be reached.
        """
        url = database_url(address)
        engine = _engine(url)
        try:
            return bool(inspect(engine).get_table_names())
        except SQLAlchemyError as error:
            raise _unusable(url, error) from error
        finally:
            engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session on one consistent state of the data; raises UnavailableError."""
        with _telling_what_passes(), Session(self._reading) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are committed together, or not at all on an error.

        Raises UnavailableError.
        """
        with _telling_what_passes(), Session(self._writing) as session, session.begin():
            yield session

    @property
    def kind(self) -> str:
        """The kind of database: sqlite or postgresql."""
        return self._reading.dialect.name

    def purge(self, tables: Collection[str]) -> bool:
        """Remove what was deleted from the files of the database too, not from its tables alone.

        False where others read or write all the time: then old content stays in SQLite's
        journal until `empty_journal` comes through. Raises OperationalError after a long wait
        for the lock.
        """
        if self._reading.dialect.name == "sqlite":
            with self._bare_connection() as connection:
                connection.execute("VACUUM").close()
            return self.empty_journal()
        autocommit = self._reading.execution_options(isolation_level="AUTOCOMMIT")
        with autocommit.connect() as connection:
            connection.exec_driver_sql(f"VACUUM FULL {', '.join(sorted(tables))}")
        return True

    def empty_journal(self) -> bool:
        """Bring SQLite's journal into the database file and cut it to nothing.

        False where a reader holds on to it. Other databases look after their own.
        """
        if self._reading.dialect.name != "sqlite":
            return True
        with self._bare_connection() as connection:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    @contextmanager
    def _bare_connection(self) -> Iterator[Any]:
        """Give a driver's connection outside any transaction, which some commands want."""
        connection = self._reading.raw_connection()
        try:
            yield connection
        finally:
            connection.close()

    def close(self) -> None:
        """Close all connections."""
        self._reading.dispose()

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self._writing.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK}
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _telling_what_passes() -> Iterator[None]:
    """Tell a state of the database that passes from a mistake of ours."""
    try:
        yield
    except OperationalError as error:
        raise UnavailableError(
            kept("The database does not answer: {reason}", reason=error.orig)
        ) from error


def few_or_streamed(
    session: Session, statement: Select[*_Columns], *, few: int = 500
) -> Iterator[Row[*_Columns]]:
    """Give the rows of a statement: few in one answer, more of them a part at a time.

    PostgreSQL streams through a cursor, which takes five more trips to the server, and for which
    it plans as if the first rows alone were wanted.
    """
    found = session.execute(statement.limit(few)).all()
    if len(found) == few:
        del found  # all again, so that what comes is of one moment
        yield from session.execute(statement.execution_options(yield_per=few))
    else:
        yield from found


def database_url(address: str) -> URL:
    """Read a database URL or the path of an SQLite file; raises DatabaseError."""
    if "://" not in address:
        return URL.create("sqlite", database=address)
    if address.startswith("postgres://"):  # as hosting providers write it
        address = address.replace("postgres://", "postgresql://", 1)
    try:
        return make_url(address)
    except ArgumentError as error:
        raise DatabaseError(f"This is not a database address: {address}") from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql" and "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(_CONNECT_TIMEOUT_S)})
    try:
        # hide_parameters: what is stored must not get into the log with an error
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, ImportError) as error:
        raise DatabaseError(f"The database address cannot be used: {error}") from error


def _unusable(url: URL, error: Exception) -> DatabaseError:
    reason = getattr(error, "orig", None) or error
    kind = UnavailableError if isinstance(error, OperationalError) else DatabaseError
    return kind(
        kept(
            "The database {address} cannot be opened: {reason}",
            address=url.render_as_string(),
            reason=reason,
        )
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"The folder {folder} cannot be made: {error.strerror}") from error


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - SQLAlchemy's hook
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # we begin transactions ourselves, see _begin_sqlite
    for pragma in (
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once where a write follows: upgrading a read lock can fail."""
    writes = connection.get_execution_options().get("osmatrac_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
