"""Files of photos that never got a row go after an hour, and no photo on its way goes with them."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from mapping.access.person import LOCAL
from mapping.storage.intake import Intake
from mapping.storage.originals import Originals
from mapping.storage.reception import UNAVAILABLE
from mapping.storage.store import Store
from mapping.storage.strays import STRAY_AFTER, delete_strays
from tests.mapping_builders import sha256

KNOWN, STRAY = b"a photo with its row", b"a photo without"


def later(by: timedelta = STRAY_AFTER) -> datetime:
    return datetime.now(UTC) + by + timedelta(seconds=5)


def test_a_photo_whose_row_could_not_be_written_goes_after_an_hour(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("INSERT", None, Exception("database is locked"))

    intake = Intake(store)
    intake.receive([KNOWN])
    with monkeypatch.context() as broken:
        broken.setattr("mapping.storage.reception._upload", locked)
        assert intake.receive([STRAY]).files == (UNAVAILABLE,)
    assert store.originals.has(sha256(STRAY))
    assert delete_strays(store.database, store.originals) == 0, "it may be on its way"
    assert delete_strays(store.database, store.originals, now=later()) == 1
    assert store.originals.has(sha256(KNOWN))
    assert not store.originals.has(sha256(STRAY))


def test_the_worker_tidies_strays_away(store: Store) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=1)
    Intake(store, clock=lambda: long_ago).receive([KNOWN])
    store.originals.keep(STRAY)  # and here the machine stopped
    (file,) = store.originals.folder.glob(f"*/{sha256(STRAY)[2:]}.bin")
    os.utime(file, (0, later(-2 * STRAY_AFTER).timestamp()))
    store.tidy()
    assert not file.exists()
    assert store.originals.has(sha256(KNOWN))


def test_the_files_of_another_database_are_left_alone(store: Store) -> None:
    store.originals.keep(STRAY)
    assert delete_strays(store.database, store.originals, now=later()) == 0, "no upload here yet"
    Intake(store, clock=lambda: later(timedelta())).receive([KNOWN])
    assert delete_strays(store.database, store.originals, now=later(2 * STRAY_AFTER)) == 0
    assert store.originals.has(sha256(STRAY))


def test_a_stray_that_is_sent_again_at_that_moment_stays(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, swept = threading.Event(), threading.Event()
    keep, calls = Originals.keep, list[str]()

    def keep_slowly(self: Originals, content: bytes) -> str:
        name = keep(self, content)
        calls.append(name)
        if len(calls) == 2:  # the row is written, and not committed yet
            entered.set()
            swept.wait(0.5)  # the sweep either comes now, or has to wait for us
        return name

    Intake(store).receive([KNOWN])
    store.originals.keep(STRAY)
    monkeypatch.setattr(Originals, "keep", keep_slowly)
    upload = threading.Thread(name="upload", target=lambda: Intake(store).receive([STRAY]))
    with ThreadPoolExecutor(1) as pool:
        upload.start()
        entered.wait(5)
        sweep = pool.submit(delete_strays, store.database, store.originals, now=later())
        sweep.add_done_callback(lambda _: swept.set())
        upload.join()
        sweep.result()
    assert store.photo(sha256(STRAY), who=LOCAL).state == "received"
    assert store.originals.has(sha256(STRAY))
