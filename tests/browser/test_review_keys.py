"""Reviewing by keyboard only: a plain decision is one key, and every one is kept and exported."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mapping.access.person import LOCAL
from mapping.review.proposal import State
from mapping.review.verdict import Action, Reason
from mapping.storage.selection import Selection
from mapping.storage.store import Store
from tests.browser.axe import grave_findings
from tests.browser.conftest import ROOT, started
from tests.browser.test_walk import waiting
from tests.review_builders import fill_queue

REVIEWED = 30
EVERY = Selection(states=())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the cameras of the sample photos waiting."""
    folder = tmp_path_factory.mktemp("queue")
    store = Store.open(folder)
    assert fill_queue(store).proposals >= REVIEWED
    store.close()
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with started(ROOT, folder) as address:
        yield address


def decide(page: Page, left: int) -> str:
    """Accept, or reject what has no place: one key, until so many are left."""
    accept = page.get_by_role("button", name="Accept", exact=False).first
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    key = "8" if accept.is_disabled() or left % 3 == 0 else "a"
    page.keyboard.press(key)
    expect(page.get_by_text(re.compile(rf"\b{left} waiting"))).to_be_visible()
    return key


def test_thirty_proposals_by_keyboard(
    page: Page, address: str, folder: Path, foreign_requests: list[str]
) -> None:
    page.goto(f"{address}/review")
    start = waiting(page)
    expect(page.get_by_alt_text("The proposed camera, enlarged")).to_be_visible()
    keys = [decide(page, start - number) for number in range(1, REVIEWED + 1)]
    accepted, rejected = keys.count("a"), keys.count("8")
    assert accepted >= REVIEWED / 2
    assert rejected > 1
    expect(page.get_by_text(f"You decided {REVIEWED} today, {REVIEWED} in all")).to_be_visible()

    store = Store.open(folder)
    lines = [
        line
        for proposal in store.proposals(EVERY, who=LOCAL)
        for line in store.history(proposal.id, who=LOCAL)
    ]
    kept = {camera.id for camera in store.cameras()}
    store.close()
    lines.sort(key=lambda line: line.id)
    wanted = {"a": (Action.ACCEPT, None), "8": (Action.REJECT, Reason.UNCLEAR)}
    assert [(line.action, line.reason) for line in lines] == [wanted[key] for key in keys]
    assert len({line.proposal for line in lines}) == REVIEWED
    assert {line.after.state for line in lines} == {State.ACCEPTED, State.REJECTED}

    page.get_by_role("link", name="Dataset").click()
    with page.expect_download() as caught:
        page.get_by_test_id("stDownloadButton").get_by_role("button", name="GeoJSON").click()
    features = json.loads(Path(caught.value.path()).read_text(encoding="utf-8"))["features"]
    assert {feature["id"] for feature in features} == kept
    assert len(features) == accepted
    assert foreign_requests == []


def test_the_dial_and_the_box_are_dragged(page: Page, address: str, folder: Path) -> None:
    """What only a browser can show: a hand on the dial and on an edge of the box."""
    page.goto(f"{address}/review")
    expect(page.get_by_alt_text("The proposed camera, enlarged")).to_be_visible()
    page.get_by_role("radio", name="Bullet").click()
    dial = page.get_by_role("slider", name="Direction the camera looks")
    expect(dial).to_be_visible()
    dial.scroll_into_view_if_needed()
    face = dial.bounding_box()
    assert face
    middle = (face["x"] + face["width"] / 2, face["y"] + face["height"] / 2)
    page.mouse.move(middle[0], middle[1] - 40)
    page.mouse.down()
    page.mouse.move(middle[0] + 40, middle[1], steps=6)
    page.mouse.up()
    expect(page.get_by_text("Direction set").first).to_be_visible()
    expect(dial).to_have_attribute("aria-valuenow", "90")

    page.get_by_text("Correct the box").click()
    canvas = page.get_by_label("The photo with its boxes")
    expect(canvas).to_be_visible()
    assert grave_findings(page, "review with dial and box") == []
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    frame = canvas.bounding_box()
    assert frame
    corner = (frame["x"] + frame["width"] / 2 - 60, frame["y"] + frame["height"] / 2 - 60)
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(corner[0] + 110, corner[1] + 90, steps=6)
    page.mouse.up()
    keep = page.get_by_role("button", name="Keep this box")
    expect(keep).to_be_enabled()
    keep.click()
    expect(page.get_by_text("Box corrected, place estimated anew").first).to_be_visible()

    store = Store.open(folder)
    waiting = store.proposals(who=LOCAL)
    (drawn,) = [proposal for proposal in waiting if proposal.standing.box is not None]
    store.close()
    assert drawn.standing.direction_deg == 90
    assert drawn.box != drawn.detection.box
