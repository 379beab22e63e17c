"""Every permission over the wire: who has it can act or see, and nobody else, whatever they send.

What each permission opens in the app stands in `DOORS`; a permission without a door here or in
`COMMAND_LINE_ALONE` fails.
"""

import ast
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from types import MappingProxyType
from typing import Any

import pytest
from playwright.sync_api import Browser

from mapping.access.permission import PERMITTED, Permission
from mapping.access.person import LOCAL
from mapping.access.role import Role
from mapping.storage.originals import digest
from mapping.storage.people import grant, revoke
from mapping.storage.store import Store
from tests.browser.conftest import ROOT
from tests.browser.forgery import Forgery, chosen, click, events, shown, tick, typed
from tests.browser.staff import (
    EVALUATION,
    FAILED,
    KNOWN,
    OWN_ROLES,
    PAGES,
    REVIEWER,
    App,
    staffed,
)
from tests.browser.wire import Event, File, wire
from tests.builders import BELGRADE_GPS, jpeg

COMMAND_LINE_ALONE = {
    Permission.ADOPT_SCANS: "adopt",
    Permission.EXPORT_PROPOSALS: "exported",
    Permission.EXPORT_LABELS: "write_labelled_photos",
    Permission.SEE_REVIEWERS: "history",
}
"""What no page offers, with the name that a page would have to call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What a page shows, or a file of it, to those who may see it: a pattern of what comes.

    `opens` are the events that bring it out; `takes` is the label of the file to download.
    """

    permission: Permission
    page: str
    sees: bytes
    opens: Mapping[str, Event] = field(default_factory=lambda: MappingProxyType({}))
    takes: str = ""
    query: str = ""

    @property
    def name(self) -> str:
        """What pytest calls it."""
        return self.permission.name.lower()


