"""The main flows by keyboard alone: nothing here touches a mouse."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import FileChooser, Locator, Page, expect

from detection.record import Housing
from evaluation.datasets.dataset_library import DatasetLibrary
from evaluation.datasets.labelling import LabelFolder
from mapping.access.person import LOCAL
from mapping.review.review import objection
from mapping.review.verdict import Accept
from mapping.storage.adoption import adopt
from mapping.storage.drawing import draw_missing
from mapping.storage.store import Store
from tests.browser.conftest import PATIENCE_MS, ROOT, started
from tests.builders import encoded, picture, plain_pictures
from tests.mapping_builders import a_record
from tests.review_builders import sample_records

MOST_TABS = 120
SETTLING_MS = 500  # a page may be drawn once more, for its language
IN_FOCUS = "element => element.getRootNode().activeElement === element"  # a shadow has its own


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def nowhere(folder: Path) -> str:
    """The receipt of a photo that does not say where it was taken; others wait and are accepted."""
    content = encoded(kind="PNG")
    (folder / "nowhere.png").write_bytes(content)
    store = Store.open(folder)
    adopted = adopt(
        store,
        [a_record(content, photo=str(folder / "nowhere.png"), location=None)],
        who=LOCAL,
    )
    adopt(store, list(islice(sample_records(), 2)), who=LOCAL)
    while draw_missing(store, plain_pictures):
        pass
    sure = [each for each in store.proposals(who=LOCAL) if objection(each.standing) is None]
    store.decide(sure[0], Accept(), who=LOCAL)
    store.close()
    assert adopted.receipt
    return adopted.receipt


@pytest.fixture(scope="module")
def address(folder: Path, nowhere: str) -> Iterator[str]:
    assert nowhere
    with started(ROOT, folder, settings={"OSMATRAC_WORKERS": "0"}) as address:
        yield address


def ready(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(SETTLING_MS)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def tab_to(page: Page, wanted: Locator, *, backwards: bool = False) -> None:
    """Press Tab until the focus is on an element."""
    ready(page)
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if wanted.evaluate(IN_FOCUS):
            return
    raise AssertionError(f"The Tab key does not lead to {wanted}.")


def test_photos_are_handed_in(page: Page, address: str, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(encoded(picture(120, 80), kind="PNG"))
    asked: list[FileChooser] = []
    page.on("filechooser", lambda chooser: asked.append(chooser))  # noqa: PLW0108 - Playwright asks for one
    page.goto(address)
    tab_to(page, page.get_by_test_id("stFileUploaderDropzone").locator("button"))
    page.keyboard.press("Enter")
    for _ in range(PATIENCE_MS // SETTLING_MS):
        if asked:
            break
        page.wait_for_timeout(SETTLING_MS)
    asked[0].set_files(photo)
    expect(page.get_by_role("heading", name="Looking for cameras in 1 photo")).to_be_visible()


def test_the_phone_fills_in_where_it_is(page: Page, address: str, nowhere: str) -> None:
    page.context.set_geolocation({"latitude": 44.801234, "longitude": 20.456789, "accuracy": 7})
    page.goto(f"{address}?receipt={nowhere}")
    ask = page.get_by_role("button", name="I am here")
    field = page.get_by_role("textbox", name="Coordinates, or a link from a map")
    tab_to(page, ask)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The phone did not tell.")).to_be_visible()
    expect(field).to_have_value("")
    page.context.grant_permissions(["geolocation"])
    page.keyboard.press("Enter")
    expect(page.get_by_text("Found, to within 7 m")).to_be_visible()
    expect(field).to_have_value("44.801234, 20.456789")


def test_a_place_is_found_on_the_map_by_steps(page: Page, address: str, nowhere: str) -> None:
    page.goto(f"{address}?receipt={nowhere}")
    field = page.get_by_role("textbox", name="Coordinates, or a link from a map")
    for direction in ("North", "East"):
        before = field.input_value()
        tab_to(page, page.get_by_role("button", name=direction, exact=True))
        page.keyboard.press("Enter")
        expect(field).not_to_have_value(before)
    expect(page.get_by_role("button", name="The photo was taken here")).to_be_enabled()


def test_a_photo_is_placed(page: Page, address: str, nowhere: str) -> None:
    page.goto(f"{address}?receipt={nowhere}")
    tab_to(page, page.get_by_role("textbox", name="Coordinates, or a link from a map"))
    page.keyboard.type("44.8125, 20.4612")
    page.keyboard.press("Enter")
    go = page.get_by_role("button", name="The photo was taken here")
    expect(go).to_be_enabled()
    tab_to(page, go)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The photo is on the map")).to_be_visible()


def test_a_type_is_corrected_and_a_direction_set(page: Page, address: str, folder: Path) -> None:
    page.goto(f"{address}/review")
    box = page.get_by_role("radio", name="Box", exact=True)
    tab_to_group(page, box)
    expect(page.get_by_text("Type set to Box").first).to_be_visible()
    dial = page.get_by_role("slider", name="Direction the camera looks")
    tab_to(page, dial)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Direction set").first).to_be_visible()
    store = Store.open(folder)
    corrected = [
        each for each in store.proposals(who=LOCAL) if each.standing.direction_deg is not None
    ]
    store.close()
    assert [each.housing for each in corrected] == [Housing.BOX]


def test_a_box_is_corrected(page: Page, address: str, folder: Path) -> None:
    page.goto(f"{address}/review")
    tab_to(page, page.locator("summary", has_text="Correct the box"))
    page.keyboard.press("Enter")
    canvas = page.get_by_role("application", name="The photo with its boxes")
    tab_to(page, canvas)
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
    keep = page.get_by_role("button", name="Keep this box")
    expect(keep).to_be_enabled()
    tab_to(page, keep)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Box corrected, place estimated anew")).to_be_visible()
    store = Store.open(folder)
    (drawn,) = [each for each in store.proposals(who=LOCAL) if each.standing.box is not None]
    store.close()
    moved = [new - old for new, old in zip(drawn.box, drawn.detection.box, strict=True)]
    assert moved[0] > 0
    assert moved[1] > 0
    assert moved[2] > moved[0], "stretched"


def test_a_box_is_drawn(page: Page, address: str, folder: Path) -> None:
    labels = LabelFolder.create(DatasetLibrary(folder).create("drawn"))
    name = labels.add(encoded(kind="PNG"))
    assert name is not None
    page.goto(f"{address}/annotate")
    tab_to(page, page.get_by_role("application", name="The photo with its boxes"))
    note = page.get_by_role("status").filter(has_text="camera")
    page.keyboard.press("a")
    expect(note).to_have_text("1 camera")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("3")
    expect(page.get_by_role("button", name="3 Bullet")).to_have_attribute("aria-pressed", "true")
    done = page.get_by_role("button", name="Done, next")
    tab_to(page, done, backwards=True)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Photo (1 of 1 done)")).to_be_visible()
    (box,) = labels.boxes(name)
    assert box.housing is Housing.BULLET
    x1, y1, x2, y2 = box.box
    assert y2 - y1 > x2 - x1, "stretched"


def tab_to_group(page: Page, wanted: Locator) -> None:
    """Choose one of a group as a keyboard does: Tab into it, arrows along it, Space."""
    ready(page)
    expect(wanted).to_be_visible()
    group = page.get_by_role("radiogroup").filter(has=wanted)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if group.evaluate("group => group.contains(document.activeElement)"):
            break
    for _ in range(group.get_by_role("radio").count()):
        if wanted.evaluate(IN_FOCUS):
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"The arrow keys do not lead to {wanted}.")


def test_the_dataset_is_downloaded(page: Page, address: str) -> None:
    page.goto(f"{address}/dataset")
    tab_to(page, page.get_by_test_id("stDownloadButton").get_by_role("button", name="GeoJSON"))
    with page.expect_download() as caught:
        page.keyboard.press("Enter")
    assert caught.value.suggested_filename == "osmatrac-cameras.geojson"


def test_a_camera_is_opened_from_the_table(page: Page, address: str) -> None:
    page.goto(f"{address}/dataset")
    ready(page)
    table = page.locator(".st-key-all-cameras canvas[data-testid=data-grid-canvas]")
    tab_to(page, table)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(page.get_by_role("button", name="All cameras")).to_be_visible()


def test_an_evaluation_is_started_and_stopped(page: Page, address: str) -> None:
    page.goto(f"{address}/evaluate")
    tab_to(page, page.get_by_role("button", name="Start the evaluation"))
    page.keyboard.press("Enter")
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    tab_to(page, stop)
    page.keyboard.press("Enter")
    expect(page.get_by_text("It stops after the photo under way").first).to_be_visible()
