"""axe-core over what is on the screen now: all findings into the output, the grave ones back."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

__all__ = ["grave_findings", "settled"]

GRAVE = {"serious", "critical"}


def settled(page: Page) -> None:
    """Wait until the script has run and everything that can be unfolded is unfolded."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_role("heading").first).to_be_visible()
    closed = page.locator("details:not([open]) > summary:visible")
    for _ in range(closed.count()):  # one by one: each that opens leaves the list
        if closed.count() == 0:  # the page was drawn anew, and what was open stayed so
            break
        closed.first.click()
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(500)  # axe looks at colours, which fade in
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


def grave_findings(page: Page, state: str) -> list[str]:
    """Let axe look at the page as it is, and give what is serious or critical."""
    found = []
    for violation in Axe().run(page).response["violations"]:
        for node in violation["nodes"]:
            line = f"{state}: {violation['impact']}: {violation['id']}: {node['html'][:160]}"
            print(line)  # noqa: T201 - the whole list belongs in the output
            if violation["impact"] in GRAVE:
                found.append(line)
    return found