def zipped(files: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def another_photo(degree: int) -> File:
    return File(name="a.jpg", content=jpeg({**BELGRADE_GPS, 17: [(degree, 1)]}))


def decision(does: Mapping[str, Event], opens: Mapping[str, Event] | None = None) -> Forgery:
    return Forgery(
        permission=Permission.DECIDE,
        page="review",
        does=does,
        trace=App.decisions,
        opens=opens or {},
    )


OFFICIAL = File(
    name="list.csv", content=b"latitude,longitude,name\n44.8125,20.4612,Marked office\n"
)
OSM = b'<osm version="0.6"><node id="7" lat="44.7" lon="20.3" version="1">%s</node></osm>'
CAMERA_TAG = b'<tag k="man_made" v="surveillance"/>'
DATASET = {
    "classes.txt": b"dome\nbullet",
    "images/0.jpg": jpeg(None),
    "labels/0.txt": b"0 .5 .5 .2 .2",
}
MODEL = ROOT / "models" / "joint-yolo26n.onnx"

FORGERIES = [
    decision({"Another camera": click}),
    decision({"Type of the housing": chosen("Dome")}),
    decision({"Height (m)": typed("4"), "Keep": click}),
    decision(
        {"Coordinates, or a link from a map": typed("44.81, 20.47"), "The camera is here": click},
        opens={"Put the camera where it really is": tick},
    ),
    decision({"Accept": click}),
    Forgery(permission=Permission.UNDO, page="review", does={"Undo": click}, trace=App.decisions),
    decision({"Lamp": click}),
    decision(
        {"1 Bullet": tick, "Accept the chosen": click},
        opens={"View": chosen("Many at once")},
    ),
    Forgery(
        permission=Permission.EDIT_ROLES,
        page="people",
        does={"Take researcher away": click},
        trace=App.role_changes,
    ),
    Forgery(
        permission=Permission.EDIT_ROLES,
        page="people",
        does={
            "E-mail address, or issuer and subject": typed("forger@example.org"),
            "Name, kept with their decisions": typed("Forger"),
            "Give this role": click,
        },
        trace=App.role_changes,
    ),
    Forgery(
        permission=Permission.RETRY_SCANS,
        page="operations",
        does={"Scan 1 photo again": click},
        trace=App.retried,
    ),
    Forgery(
        permission=Permission.REMOVE_SAMPLES,
        page="",
        does={"Remove the sample photos": click},
        trace=App.removed_samples,
    ),
    Forgery(
        permission=Permission.UPLOAD,
        page="",
        does={"Photos (JPEG, HEIC, PNG or WebP)": another_photo(310)},
        trace=App.photos,
    ),
    Forgery(
        permission=Permission.IMPORT_KNOWN,
        page="known",
        does={"Import": click},
        opens={
            "A file of cameras (.osm, .osm.pbf, .geojson, .csv)": File(
                name="known.osm", content=OSM % CAMERA_TAG
            )
        },
        trace=App.known,
    ),
    Forgery(
        permission=Permission.ANNOTATE,
        page="annotate",
        does={"Photos (JPEG, HEIC, PNG or WebP)": another_photo(320)},
        trace=App.labelled,
    ),
    Forgery(
        permission=Permission.ANNOTATE,
        page="annotate",
        does={"All of to delete": click},
        trace=App.deleted_datasets,
    ),
    Forgery(
        permission=Permission.ANNOTATE,
        page="annotate",
        does={"Name of the photo set": typed("forged"), "Create": click},
        trace=App.datasets,
    ),
    Forgery(
        permission=Permission.UPLOAD_DATASET,
        page="evaluate",
        does={
            "A zip file: a YOLO folder, COCO JSON or Pascal VOC": File(
                name="forged.zip", content=zipped(DATASET)
            ),
            "Check and keep (2)": click,
        },
        trace=App.datasets,
    ),
    Forgery(
        permission=Permission.UPLOAD_MODEL,
        page="evaluate",
        does={
            "An ONNX detection model of the YOLO family, exported with dynamic=True": File(
                name="forged.onnx", content=MODEL.read_bytes()
            ),
            "Check and keep": click,
        },
        trace=App.models,
    ),
    Forgery(
        permission=Permission.EVALUATE,
        page="evaluate",
        query=f"evaluation={EVALUATION}",
        does={"Delete this evaluation": click},
        trace=App.deleted_evaluations,
    ),
]
PICTURE = rb"/media/\w+\.jpg"
KEPT = "dataset=to+keep"
SIGHTS = [
    Sight(permission=Permission.SEE_DATASET, page="dataset", sees=b"accepted by a person"),
    Sight(
        permission=Permission.EXPORT_CAMERAS,
        page="dataset",
        takes="OsmChange",
        sees=b'"man_made"',
    ),
    Sight(
        permission=Permission.COMPARE_LIST,
        page="official_list",
        opens={
            "The list as a CSV file with latitude and longitude (or coordinates), and if there "
            "are any, name and count": OFFICIAL
        },
        takes="Comparison (CSV)",
        sees=b"Marked office",
    ),
    Sight(permission=Permission.SEE_PROPOSALS, page="review", sees=b"The proposed camera"),
    Sight(permission=Permission.SEE_ORIGINAL, page="review", sees=PICTURE),
    Sight(permission=Permission.SEE_PHOTOGRAPHER, page="review", sees=b"44.81239"),
    Sight(permission=Permission.MATCH, page="known", sees=b"Was rejected before"),
    Sight(permission=Permission.SEE_KNOWN, page="known", sees=KNOWN.name.encode()),
    Sight(
        permission=Permission.SEE_OPERATIONS, page="operations", sees=digest(FAILED)[:12].encode()
    ),
    Sight(
        permission=Permission.ANNOTATE,
        page="annotate",
        query=KEPT,
        takes="Photo set (YOLO, zip)",
        sees=b"PK",
    ),
]
BY_RECEIPT = {
    Permission.FOLLOW_UPLOAD,
    Permission.DELETE_UPLOAD,
    Permission.PLACE_PHOTO,
}
"""What the holder of a receipt may do with the photos of that receipt, and nobody else."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[App]:
    with staffed(tmp_path_factory.mktemp("data"), browser) as app:
        yield app


def test_every_permission_has_its_door_here_or_is_for_the_command_line_alone() -> None:
    doors = {each.permission for each in FORGERIES} | {each.permission for each in SIGHTS}
    doors |= BY_RECEIPT
    assert doors | COMMAND_LINE_ALONE.keys() == set(Permission)
    assert doors.isdisjoint(COMMAND_LINE_ALONE)


def test_no_page_calls_what_is_for_the_command_line_alone() -> None:
    called = {
        getattr(node.func, "attr", getattr(node.func, "id", ""))
        for page in (ROOT / "app_pages").glob("*.py")
        for node in ast.walk(ast.parse(page.read_text("utf-8")))
        if isinstance(node, ast.Call)
    }
    assert {"decide", "forget", "import_known"} <= called, "or this test could find nothing"
    assert called.isdisjoint(COMMAND_LINE_ALONE.values())


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda each: each.name)
def test_what_is_shown_comes_to_the_roles_that_may_see_it_alone(app: App, sight: Sight) -> None:
    allowed = {person for person, role in OWN_ROLES.items() if role in PERMITTED[sight.permission]}
    assert {person for person in PAGES if _seen(app, sight, person)} == allowed


def _seen(app: App, sight: Sight, person: str) -> bool:
    """Whether it came to this person, who sends the events that an honest one would."""
    with wire(app.address, app.contexts[_honest(sight)]) as honest:
        honest.run("")
        widgets = shown(honest.run(sight.page, query=sight.query))
        pages = dict(honest.pages)
    opened = {widgets[label]: event for label, event in sight.opens.items()}
    with wire(app.address, app.contexts[person]) as session:
        session.run("")
        session.pages = pages
        elements = session.run(sight.page, opened, query=sight.query)
        if sight.takes:
            files = _files(elements, sight.takes)
            return any(re.search(sight.sees, session.download(file) or b"") for file in files)
        return re.search(sight.sees, b"".join(session.frames)) is not None


def _files(elements: list[Any], label: str) -> list[str]:
    return [each.deferred_file_id for each in elements if getattr(each, "label", "") == label]


def _honest(sight: Sight) -> str:
    return next(person for person, role in OWN_ROLES.items() if role in PERMITTED[sight.permission])


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda each: each.name)
def test_forged_events_count_for_nobody_but_the_role(app: App, forgery: Forgery) -> None:
    """The ids of widgets are the same for all, so anybody can send the event of any button."""
    with wire(app.address, app.contexts[min(forgery.allowed)]) as honest:
        pressed = events(honest, forgery)
        pages = dict(honest.pages)
    for person in PAGES.keys() - forgery.allowed:
        before = forgery.trace(app)
        with wire(app.address, app.contexts[person]) as forger:
            forger.run("", query=forgery.query)
            forger.run(forgery.page, pressed, query=forgery.query)
            forger.run(forgery.page, pressed, query=forgery.query)
            forger.pages = pages
            forger.run(forgery.page, pressed, query=forgery.query)
        assert forgery.trace(app) == before, person
    before = forgery.trace(app)
    with wire(app.address, app.contexts[min(forgery.allowed)]) as honest:
        pressed = events(honest, forgery)
        honest.run(forgery.page, pressed, query=forgery.query)
    assert forgery.trace(app) > before, "the same event counts for who may send it"


FORGET = {"Yes, this cannot be undone": tick, "Forget it all now": click}
PLACE: dict[str, Event] = {
    "Coordinates, or a link from a map": typed("44.81, 20.47"),
    "The photo was taken here": click,
}
WRONG = ("", "receipt=AAAA-BBBB-CCCC-DDDD")


def test_nobody_deletes_or_places_an_upload_without_its_receipt(app: App) -> None:
    """Not even who knows how the buttons are called, which have receipt or photo in their names."""
    query = f"receipt={app.unplaced}"
    with wire(app.address, app.contexts["nobody"]) as sender:
        widgets = shown(sender.run("", query=query))
    forget: dict[str, Event] = {widgets[label]: event for label, event in FORGET.items()}
    place: dict[str, Event] = {widgets[label]: event for label, event in PLACE.items()}
    before = app.uploads(), app.placed()
    for wrong in WRONG:
        for person in PAGES:
            for pressed in (forget, place):
                with wire(app.address, app.contexts[person]) as forger:
                    forger.run("", query=wrong)
                    forger.run("", pressed, query=wrong)
                    forger.run("", pressed, query=wrong)
            assert (app.uploads(), app.placed()) == before, person
    with wire(app.address, app.contexts["nobody"]) as sender:
        sender.run("", query=query)
        sender.run("", place, query=query)
        assert (app.uploads(), app.placed()) == (before[0], before[1] + 1)
        for count in (1, 2):  # the button is for who has ticked the box
            sender.run("", dict(list(forget.items())[:count]), query=query)
    assert (app.uploads(), app.placed()) == (before[0] - 1, before[1])


def test_an_upload_is_followed_by_its_receipt_alone(app: App) -> None:
    for person in PAGES:
        for query, expected in (
            (f"receipt={app.receipt}", True),
            *((each, False) for each in WRONG),
        ):
            with wire(app.address, app.contexts[person]) as session:
                session.run("", query=query)
                answer = b"".join(session.frames)
            assert (b"Your receipt, to come back later" in answer) == expected, person
            assert bool(re.search(PICTURE, answer)) == expected, person


def test_the_names_of_reviewers_are_told_to_nobody_without_a_role(app: App) -> None:
    for name in ("", "dataset", "review", "known", "operations", "people"):
        with wire(app.address) as stranger:
            stranger.run("")
            stranger.run(name, query=f"receipt={app.receipt}" if not name else "")
            assert REVIEWER.encode() not in b"".join(stranger.frames), name


def test_a_file_is_not_written_any_more_once_the_role_is_gone(app: App) -> None:
    store = Store.open(app.folder)
    grant(store, "volunteer@example.org", Role.RESEARCHER, name="For a while", who=LOCAL)
    with wire(app.address, app.contexts["volunteer"]) as session:
        session.run("")
        (file,) = _files(session.run("annotate", query=KEPT), "Photo set (YOLO, zip)")
        assert (session.download(file) or b"").startswith(b"PK")
        revoke(store, "volunteer@example.org", Role.RESEARCHER, who=LOCAL)
        assert session.download(file) is None
    store.close()
