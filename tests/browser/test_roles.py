"""Roles over the wire: people sign in at a real provider, and forged events do nothing."""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from streamlit.proto.WidgetStates_pb2 import WidgetState

from app_pages.navigation import PAGES as ALL
from detection.record import HeadingReference, Location, Problem
from mapping.access.permission import PERMITTED
from mapping.access.person import LOCAL
from mapping.access.role import Role
from mapping.review.proposal import Proposal
from mapping.review.verdict import Accept
from mapping.storage.adoption import adopt
from mapping.storage.failures import failures
from mapping.storage.intake import Intake
from mapping.storage.people import grant, revoke, role_changes
from mapping.storage.schema import UploadRow
from mapping.storage.selection import Selection
from mapping.storage.store import Store
from mapping.storage.views import PROGRAM
from tests.browser.conftest import PATIENCE_MS, ROOT, started
from tests.browser.sign_in import provider, secrets_file, sign_in
from tests.browser.wire import Event, Wire, wire
from tests.builders import BELGRADE_GPS, jpeg
from tests.mapping_builders import a_detection, a_record
from tests.servers import free_port

OWN_ROLES = {"nobody": Role.VOLUNTEER} | {role.value: role for role in Role}
PAGES = {
    person: {"account"} | {page.name for page in ALL if role in PERMITTED[page.permission]}
    for person, role in OWN_ROLES.items()
}
"""What each may open, by the table of permissions, which tests/unit/test_mapping_access.py pins."""

ALL_PAGES = {page.name for page in ALL} | {"account"}
REVIEWER = "Markirana Recenzentkinja"
STOOD_AT = Location(
    latitude=44.8123953,
    longitude=20.4612953,
    accuracy_m=2.0,
    heading_deg=45.0,
    heading_reference=HeadingReference.TRUE,
    focal_length_35mm=26.0,
)
ANYWHERE = Selection(states=())


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """A running app that people sign in to, and the folder of its data."""

    address: str
    folder: Path
    receipt: str
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def decisions(self) -> int:
        store = Store.open(self.folder)
        found = [
            store.history(proposal.id, who=LOCAL)
            for proposal in store.proposals(ANYWHERE, who=LOCAL)
        ]
        store.close()
        return sum(map(len, found))

    def role_changes(self) -> int:
        store = Store.open(self.folder)
        changes = role_changes(store, who=LOCAL)
        store.close()
        return len(changes)

    def retried(self) -> int:
        """One more for each photo that waits no longer to be tried again."""
        store = Store.open(self.folder)
        left = failures(store, who=LOCAL)
        store.close()
        return -len(left)

    def uploads(self) -> int:
        store = Store.open(self.folder)
        with store.database.read() as session:
            count = session.query(UploadRow).count()
        store.close()
        return count

    def datasets(self) -> int:
        return len(list((self.folder / "datasets").glob("*")))


def photos() -> list[bytes]:
    return [jpeg({**BELGRADE_GPS, 17: [(degree, 1)]}) for degree in range(100, 104)]


def fill(folder: Path) -> str:
    """Four cameras, one of them accepted; give the receipt of their upload.

    Before them came two photos of one camera, and one that could not be scanned.
    """
    store = Store.open(folder)
    _two_views(store)
    _failure(store)
    # not sure of its type, or the four were taken for views of one camera
    box = a_detection(box=(8.0, 8.0, 12.0, 11.0), housing_confidence=0.5)
    contents = {f"{number}.jpg": content for number, content in enumerate(photos())}
    adopt(
        store,
        [
            a_record(content, photo=name, width=96, height=64, location=STOOD_AT, detections=(box,))
            for name, content in contents.items()
        ],
        read=contents.get,
        who=LOCAL,
    )
    _, first, *_ = store.proposals(who=LOCAL)
    store.decide(first, Accept(), who=LOCAL.named(REVIEWER))
    receipt = store.photo(first.photo, who=LOCAL).receipt
    store.close()
    return receipt


def _two_views(store: Store) -> None:
    contents = [jpeg({**BELGRADE_GPS, 17: [(degree, 1)]}) for degree in (200, 201)]
    sure = a_detection(box=(8.0, 8.0, 12.0, 11.0))
    records = [
        a_record(each, width=96, height=64, location=STOOD_AT, detections=(sure,))
        for each in contents
    ]
    adopt(store, records, read=lambda _: None, who=LOCAL)
    (camera,) = store.proposals(who=LOCAL)
    assert len(store.views(camera.id, who=LOCAL)) == 1


def _failure(store: Store) -> None:
    intake, slow = Intake(store), Problem(code="too_slow", message="It took too long.")
    intake.receive([jpeg({**BELGRADE_GPS, 17: [(300, 1)]})])
    intake.scan_next(lambda content: a_record(content, detections=(), error=slow))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[App]:
    """The app with a provider, data, and a browser for each role, signed in."""
    folder = tmp_path_factory.mktemp("data")
    receipt = fill(folder)
    people = {role.value: {"email": f"{role}@example.org", "email_verified": True} for role in Role}
    with provider(free_port(), people, folder / "provider.log") as issuer:
        store = Store.open(folder)
        for role in Role:
            if role is not Role.VOLUNTEER:
                key = f"{issuer} {role}" if role is Role.REVIEWER else f"{role}@example.org"
                grant(store, key, role, name=f"The {role}", who=LOCAL)
        grant(store, "ana@example.org", Role.RESEARCHER, name="Ana, first", who=LOCAL)
        store.close()
        secrets = secrets_file(folder / "secrets.toml", issuer)
        with started(ROOT, folder, "--secrets.files", str(secrets)) as address:
            contexts = {}
            for person in PAGES:
                contexts[person] = browser.new_context(
                    viewport={"width": 1280, "height": 900}, accept_downloads=True
                )
                contexts[person].set_default_timeout(PATIENCE_MS)
                if person != "nobody":
                    page = contexts[person].new_page()
                    sign_in(page, address, person)
                    page.close()
            yield App(address=address, folder=folder, receipt=receipt, contexts=contexts)
            for context in contexts.values():
                context.close()


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


