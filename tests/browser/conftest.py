"""The real app on a loopback port, and Debian's Chromium to walk through it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.servers import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
PATIENCE_MS = 60_000  # for machines with more to do than these tests

expect.set_options(timeout=PATIENCE_MS)
CHROMIUM_FLAGS = [
    "--no-sandbox",  # CI runs as root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--enable-unsafe-swiftshader",  # WebGL for the maps without a graphics card
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as it is in the repository, with an empty data folder."""
    with started(ROOT, tmp_path_factory.mktemp("data")) as address:
        yield address


@contextmanager
def started(
    root: Path,
    folder: Path,
    *options: str,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[str]:
    """Start the app of a folder with its data in another; end it by its own process id."""
    port = free_port()
    environment = {**os.environ, "OSMATRAC_DATA": str(folder)}
    environment.pop("DATABASE_URL", None)
    environment.update(settings)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += options
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://localhost:{port}/_stcore/health", server, folder / "server.log")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def foreign_requests(page: Page, address: str) -> list[str]:
    """Every address outside the app that the page asked for."""
    asked: list[str] = []

    def note(url: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            asked.append(url)

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url.replace("ws://", "http://")))
    return asked


@pytest.fixture
def page(browser: Browser, size: tuple[int, int], locale: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, accept_downloads=True, locale=locale
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def size() -> tuple[int, int]:
    return 1280, 900


@pytest.fixture
def locale() -> str:
    """What the browser asks for in `Accept-Language`."""
    return "en-GB"
