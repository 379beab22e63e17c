"""axe-core over every page, empty and full, light and dark, wide and narrow."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_walk import photos_with_most_cameras, upload

GRAVE = {"serious", "critical"}
DESKTOP, PHONE = (1280, 900), (390, 844)


@pytest.fixture(params=["light", "dark"])
def shown(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of a reader who likes this colour scheme."""
    context = browser.new_context(color_scheme=request.param, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def settled(page: Page) -> None:
    """Wait until the script has run and everything that can be unfolded is unfolded."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_role("heading").first).to_be_visible()
    closed = page.locator("details:not([open]) > summary:visible")
    for _ in range(closed.count()):  # one by one: each that opens leaves the list
        closed.first.click()
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(500)  # axe looks at colours, which fade in
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


def grave_findings(page: Page, state: str) -> list[str]:
    """Let axe look at the page; lists all findings in the output, and gives the grave ones."""
    found = []
    for violation in Axe().run(page).response["violations"]:
        for node in violation["nodes"]:
            line = f"{state}: {violation['impact']}: {violation['id']}: {node['html'][:160]}"
            print(line)  # noqa: T201 - the whole list belongs in the output
            if violation["impact"] in GRAVE:
                found.append(line)
    return found


def pages(page: Page, address: str) -> list[str]:
    """The address of every page that the navigation offers, at desktop width."""
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.goto(address)
    links = page.get_by_test_id("stTopNavLink")
    expect(links.first).to_be_visible()
    return [str(link.get_attribute("href")) for link in links.all()]


def findings_everywhere(page: Page, address: str, state: str) -> list[str]:
    found = []
    for url in pages(page, address):
        page.goto(url)
        for width, height in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            settled(page)
            name = url.rpartition("/")[2] or "upload"
            found += grave_findings(page, f"{state} {name} {width} px")
    return found


def test_pages_can_be_used_by_everyone_empty_and_full(shown: Page, address: str) -> None:
    found = findings_everywhere(shown, address, "empty") if is_empty(shown, address) else []
    if is_empty(shown, address):
        upload(shown, address, photos_with_most_cameras(2))
        settled(shown)
        found += grave_findings(shown, "receipt")
    found += findings_everywhere(shown, address, "full")
    assert not found, "\n".join(found)


def is_empty(page: Page, address: str) -> bool:
    """Whether nothing was uploaded yet: the second colour scheme finds the first one's photos."""
    page.goto(f"{address}/review")
    settled(page)
    return page.get_by_text("waiting").count() == 0


def test_axe_would_notice(shown: Page, address: str) -> None:
    shown.goto(address)
    settled(shown)
    shown.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert any("image-alt" in line for line in grave_findings(shown, "spoilt"))
