"""Leak test: a day of use with a marked photo, and a search for what it tells about its sender.

    python -m benchmarks.leaks

The real app in Chromium. A stranger sends the marked photo (made-up coordinates, serial numbers,
owner, file name), another stranger looks at every page, a reviewer decides, everything is exported,
and the sender forgets the upload. In between the data folder with the database and its journal,
the log, the exports and all that a browser received (pages, pictures, WebSocket frames) are
searched for the marks, in every form that a number is stored in. Prints what was found where as
JSON; status 1 where that is more than `ALLOWED` says.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import typer
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Route,
    WebSocket,
    expect,
    sync_playwright,
)

from benchmarks.marked_photo import FILE_NAME, PERSONAL, PLACE, marked_photo
from benchmarks.running_app import RunningApp
from benchmarks.traces import found_in, found_under

__all__ = ["ALLOWED", "Findings", "a_day", "excess", "start_browser"]

_ROOT = Path(__file__).resolve().parents[1]
_CHROMIUM = "/usr/bin/chromium"
_STRANGER = "osmatrac.example"
"""A name for this machine that does not make a visitor its owner."""

_PATIENCE_MS, _UNFOLDING_MS = 120_000, 1000
_PAGES = (
    *("", "review", "dataset", "official_list", "known", "evaluate", "annotate"),
    *("operations", "people", "?receipt=2222-3333"),
)
_FORMATS = ("geojson", "csv", "spreadsheet", "kml", "osmchange", "maproulette")
_MARKS = {**PLACE, **PERSONAL}
_PLACE, _ALL = frozenset(PLACE), frozenset(_MARKS)

Findings = dict[str, dict[str, set[str]]]
"""For each moment of the day and each place that was searched, the forms found there."""

ALLOWED: Mapping[str, Mapping[str, frozenset[str]]] = {
    "scanned": {"originals": _ALL, "database": _PLACE},
    "decided": {"database": _PLACE, "sent to the reviewer": _PLACE},
    "forgotten": {},
}
"""The policy of docs/privacy.md. What stands nowhere here must be found nowhere."""


def excess(findings: Findings) -> list[str]:
    """What was found where it must not be."""
    return [
        f"{moment}: {place}: {mark}"
        for moment, places in findings.items()
        for place, marks in places.items()
        for mark in sorted(marks - ALLOWED[moment].get(place, frozenset()))
    ]


@dataclass(kw_only=True)  # no slots: Playwright keeps its wrappers of our methods here
class _Received:
    """All bytes that the browser of one person received, but for the app's own code."""

    parts: list[bytes] = field(default_factory=list)

    def record(self, page: Page) -> None:
        page.on("websocket", self._listen)
        page.route("**/*", self._pass_on)

    def marks(self) -> set[str]:
        return found_in(b"\n".join(self.parts), _MARKS)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, frame: bytes | str) -> None:
        self.parts.append(frame if isinstance(frame, bytes) else frame.encode())

    def _pass_on(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.method != "GET" or path.startswith("/static/"):
            route.continue_()
            return
        # fetched by Playwright itself, which does not know the browser's name for this machine
        answer = route.fetch(url=route.request.url.replace(_STRANGER, "localhost"))
        self.parts.append(answer.body())
        self.parts.append("\n".join(f"{k}: {v}" for k, v in answer.headers.items()).encode())
        route.fulfill(response=answer)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Day:
    """Who takes part in the day."""

    address: str
    data: Path
    exports: Path
    browser: Browser
    received: dict[str, _Received] = field(default_factory=dict)

    @contextmanager
    def person(self, who: str, *, here: bool = False) -> Iterator[Page]:
        """Open a browser of somebody's own; what it receives is recorded."""
        context: BrowserContext = self.browser.new_context(accept_downloads=True, locale="en-GB")
        context.set_default_timeout(_PATIENCE_MS)
        page = context.new_page()
        self.received.setdefault(who, _Received()).record(page)
        page.goto(self.address if here else self.address.replace("localhost", _STRANGER))
        yield page
        context.close()

    def search(self) -> dict[str, set[str]]:
        """Look everywhere."""
        found: dict[str, set[str]] = {}
        for trace in found_under(self.data, _MARKS):
            path, mark = trace.split(": ", maxsplit=1)
            found.setdefault(_part_of_the_data(path), set()).add(mark)
        for trace in found_under(self.exports, _MARKS):
            found.setdefault("exports", set()).add(trace.split(": ", maxsplit=1)[1])
        for who, received in self.received.items():
            found[f"sent to the {who}"] = received.marks()
        return {place: marks for place, marks in found.items() if marks}


def start_browser(playwright: Playwright) -> Browser:
    """Start a Chromium in which this machine has the stranger's name too."""
    return playwright.chromium.launch(
        executable_path=_CHROMIUM,
        args=[
            "--no-sandbox",
            f"--host-resolver-rules=MAP {_STRANGER} 127.0.0.1",
            # our recorder answers for the server, which Chromium takes for another network
            "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
            "--enable-unsafe-swiftshader",  # WebGL for the maps without a graphics card
        ],
    )


def a_day(folder: Path, browser: Browser) -> Findings:
    """Live through the day with the data in a new folder, and say what was found when."""
    data, exports = folder / "data", folder / "exports"
    data.mkdir()
    exports.mkdir()
    # with the worker in the app, so that the memory of pages and worker is one
    app = RunningApp(data, OSMATRAC_WORKERS="thread")
    app.start()
    day = _Day(address=app.address, data=data, exports=exports, browser=browser)
    findings: Findings = {}
    try:
        with day.person("sender") as sender:
            receipt = _send(sender, folder)
            _tell("sent and scanned")
            _look_around(day)
            findings["scanned"] = day.search()
            _decide(day)
            _tell("decided")
            _export(day)
            _look_around(day)
            findings["decided"] = day.search()
            for received in day.received.values():
                received.parts.clear()
            _forget(sender, receipt)
        _tell("forgotten")
        _look_around(day)
        _export(day)
        findings["forgotten"] = day.search()
    finally:
        app.stop()
    findings["forgotten"] |= day.search()  # also when the database was closed
    return findings


def _tell(what: str) -> None:
    typer.echo(f"{datetime.now(UTC):%H:%M:%S} {what}", err=True)


def _part_of_the_data(path: str) -> str:
    if path.startswith("photos/"):
        return "originals"
    return "database" if path.startswith("osmatrac.db") else path


def _send(page: Page, folder: Path) -> str:
    (folder / FILE_NAME).write_bytes(marked_photo())
    page.locator("input[type=file]").set_input_files(folder / FILE_NAME)
    expect(page.get_by_text("All photos were looked at")).to_be_visible(timeout=_PATIENCE_MS)
    expect(page.get_by_role("img").first).to_be_visible(timeout=_PATIENCE_MS)
    return page.locator("[data-testid=stCode]").first.inner_text().strip()


def _look_around(day: _Day) -> None:
    """Open every page as somebody who is not signed in, and take what is offered there."""
    with day.person("visitor") as page:
        for name in _PAGES:
            page.goto(f"{day.address.replace('localhost', _STRANGER)}/{name}")
            _tell(f"looked at: {name or 'upload'}")
            _settle(page)
            _take_downloads(page, day.exports)


def _take_downloads(page: Page, folder: Path) -> None:
    for folded in page.locator("[data-testid=stExpander] summary").all():
        folded.click()
    page.wait_for_timeout(_UNFOLDING_MS)
    for button in page.get_by_test_id("stDownloadButton").all():
        with page.expect_download() as caught:
            button.get_by_role("button").click()
        caught.value.save_as(folder / caught.value.suggested_filename)


def _decide(day: _Day) -> None:
    """Accept the first camera and reject the others, as the reviewer at this machine."""
    with day.person("reviewer", here=True) as page:
        page.goto(f"{day.address}/review")
        _settle(page)
        button = "Accept"
        while (left := _waiting(page)) > 0:
            page.get_by_role("button", name=re.compile(rf"^{button}\b")).click()
            expect(page.get_by_text(re.compile(rf"\b{left - 1} waiting"))).to_be_visible(
                timeout=_PATIENCE_MS
            )
            button = "Lamp"


def _waiting(page: Page) -> int:
    tally = page.get_by_text(re.compile(r"\d+ waiting"))
    expect(tally).to_be_visible(timeout=_PATIENCE_MS)
    _settle(page)
    found = re.search(r"(\d+) waiting", tally.inner_text())
    assert found
    return int(found[1])


def _export(day: _Day) -> None:
    """Give everything away that the command line can."""
    environment = {**os.environ, "OSMATRAC_DATA": str(day.data)}
    environment.pop("DATABASE_URL", None)
    commands = [["export", "--format", kind, "--output", f"accepted.{kind}"] for kind in _FORMATS]
    commands += [["statistics", "--output", "statistics.json"]]
    commands += [["export", "--format", kind, "--output", kind] for kind in ("yolo", "coco")]
    for command in commands:
        subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "-m", "mapping", *command[:-1], str(day.exports / command[-1])],
            cwd=_ROOT,
            env=environment,
            check=True,
            capture_output=True,
        )


def _forget(page: Page, receipt: str) -> None:
    page.reload()
    page.get_by_text("Forget my upload").click()
    page.get_by_text("Yes, this cannot be undone").click()
    _settle(page)
    page.get_by_role("button", name="Forget it all now").click()
    expect(page.get_by_text("This upload was forgotten")).to_be_visible(timeout=_PATIENCE_MS)
    page.goto(f"{page.url.split('?')[0]}?receipt={receipt}")
    expect(page.get_by_text("There is no upload with this receipt")).to_be_visible(
        timeout=_PATIENCE_MS
    )


def _settle(page: Page) -> None:
    expect(page.get_by_role("heading").first).to_be_visible(timeout=_PATIENCE_MS)
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=_PATIENCE_MS
    )


def main() -> None:
    """Print what was found, and end with status 1 where it is too much."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = start_browser(playwright)
        findings = a_day(Path(folder), browser)
        browser.close()
    listed = {when: {where: sorted(m) for where, m in p.items()} for when, p in findings.items()}
    too_much = excess(findings)
    typer.echo(json.dumps({"found": listed, "too much": too_much}, indent=2))
    sys.exit(1 if too_much else 0)


if __name__ == "__main__":
    typer.run(main)
