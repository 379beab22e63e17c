"""Roles in the browser: people sign in at a real provider, and see what is theirs."""

import re
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from app_pages.navigation import PAGES as ALL
from mapping.access.permission import Permission
from mapping.access.person import LOCAL
from mapping.access.role import Role
from mapping.review.proposal import Proposal
from mapping.storage.people import grant, revoke
from mapping.storage.store import Store
from mapping.storage.views import PROGRAM
from tests.browser.conftest import PATIENCE_MS, ROOT, started
from tests.browser.forgery import Forgery, click, events
from tests.browser.sign_in import sign_in
from tests.browser.staff import ANYWHERE, PAGES, REVIEWER, STOOD_AT, App, photos, staffed
from tests.browser.wire import wire

ALL_PAGES = {page.name for page in ALL} | {"account"}
LAMP = Forgery(
    permission=Permission.DECIDE, page="review", does={"Lamp": click}, trace=App.decisions
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[App]:
    with staffed(tmp_path_factory.mktemp("data"), browser) as app:
        yield app


@pytest.mark.parametrize("person", list(PAGES))
def test_the_menu_shows_the_pages_of_the_role(app: App, person: str) -> None:
    page = app.contexts[person].new_page()
    page.goto(app.address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    links = page.get_by_test_id("stTopNavLink")
    expect(links).to_have_count(len(PAGES[person]))
    shown = [urlsplit(link.get_attribute("href") or "").path for link in links.all()]
    assert {path.rpartition("/")[2] or "upload" for path in shown} == PAGES[person]
    page.close()


@pytest.mark.parametrize("person", list(PAGES))
def test_the_address_of_a_closed_page_says_for_whom_it_is(app: App, person: str) -> None:
    for name in sorted(ALL_PAGES):
        with wire(app.address, app.contexts[person]) as session:
            session.run(name)
            answer = b"".join(session.frames)
        assert (b"You may not" in answer) == (name not in PAGES[person]), name


def test_a_closed_page_offers_to_sign_in(app: App) -> None:
    page = app.contexts["nobody"].new_page()
    page.goto(f"{app.address}/review")
    expect(page.get_by_text("that is for reviewers or coordinators")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Sign in").click()
    expect(page.get_by_test_id("stMain").get_by_role("button", name="Sign in")).to_be_visible()
    page.close()


def test_a_sign_in_is_told_how_it_is_known_and_can_end(app: App, browser: Browser) -> None:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    sign_in(page, app.address, "volunteer")
    expect(page.get_by_text("You have no role here yet.")).to_be_visible()
    expect(page.get_by_text("volunteer@example.org")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda address: "/account" not in address)
    page.goto(f"{app.address}/account")
    expect(page.get_by_test_id("stMain").get_by_role("button", name="Sign in")).to_be_visible()
    context.close()


def test_decisions_carry_the_name_of_the_account(app: App) -> None:
    page = app.contexts["coordinator"].new_page()
    page.goto(f"{app.address}/review")
    page.get_by_role("button", name="Speaker").click()
    expect(page.get_by_text("Rejected: speaker").first).to_be_visible()
    page.close()
    store = Store.open(app.folder)
    names = {
        line.who
        for proposal in store.proposals(ANYWHERE, who=LOCAL)
        for line in store.history(proposal.id, who=LOCAL)
    }
    store.close()
    assert names - {PROGRAM} == {REVIEWER, "The coordinator"}


def test_a_role_that_is_taken_away_ends_in_open_sessions(app: App) -> None:
    store = Store.open(app.folder)
    grant(store, "volunteer@example.org", Role.REVIEWER, name="For a while", who=LOCAL)
    with wire(app.address, app.contexts["volunteer"]) as session:
        pressed = events(session, LAMP)
        revoke(store, "volunteer@example.org", Role.REVIEWER, who=LOCAL)
        before = app.decisions()
        session.run("review", pressed)
        assert app.decisions() == before
        assert b"You may not see what waits" in b"".join(session.frames)
    store.close()


def needles(camera: Proposal) -> list[bytes]:
    """What tells of the photographer, the photo as it was sent, or a reviewer."""
    place = camera.standing.camera_position
    assert place is not None
    assert not f"{place.latitude:.7f}".startswith("44.8123"), "or this test could not tell"
    assert not f"{place.longitude:.7f}".startswith("20.4612")
    numbers = (STOOD_AT.latitude, STOOD_AT.longitude)
    return [
        b"44.8123",
        b"20.4612",
        *(struct.pack(order, number) for number in numbers for order in ("<d", ">d")),
        b"distance_m",
        b"bearing_deg",
        REVIEWER.encode(),
        photos()[0][:64],
        b"Exif\0\0",
    ]


def heard(page: Page) -> list[bytes]:
    """Everything that a page gets, collected from now on."""
    pieces: list[bytes] = []

    def keep(payload: bytes | str) -> None:
        pieces.append(payload.encode() if isinstance(payload, str) else payload)

    page.on("websocket", lambda socket: socket.on("framereceived", keep))
    page.on("response", lambda response: _keep_body(response, pieces))
    return pieces


def _keep_body(response: Response, pieces: list[bytes]) -> None:
    if "/media/" in response.url:
        pieces.append(response.body())


def test_a_signed_out_visitor_gets_nothing_of_photographers_and_reviewers(app: App) -> None:
    store = Store.open(app.folder)
    camera = next(iter(store.cameras()))
    store.close()
    secret = needles(camera)
    everything = b"".join(
        _visit(app, app.contexts["nobody"], sorted(ALL_PAGES - {"upload", "dataset"}))
    )
    assert b"accepted by a person" in everything
    assert [needle for needle in secret if needle in everything] == []
    reviewed = b"".join(_visit(app, app.contexts["reviewer"], ["review"]))
    assert any(needle in reviewed for needle in secret[:6]), "or this test could find nothing"


def _visit(app: App, context: BrowserContext, more: list[str]) -> list[bytes]:
    """Open pages and take every download, and give all bytes that came."""
    page = context.new_page()
    pieces = heard(page)
    for name in ["", "dataset", *more, f"?receipt={app.receipt}"]:
        page.goto(f"{app.address}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_test_id("stApp")).to_have_attribute(
            "data-test-script-state", "notRunning"
        )
        for button in page.get_by_test_id("stDownloadButton").get_by_role("button").all():
            with page.expect_download() as caught:
                button.click()
            pieces.append(Path(caught.value.path()).read_bytes())
    page.close()
    return pieces


def test_a_stranger_is_told_no_address_of_a_picture(app: App) -> None:
    """A picture is served under the hash of its bytes: who has not seen it cannot ask for it."""
    with wire(app.address) as stranger:
        stranger.run("")
        stranger.run("review")
        assert not re.search(rb"/media/\w+\.jpg", b"".join(stranger.frames))


ALLOWED, REFUSED = b"Nothing waits for review", b"You may not see what waits"


def _answer(address: str, headers: Mapping[str, str] | None = None, through: str = "") -> bytes:
    with wire(address, headers=headers, through=through or None) as session:
        session.run("review")
        return b"".join(session.frames)


def test_without_sign_in_the_roles_are_for_this_machine_alone(tmp_path: Path) -> None:
    with _without_sign_in(tmp_path) as address:
        assert ALLOWED in _answer(address)
        for headers in ({"X-Forwarded-For": "203.0.113.7"}, {"Via": "1.1 proxy"}):
            answer = _answer(address, headers)
            assert REFUSED in answer
            assert b"open this page on the machine itself" in answer


def test_another_machine_gets_no_role_under_whatever_name(tmp_path: Path) -> None:
    """Who comes in by the network may say that it asks for localhost."""
    outside = _own_address()
    with _without_sign_in(tmp_path, "--server.address", "0.0.0.0") as address:
        assert ALLOWED in _answer(address)
        assert REFUSED in _answer(address, through=outside)


@pytest.mark.parametrize(
    "option",
    [
        ("--browser.serverAddress", "cameras.example.org"),
        ("--server.enableCORS", "false"),
        ("--server.corsAllowedOrigins", "https://cameras.example.org"),
    ],
    ids=lambda each: each[0],
)
def test_an_app_that_is_set_up_for_others_gives_no_role_without_sign_in(
    tmp_path: Path, option: tuple[str, str]
) -> None:
    """Its proxy may hide itself, so that everybody seems to be at the machine."""
    with _without_sign_in(tmp_path, *option) as address:
        assert REFUSED in _answer(address)


def _without_sign_in(folder: Path, *options: str) -> AbstractContextManager[str]:
    return started(ROOT, folder, "--secrets.files", str(folder / "none.toml"), *options)


def _own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent
        except OSError:
            pytest.skip("this machine has no network")
        return str(probe.getsockname()[0])
