"""Snapshots of a database that is in use: one file, of one moment, that can be loaded again.

SQLite's own backup and PostgreSQL's pg_dump make them; nobody who writes has to wait. The database
is not migrated for it, so that a snapshot can be taken before a new version opens it.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy.engine import URL

from mapping.storage.database import MIGRATIONS, Database, DatabaseError, database_url

__all__ = [
    "check_snapshot",
    "copy_sqlite",
    "is_sqlite_file",
    "load_snapshot",
    "refuse_target",
    "snapshot_name",
    "take_snapshot",
]

_SQLITE_MAGIC = b"SQLite format 3\0"
_SQLITE, _POSTGRESQL = "database.sqlite", "database.dump"
_DEBIAN = Path("/usr/lib/postgresql")
_CONNECTION = {"host": "PGHOST", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}


def snapshot_name(address: str) -> str:
    """Give the file name of a snapshot of this database, which tells its kind."""
    return _SQLITE if database_url(address).get_backend_name() == "sqlite" else _POSTGRESQL


def take_snapshot(address: str, target: Path) -> None:
    """Write the database as it is now to the file `target`; raises DatabaseError."""
    url = database_url(address)
    if url.get_backend_name() != "sqlite":
        _run_postgresql("pg_dump", url, "--format=custom", f"--file={target}")
    elif url.database and Path(url.database).is_file():
        copy_sqlite(Path(url.database), target)
    else:
        raise DatabaseError(f"There is no database at {url.database}.")


def check_snapshot(snapshot: Path) -> None:
    """Raise DatabaseError where a snapshot is damaged or of a later version than this one."""
    if snapshot.name == _SQLITE:
        revision = _check_sqlite(snapshot)
    else:
        _run(["pg_restore", "--list", str(snapshot)])
        table = ["--table=alembic_version", "--data-only", "--file=-", str(snapshot)]
        revision = _revision_in(_run(["pg_restore", *table]))
    scripts = ScriptDirectory(str(MIGRATIONS))
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise DatabaseError(
            f"This database was made by a later version (revision {revision}): update first."
        )


def load_snapshot(snapshot: Path, address: str) -> None:
    """Load a snapshot into the empty database at `address`, and migrate it.

    Raises DatabaseError where the database is not empty or of the other kind.
    """
    refuse_target(snapshot, address)
    url = database_url(address)
    if url.get_backend_name() == "sqlite":
        assert url.database
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy_sqlite(snapshot, Path(url.database))
    else:
        options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
        _run_postgresql("pg_restore", url, *options, f"--dbname={url.database}", str(snapshot))
    Database.open(address).close()


def refuse_target(snapshot: Path, address: str) -> None:
    """Raise DatabaseError where a database is of another kind or has something in it already."""
    url = database_url(address)
    if snapshot.name != snapshot_name(address):
        raise DatabaseError(f"{snapshot.name} does not fit the database {url.render_as_string()}.")
    if url.get_backend_name() == "sqlite":
        used = bool(url.database) and Path(str(url.database)).exists()
    else:
        used = Database.has_tables(address)
    if used:
        raise DatabaseError(
            f"The database {url.render_as_string()} is not empty: nothing is overwritten."
        )


def is_sqlite_file(path: Path) -> bool:
    """Say whether a file is an SQLite database, which must not be copied while it is written."""
    with path.open("rb") as file:
        return file.read(len(_SQLITE_MAGIC)) == _SQLITE_MAGIC


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an SQLite file that is in use, as of one moment; raises DatabaseError."""
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as reading,
            closing(sqlite3.connect(target)) as writing,
        ):
            reading.backup(writing)
            # The copy is one file: it must not lean on a journal beside it.
            writing.execute("PRAGMA journal_mode=DELETE").close()
    except sqlite3.Error as error:
        raise DatabaseError(f"The database {source} cannot be copied: {error}") from error
    target.chmod(0o600)


def _check_sqlite(snapshot: Path) -> str:
    try:
        with closing(sqlite3.connect(f"{snapshot.absolute().as_uri()}?mode=ro", uri=True)) as one:
            found = [row[0] for row in one.execute("PRAGMA integrity_check")]
            dangling = one.execute("PRAGMA foreign_key_check").fetchall()
            (revision,) = one.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise DatabaseError(f"{snapshot.name} is no database of Osmatrač: {error}") from error
    if found != ["ok"] or dangling:
        raise DatabaseError(f"{snapshot.name} is damaged: {found[0]}, {len(dangling)} lost rows.")
    return str(revision)


def _revision_in(dump: str) -> str:
    """Find the one row of alembic_version in what pg_restore wrote as SQL."""
    _, _, after = dump.partition("COPY public.alembic_version")
    lines = after.splitlines()
    return lines[1].strip() if len(lines) > 1 else "none"


def _run_postgresql(program: str, url: URL, *arguments: str) -> None:
    """Run a client program; the password goes through the environment, not the process list."""
    found = {
        "PGHOST": url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        **{name: url.query[key] for key, name in _CONNECTION.items() if key in url.query},
    }
    given = {name: str(value) for name, value in found.items() if value is not None}
    _run([program, *arguments], environment={**os.environ, **given})


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    program = _program(command[0])
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [program, *command[1:]], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise DatabaseError(f"{command[0]} failed: {last}")
    return done.stdout


def _program(name: str) -> str:
    """Find a program of PostgreSQL, the newest of Debian's first: an older one reads no newer."""
    newest = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise DatabaseError(f"{name} is not installed: scripts/system-packages postgresql")
    return found
