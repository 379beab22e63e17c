"""What all tests share: the databases that the store must be the same on."""

import logging
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from mapping.storage.database import Database
from mapping.storage.store import Store
from tests import postgresql as cluster
from tests.mapping_builders import Clock
from tests.postgresql import Cluster, NewDatabase


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Take back what the app or a command, run in this process, sets up for its logs."""
    root = logging.getLogger()
    level, before = root.level, list(root.handlers)
    yield
    root.setLevel(level)
    for handler in list(root.handlers):
        if handler not in before:
            root.removeHandler(handler)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of the tests' own, started once."""
    programs = cluster.programs()
    if programs is None:
        pytest.skip("no PostgreSQL here: scripts/system-packages postgresql")
    with cluster.running_cluster(programs) as running:
        yield running


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema of now and no rows, to be copied.

    To migrate takes longer than most tests.
    """
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    Database.open(str(file)).close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(
    request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path: Path
) -> Iterator[NewDatabase]:
    """Makes migrated databases without rows, of each kind that the store runs on."""
    if request.param == "sqlite":
        files = _sqlite_files(tmp_path)
        yield lambda: str(shutil.copy(migrated_sqlite, files()))
        return
    running: Cluster = request.getfixturevalue("postgresql")
    lent: list[str] = []

    def lend() -> str:
        lent.append(running.migrated())
        return lent[-1]

    yield lend
    for address in lent:
        running.take_back(address)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table, of each kind that the store runs on."""
    if request.param == "postgresql":
        running: Cluster = request.getfixturevalue("postgresql")
        return running.empty()
    return _sqlite_files(tmp_path)()


def _sqlite_files(folder: Path) -> NewDatabase:
    numbers, place = count(1), folder / "databases"
    place.mkdir(exist_ok=True)
    return lambda: str(place / f"{next(numbers)}.db")


@pytest.fixture
def clock() -> Clock:
    """A clock that the test turns."""
    return Clock()


@pytest.fixture
def store(new_database: NewDatabase, tmp_path: Path) -> Iterator[Store]:
    """An empty store, once on SQLite and once on PostgreSQL."""
    store = Store.open(tmp_path, database=new_database())
    yield store
    store.close()
