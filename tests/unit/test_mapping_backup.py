"""Backups of an installation that is in use, on SQLite and PostgreSQL, brought back elsewhere."""

import json
import sqlite3
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mapping.__main__ import app
from mapping.access.person import LOCAL
from mapping.operations.backup import back_up, check, restore
from mapping.operations.manifest import BackupError
from mapping.review.review import NotFound
from mapping.review.verdict import Accept, Pin
from mapping.storage.adoption import adopt
from mapping.storage.database import DatabaseError
from mapping.storage.intake import Intake
from mapping.storage.store import Store
from tests.mapping_builders import ANA, PHOTO, a_record, sha256
from tests.postgresql import NewDatabase


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def address(new_database: NewDatabase) -> str:
    return new_database()


@pytest.fixture
def filled(data: Path, address: str) -> str:
    """An installation with a photo, a decision and an evaluation; gives the receipt."""
    store = Store.open(data, database=address)
    receipt = Intake(store).receive([PHOTO, b"another photo"]).receipt
    adopt(store, [a_record()], who=LOCAL)
    proposal = store.next(who=LOCAL)
    assert proposal is not None
    pinned = store.decide(proposal, Pin(latitude=44.81, longitude=20.46), who=ANA)
    store.decide(pinned, Accept(), who=ANA)
    store.close()
    (data / "evaluations").mkdir()
    (data / "evaluations" / "report.html").write_text("<p>a report</p>")
    (data / "predictions").mkdir()
    (data / "predictions" / "saved.json").write_text("[]")
    assert receipt is not None
    return receipt


def test_a_backup_comes_back_whole(
    filled: str, data: Path, address: str, empty_twin: str, tmp_path: Path
) -> None:
    back_up(data, address, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "restored", empty_twin)

    before = Store.open(data, database=address)
    after = Store.open(tmp_path / "restored", database=empty_twin)
    assert after.upload(filled) == before.upload(filled)
    assert list(after.cameras()) == list(before.cameras())
    (camera,) = after.cameras()
    assert after.history(camera.id, who=LOCAL) == before.history(camera.id, who=LOCAL)
    assert after.original(sha256(PHOTO), who=LOCAL) == PHOTO
    assert Intake(after).pending() == 1
    before.close()
    after.close()
    report = tmp_path / "restored" / "evaluations" / "report.html"
    assert report.read_text() == "<p>a report</p>"
    assert not (tmp_path / "restored" / "predictions").exists(), "it is made anew by itself"
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o700


@pytest.fixture
def empty_twin(request: pytest.FixtureRequest, address: str, tmp_path: Path) -> str:
    """A database of the same kind as the filled one, without any table."""
    if address.startswith("postgresql"):
        return str(request.getfixturevalue("postgresql").empty())
    return str(tmp_path / "restored" / "osmatrac.db")


def test_what_is_written_meanwhile_is_in_the_backup_whole_or_not_at_all(
    filled: str, data: Path, address: str, empty_twin: str, tmp_path: Path
) -> None:
    assert filled
    going_on, started = threading.Event(), threading.Event()
    kept: list[str] = []

    def upload() -> None:
        store = Store.open(data, database=address)
        intake = Intake(store)
        number = 0
        while not going_on.is_set():
            content = f"photo {number}".encode() * 5_000
            intake.receive([content])
            kept.append(sha256(content))
            number += 1
            started.set()
        store.close()

    writer = threading.Thread(target=upload)
    writer.start()
    try:
        assert started.wait(30)
        sure = list(kept)
        back_up(data, address, tmp_path / "backup")
    finally:
        going_on.set()
        writer.join()
    restore(tmp_path / "backup", tmp_path / "restored", empty_twin)
    after = Store.open(tmp_path / "restored", database=empty_twin)
    for photo in sure:
        assert after.photo(photo, who=LOCAL).sha256 == photo
    rows = [photo for photo in kept if _has(after, photo)]
    assert rows == kept[: len(rows)], "a snapshot is of one moment"
    for photo in rows:
        content = after.original(photo, who=LOCAL)
        assert content is not None
        assert sha256(content) == photo
    after.close()


def _has(store: Store, photo: str) -> bool:
    try:
        store.photo(photo, who=LOCAL)
    except NotFound:
        return False
    return True