def click(state: WidgetState) -> None:
    state.trigger_value = True


def tick(state: WidgetState) -> None:
    state.bool_value = True


def typed(text: str) -> Event:
    def fill_in(state: WidgetState) -> None:
        state.string_value = text

    return fill_in


def chosen(option: str) -> Event:
    def choose(state: WidgetState) -> None:
        state.string_array_value.data.append(option)

    return choose


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgery:
    """What is done on a page, by the labels of its widgets; who may, and what it changes.

    `opens` are the events that bring out the widgets of `does`.
    """

    page: str
    does: Mapping[str, Event]
    allowed: frozenset[str]
    trace: Callable[[App], int]
    opens: Mapping[str, Event] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.page}-{[*self.does][-1]}"


def on_review(
    does: Mapping[str, Event], opens: Mapping[str, Event] = MappingProxyType({})
) -> Forgery:
    allowed = frozenset({"reviewer", "coordinator"})
    return Forgery(page="review", does=does, allowed=allowed, trace=App.decisions, opens=opens)


LAMP = on_review({"Lamp": click})
FORGERIES = [
    on_review({"Another camera": click}),
    on_review({"Type of the housing": chosen("Dome")}),
    on_review({"Height (m)": typed("4"), "Keep": click}),
    on_review(
        {"Coordinates, or a link from a map": typed("44.81, 20.47"), "The camera is here": click},
        opens={"Put the camera where it really is": tick},
    ),
    on_review({"Accept": click}),
    on_review({"Undo": click}),
    LAMP,
    on_review(
        {"1 Bullet": tick, "Accept the chosen": click},
        opens={"View": chosen("Many at once")},
    ),
    Forgery(
        page="people",
        does={"Take researcher away": click},
        allowed=frozenset({"operator"}),
        trace=App.role_changes,
    ),
    Forgery(
        page="people",
        does={
            "E-mail address, or issuer and subject": typed("forger@example.org"),
            "Name, kept with their decisions": typed("Forger"),
            "Give this role": click,
        },
        allowed=frozenset({"operator"}),
        trace=App.role_changes,
    ),
    Forgery(
        page="operations",
        does={"Scan 1 photo again": click},
        allowed=frozenset({"operator"}),
        trace=App.retried,
    ),
    Forgery(
        page="annotate",
        does={"Name of the photo set": typed("forged"), "Create": click},
        allowed=frozenset({"researcher"}),
        trace=App.datasets,
    ),
]


def ids(elements: list[Any]) -> dict[str, str]:
    """The ids of widgets by their labels; of several the first."""
    labelled = [(getattr(each, "label", ""), getattr(each, "id", "")) for each in elements]
    return {label: name for label, name in reversed(labelled) if label and name}


def events(session: Wire, forgery: Forgery) -> dict[str, Event]:
    """The events of a forgery, as its page would send them."""
    session.run("")
    shown = ids(session.run(forgery.page))
    opened = {shown[label]: event for label, event in forgery.opens.items()}
    if opened:
        shown = ids(session.run(forgery.page, opened))
    return opened | {shown[label]: event for label, event in forgery.does.items()}


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda each: each.name)
def test_forged_events_count_for_nobody_but_the_role(app: App, forgery: Forgery) -> None:
    """The ids of widgets are the same for all, so anybody can send the event of any button."""
    with wire(app.address, app.contexts[min(forgery.allowed)]) as honest:
        pressed = events(honest, forgery)
        pages = dict(honest.pages)
    for person in PAGES.keys() - forgery.allowed:
        before = forgery.trace(app)
        with wire(app.address, app.contexts[person]) as forger:
            forger.run("")
            forger.run(forgery.page, pressed)
            forger.run(forgery.page, pressed)
            forger.pages = pages
            forger.run(forgery.page, pressed)
        assert forgery.trace(app) == before, person
    before = forgery.trace(app)
    with wire(app.address, app.contexts[min(forgery.allowed)]) as honest:
        pressed = events(honest, forgery)
        honest.run(forgery.page, pressed)
    assert forgery.trace(app) > before, "the same event counts for who may send it"


def test_nobody_deletes_an_upload_without_its_receipt(app: App) -> None:
    """Not even who knows how the button is called, which has the receipt in its name."""
    with wire(app.address, app.contexts["nobody"]) as sender:
        shown = ids(sender.run("", query=f"receipt={app.receipt}"))
    pressed: dict[str, Event] = {
        shown["Yes, this cannot be undone"]: tick,
        shown["Forget it all now"]: click,
    }
    before = app.uploads()
    for query in ("", "receipt=AAAA-BBBB-CCCC-DDDD"):
        for person in PAGES:
            with wire(app.address, app.contexts[person]) as forger:
                forger.run("", query=query)
                forger.run("", pressed, query=query)
                forger.run("", pressed, query=query)
            assert app.uploads() == before, person


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


def test_without_sign_in_the_roles_are_for_this_machine_alone(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("local")
    with started(ROOT, folder, "--secrets.files", str(folder / "none.toml")) as address:
        for headers in ({}, {"X-Forwarded-For": "203.0.113.7"}, {"Via": "1.1 proxy"}):
            with wire(address, headers=headers) as session:
                session.run("review")
                answer = b"".join(session.frames)
            assert (b"You may not see what waits" in answer) == bool(headers)
            assert (b"open this page on the machine itself" in answer) == bool(headers)
