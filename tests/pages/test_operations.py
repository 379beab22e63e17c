"""Operations: what an operator sees, and how a photo is tried again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import local_request
from app_pages.navigation import PAGES
from app_pages.services import services
from app_pages.visitor import visitor
from detection.record import ScanRecord
from mapping.access.person import SIGNED_OUT, Forbidden
from mapping.operations import health
from mapping.storage.failures import failures, retry
from mapping.storage.intake import Intake
from mapping.storage.rows import PhotoState
from tests.builders import jpeg

Open = Callable[..., AppTest]
Wait = Callable[[], None]


def texts(app: AppTest) -> str:
    kinds = (app.markdown, app.error, app.success, app.info, app.caption)
    values = (element.value for kind in kinds for element in kind)
    return "\n".join(values).replace("\\", "")


def stumble(_content: bytes) -> ScanRecord:
    raise RuntimeError("the detector fell over")


@pytest.fixture
def poison(open_app: Open) -> str:
    """A photo that was set aside after its last try."""
    open_app()
    held = services()
    held.worker.stop()
    days = (datetime.now(UTC) + timedelta(days=day) for day in count())
    intake = Intake(held.store, clock=lambda: next(days))
    intake.receive([jpeg()])
    while (found := intake.scan_next(stumble)) and found.state is not PhotoState.FAILED:
        pass
    assert found
    return found.sha256


def test_an_idle_installation_is_fine(open_app: Open) -> None:
    app = open_app("operations")
    assert not app.exception
    assert "Everything is fine." in texts(app)
    assert "No photo was set aside." in texts(app)
    assert [metric.value for metric in app.metric] == ["0", "0", "0", "0"]


def test_what_is_not_fine_stands_out(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 10**18)
    app = open_app("operations")
    assert "Everything is fine." not in texts(app)
    assert any("**Disk**" in error.value for error in app.error)


def test_a_photo_that_was_set_aside_is_listed_and_tried_again(open_app: Open, poison: str) -> None:
    app = open_app("operations")
    listed = next(frame.value for frame in app.dataframe if "What happened" in frame.value)
    assert list(listed["Photo"]) == [poison[:12]]
    assert "RuntimeError in test_operations.py" in listed["What happened"][0]
    next(button for button in app.button if button.label == "Scan 1 photo again").click().run()
    assert not app.exception
    assert services().intake.pending() == 1
    assert "No photo was set aside." in texts(app)


def test_a_stranger_does_not_get_in(
    open_app: Open, poison: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = services().store
    with pytest.raises(Forbidden):
        failures(failed, who=SIGNED_OUT)
    with pytest.raises(Forbidden):
        retry(failed, [poison], who=SIGNED_OUT)
    monkeypatch.setattr(local_request, "is_here", lambda: False)
    (entry,) = (each for each in PAGES if each.name == "operations")
    assert not visitor().may(entry.permission)
    assert "fell over" not in texts(open_app())
