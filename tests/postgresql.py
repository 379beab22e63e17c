"""A real PostgreSQL for tests: a temporary cluster on loopback, ended by its own process id."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TypedDict

import psycopg
from psycopg import sql

from mapping.storage.database import Database
from tests.servers import free_port

_DEBIAN = Path("/usr/lib/postgresql")
_USER = "osmatrac"
_START_SECONDS = 60

NewDatabase = Callable[[], str]
"""Makes a database without rows and gives its address."""


class Cluster:
    """Lends databases: migrated ones, which are emptied and lent again, and ones without tables."""

    def __init__(self, connection: psycopg.Connection, port: int) -> None:
        self._connection, self._port, self._numbers = connection, port, count(1)
        self._free: list[str] = []
        template = self._copied("template0")
        Database.open(template).close()
        self._template = template.rpartition("/")[2]
        self._version = _version(template)

    def migrated(self) -> str:
        """Lend a database that has the schema of now and no rows."""
        return self._free.pop() if self._free else self._copied(self._template)

    def empty(self) -> str:
        """Lend a database without any table."""
        return self._copied("template0")

    def take_back(self, address: str) -> None:
        """Empty a migrated database for the next test: quicker than to copy one anew."""
        if _version(address) != self._version:
            return  # a test played with it
        with psycopg.connect(address) as connection:
            tables = connection.execute(
                "SELECT relname FROM pg_stat_user_tables WHERE relname <> 'alembic_version'"
            ).fetchall()
            sequences = connection.execute("SELECT sequencename FROM pg_sequences").fetchall()
            # neither the order of foreign keys nor the ledger's triggers matter here
            connection.execute("SET session_replication_role = replica")
            for (table,) in tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            for (sequence,) in sequences:
                restart = sql.SQL("ALTER SEQUENCE {} RESTART")
                connection.execute(restart.format(sql.Identifier(sequence)))
        self._free.append(address)

    def _copied(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self._connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return f"postgresql://{_USER}@127.0.0.1:{self._port}/{name}"


def _version(address: str) -> str:
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert row is not None
    return str(row[0])


def programs() -> Path | None:
    """The folder of initdb and postgres, None where PostgreSQL is not installed."""
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def running_cluster(bin_folder: Path) -> Iterator[Cluster]:
    """Start a cluster that forgets everything at its end; one serves all tests."""
    folder = Path(tempfile.mkdtemp(prefix="osmatrac-postgresql-"))
    try:
        if os.getuid() == 0:
            os.chown(folder, *_owner())
        kind = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        _run([bin_folder / "initdb", "-D", folder, "-U", _USER, *kind])
        port = free_port()
        server = _start(bin_folder, folder, port)
        try:
            with _connected(port, server, folder / "log") as connection:
                yield Cluster(connection, port)
        finally:
            server.send_signal(signal.SIGINT)  # its "fast shutdown"
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(bin_folder: Path, folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the program itself, not pg_ctl, so that the process id is the server's."""
    place = ["-D", str(folder), "-k", str(folder), "-h", "127.0.0.1", "-p", str(port)]
    careless = ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [bin_folder / "postgres", *place, *careless], stdout=log, stderr=log, **_identity()
        )


@contextmanager
def _connected(
    port: int, server: subprocess.Popen[bytes], log: Path
) -> Iterator[psycopg.Connection]:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            connection = psycopg.connect(
                f"postgresql://{_USER}@127.0.0.1:{port}/postgres", autocommit=True
            )
            break
        except psycopg.OperationalError:
            assert server.poll() is None, f"PostgreSQL ended: {log.read_text()}"
            assert time.monotonic() < deadline, f"PostgreSQL did not start: {log.read_text()}"
            time.sleep(0.05)
    with connection:
        yield connection


def _run(command: Sequence[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **_identity())
    assert done.returncode == 0, done.stderr


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]
    cwd: str


def _identity() -> _Identity:
    """What makes a program run as nobody special: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    user, group = _owner()
    return {"user": user, "group": group, "extra_groups": [], "cwd": "/"}


def _owner() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid
