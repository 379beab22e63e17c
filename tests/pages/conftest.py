"""The app in a folder of its own, with a detector that needs no network of neurons."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import local_request, services, sign_in
from app_pages.settings import settings
from detection import registry
from detection.detector import Detector
from detection.photo import Pixels
from detection.record import Detection, Housing
from detection.redaction import Redactor
from detection.registry import Model

APP = Path(__file__).resolve().parents[2] / "app.py"
WAIT_SECONDS = 20


class RedDetector:
    """Takes the red part of a photo for a bullet camera."""

    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        red = (pixels[..., 0] > 150) & (pixels[..., 1] < 90)
        rows, columns = np.nonzero(red)
        if confidence is not None or len(rows) == 0:
            return ()
        box = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        return (
            Detection(
                housing=Housing.BULLET,
                housing_confidence=0.9,
                confidence=0.8,
                box=(float(box[0]), float(box[1]), float(box[2]), float(box[3])),
            ),
        )


def _load(_: Model) -> Detector:
    return RedDetector()


@pytest.fixture
def data_folder(
    tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    shutil.copy(migrated_sqlite, tmp_path / "osmatrac.db")
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path))
    monkeypatch.setenv("OSMATRAC_WORKERS", "thread")  # where a test can replace the detector
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    monkeypatch.setattr(registry, "load", _load)
    monkeypatch.setattr(registry, "load_redactor", Redactor)
    monkeypatch.setattr(local_request, "is_here", lambda: True)  # AppTest sends no headers
    monkeypatch.setattr(sign_in, "is_set_up", lambda: False)
    st.cache_data.clear()
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()  # stops the worker and closes the database
    settings.cache_clear()


@pytest.fixture
def open_app(data_folder: Path) -> Callable[..., AppTest]:
    """Open the app as a new browser session, on a page and with query parameters."""
    assert data_folder.is_dir()

    def start(page: str = "upload", **query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=WAIT_SECONDS)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        return app if page == "upload" else app.switch_page(f"app_pages/{page}.py").run()

    return start


@pytest.fixture
def wait_for_scans() -> Callable[[], None]:
    """Wait until nothing is left to scan."""

    def wait() -> None:
        held = services.services()
        for _ in range(WAIT_SECONDS * 20):
            if held.intake.pending() == 0:
                return
            held.worker.wake()
            time.sleep(0.05)
        pytest.fail(f"still scanning: {held.scan_problem()}")

    return wait


@pytest.fixture
def open_review(
    open_app: Callable[..., AppTest], wait_for_scans: Callable[[], None]
) -> Callable[..., AppTest]:
    """Open the review page with these photos scanned."""

    def start(*photos: bytes) -> AppTest:
        open_app()
        services.services().intake.receive(photos)
        wait_for_scans()
        return open_app("review")

    return start


def press(app: AppTest, label: str) -> AppTest:
    """Press the first button with this label, and give the page as it is then."""
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app
