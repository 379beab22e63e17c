"""No database at the start or in mid-use: said in words, and the page goes on by itself."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from app_pages.services import services
from mapping.access.person import LOCAL
from mapping.storage import database
from tests.builders import jpeg
from tests.servers import free_port

Open = Callable[..., AppTest]
GONE = "The database does not answer at the moment. Nothing that was sent is lost"
NOT_DONE = "The database does not answer, so nothing was changed"


def words(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(
        str(each.value) for each in (*app.title, *app.warning, *app.error, *app.caption)
    )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program holds the database and does not let go."""
    other = sqlite3.connect(folder / "osmatrac.db")
    other.execute("BEGIN IMMEDIATE")
    yield
    other.rollback()
    other.close()


@contextmanager
def no_answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def gone(*_: object, **__: object) -> object:
        raise OperationalError("SELECT 1", None, Exception("no connection to 10.0.0.7"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "execute", gone)
        patch.setattr(Session, "scalar", gone)
        patch.setattr(Session, "scalars", gone)
        yield


def test_a_server_that_is_not_there_when_the_app_starts_is_waited_for(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://me:secret@127.0.0.1:{free_port()}/osmatrac")
    app = open_app()
    assert GONE in words(app)
    assert "127.0.0.1" not in words(app), "where it is, is the operator's matter"
    assert "cannot be opened" in caplog.text
    assert "secret" not in caplog.text
    monkeypatch.delenv("DATABASE_URL")  # it is back
    assert "Upload photos of cameras" in words(app.run())


def test_a_database_that_is_locked_when_the_app_starts_is_waited_for(
    open_app: Open, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_TIMEOUT_MS", 50)
    with locked(data_folder):
        app = open_app()
        assert GONE in words(app)
    assert "Upload photos of cameras" in words(app.run())


def test_a_database_of_a_later_version_is_the_operators_matter(
    open_app: Open, data_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (data_folder / "osmatrac.db").write_text("no database, but a text that is long enough" * 50)
    shown = words(open_app())
    assert "Osmatrač is not set up rightly, so it cannot take photos at the moment." in shown
    assert "file is not a database" not in shown
    assert "file is not a database" in caplog.text


def test_a_decision_that_finds_no_database_says_so(
    open_review: Callable[..., AppTest], data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_review(jpeg())
    services().worker.stop()
    monkeypatch.setattr(database, "_BUSY_TIMEOUT_MS", 50)
    services().store.database.close()  # connections to come wait no longer than that
    accept = next(button for button in app.button if button.label.startswith("Accept"))
    with locked(data_folder):
        accept.click()
        assert NOT_DONE in words(app.run())
    assert [each.state for each in services().store.proposals(who=LOCAL)] == ["proposed"]
    next(button for button in app.button if button.label.startswith("Accept")).click()
    assert NOT_DONE not in words(app.run())
    assert services().store.count() == 0, "it waits no longer"


def test_a_receipt_that_cannot_be_looked_up_is_told(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app()
    app.text_input(key="receipt-code").input("AAAA-BBBB-CCCC-DDDD")
    show = next(button for button in app.button if button.label == "Show my photos")
    with no_answers(monkeypatch):
        show.click()
        shown = words(app.run())
    assert NOT_DONE in shown or GONE in shown
    assert "10.0.0.7" not in shown
    app.run()
    next(button for button in app.button if button.label == "Show my photos").click()
    assert "There is no upload with this receipt." in words(app.run())
