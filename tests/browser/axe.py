"""axe-core over what is on the screen now: all findings into the output, the grave ones back."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

__all__ = ["at_rest", "grave_findings", "settled"]

GRAVE = {"serious", "critical"}
MOST_ROUNDS = 5
LATE_MS = 100  # a part that is loaded late begins to be drawn
HAS_AXE = "() => typeof axe !== 'undefined'"
FINDINGS = """async () => {
    const results = await axe.run({resultTypes: ['violations']});
    return results.violations.flatMap(({id, impact, nodes}) =>
        nodes.map(({html}) => ({id, impact, html: html.slice(0, 160)})));
}"""
UNFOLD = """() => {
    const closed = [...document.querySelectorAll('details:not([open]) > summary')];
    const seen = closed.filter(summary => summary.checkVisibility());
    seen.forEach(summary => summary.click());
    return seen.length;
}"""
WITHOUT_FADING = """async () => {
    if (!document.unfading) {
        document.unfading = new CSSStyleSheet();
        document.unfading.replaceSync(`*, *::before, *::after {
            transition: none !important; animation-duration: 0s !important; }`);
        document.adoptedStyleSheets.push(document.unfading);
    }
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""


def at_rest(page: Page) -> None:
    """Wait until the script has run and all parts are loaded; colours no longer fade in."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_role("heading").first).to_be_visible()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_timeout(LATE_MS)
    page.evaluate(WITHOUT_FADING)
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


def settled(page: Page) -> None:
    """Wait until the page is at rest and everything that can be unfolded is unfolded."""
    at_rest(page)
    for _ in range(MOST_ROUNDS):  # the page may be drawn anew, and things lie in each other
        if not page.evaluate(UNFOLD):
            return
        at_rest(page)


def grave_findings(page: Page, state: str) -> list[str]:
    """Let axe look at the page once it is at rest, and give what is serious or critical."""
    at_rest(page)
    if not page.evaluate(HAS_AXE):
        page.evaluate(Axe().axe_script)
    found = []
    for each in page.evaluate(FINDINGS):
        line = f"{state}: {each['impact']}: {each['id']}: {each['html']}"
        print(line)  # noqa: T201 - the whole list belongs in the output
        if each["impact"] in GRAVE:
            found.append(line)
    return found