def test_a_full_target_is_left_alone(filled: str, data: Path, address: str, tmp_path: Path) -> None:
    assert filled
    target = tmp_path / "backup"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    with pytest.raises(BackupError, match="not empty: nothing is overwritten"):
        back_up(data, address, target)
    back_up(data, address, tmp_path / "good")
    with pytest.raises(BackupError, match="not empty"):
        restore(tmp_path / "good", target, address)
    with pytest.raises(DatabaseError, match="not empty"):
        restore(tmp_path / "good", tmp_path / "new", address)
    assert [path.name for path in target.iterdir()] == ["mine.txt"]
    assert not (tmp_path / "new").exists()


def test_a_changed_or_missing_file_is_found_before_anything_is_written(
    filled: str, data: Path, address: str, empty_twin: str, tmp_path: Path
) -> None:
    assert filled
    back_up(data, address, tmp_path / "backup")
    name = sha256(PHOTO)
    photo = tmp_path / "backup" / "data" / "photos" / name[:2] / f"{name[2:]}.bin"
    photo.write_bytes(PHOTO[:-1] + b"!")
    with pytest.raises(BackupError, match=r"damaged: data/photos/.* is not what was backed up"):
        restore(tmp_path / "backup", tmp_path / "restored", empty_twin)
    photo.unlink()
    with pytest.raises(BackupError, match=r"incomplete: data/photos/.* is missing"):
        check(tmp_path / "backup")
    assert not (tmp_path / "restored").exists()


def test_a_failed_backup_leaves_nothing(data: Path, tmp_path: Path) -> None:
    data.mkdir()
    with pytest.raises(DatabaseError, match="There is no database at"):
        back_up(data, str(data / "osmatrac.db"), tmp_path / "backup")
    with pytest.raises(DatabaseError, match="pg_dump failed"):
        back_up(data, "postgresql://x@127.0.0.1:1/x", tmp_path / "backup")
    assert [path.name for path in tmp_path.iterdir() if path.name != "databases"] == ["data"]


@pytest.fixture
def backup(data: Path, tmp_path: Path) -> Path:
    """A backup of an empty installation on SQLite."""
    Store.open(data, database=str(data / "osmatrac.db")).close()
    back_up(data, str(data / "osmatrac.db"), tmp_path / "backup")
    return tmp_path / "backup"


def rewrite(backup: Path, **changes: object) -> None:
    path = backup / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize("name", ["../../evil", "/etc/cron.d/evil", "data/../../evil", "..\\evil"])
def test_no_path_leads_out_of_a_backup(backup: Path, name: str) -> None:
    rewrite(backup, files={name: {"size": 0, "sha256": ""}})
    with pytest.raises(BackupError, match="leads out of the backup"):
        check(backup)


def test_a_file_that_has_no_place_in_a_backup_is_refused(backup: Path) -> None:
    (backup / "evil").write_text("")
    manifest = json.loads((backup / "manifest.json").read_text())
    evil = {"size": 0, "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
    rewrite(backup, files={**manifest["files"], "evil": evil})
    with pytest.raises(BackupError, match="evil has no place"):
        check(backup)


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"format": 9}, "format"), ({"made_at": "soon"}, "damaged"), ({"files": {}}, "no database")],
)
def test_a_manifest_that_does_not_hold_is_refused(
    backup: Path, changes: dict[str, object], message: str
) -> None:
    rewrite(backup, **changes)
    with pytest.raises(BackupError, match=message):
        check(backup)


def test_a_database_of_a_later_version_is_not_restored(data: Path, tmp_path: Path) -> None:
    store = Store.open(data, database=str(data / "osmatrac.db"))
    store.close()
    with sqlite3.connect(data / "osmatrac.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(DatabaseError, match=r"later version .revision 9999.: update first"):
        back_up(data, str(data / "osmatrac.db"), tmp_path / "backup")


def test_a_backup_of_the_other_kind_is_refused_in_words(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="does not fit the database"):
        restore(backup, tmp_path / "restored", "postgresql://x@127.0.0.1:1/x")


def test_the_commands(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSMATRAC_DATA", str(data))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    Store.open().close()
    done = CliRunner().invoke(app, ["backup", str(tmp_path / "backup")])
    assert done.exit_code == 0, done.output
    assert "1 files" in done.output
    whole = CliRunner().invoke(app, ["restore", str(tmp_path / "backup"), "--check"])
    assert "is whole" in whole.output
    refused = CliRunner().invoke(app, ["restore", str(tmp_path / "backup")])
    assert refused.exit_code == 2
    assert "is not empty" in refused.output
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path / "new"))
    restored = CliRunner().invoke(app, ["restore", str(tmp_path / "backup")])
    assert "is restored" in restored.output, restored.output
    Store.open().close()
