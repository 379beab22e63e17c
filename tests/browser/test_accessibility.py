"""axe-core over every page, empty and full, in each language, light and dark, at each width.

States that take a walk to get to are looked at on those walks, by `tests.browser.axe`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from languages.language import preferred
from languages.reader import speaking
from languages.text import tr
from mapping.access.person import LOCAL
from mapping.review.review import objection
from mapping.review.verdict import Accept
from mapping.storage.adoption import adopt
from mapping.storage.drawing import draw_missing
from mapping.storage.store import Store
from tests.browser.axe import grave_findings, settled
from tests.browser.conftest import PATIENCE_MS, ROOT, started
from tests.builders import plain_pictures
from tests.review_builders import sample_records

pytestmark = pytest.mark.timeout(900)  # seconds: there are many pages

PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1280, 900)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Somebody's language, colour scheme and screens; together they have all of each."""

    locale: str
    scheme: str
    screens: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        return f"{self.locale}-{self.scheme}"


READERS = (
    Reader(locale="en-GB", scheme="light", screens=(DESKTOP, PHONE)),
    Reader(locale="sr-Latn-RS", scheme="dark", screens=(PHONE,)),
    Reader(locale="sr-RS", scheme="dark", screens=(TABLET,)),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with started(ROOT, folder, settings={"OSMATRAC_WORKERS": "0"}) as address:
        yield address


@contextmanager
def reading(browser: Browser, reader: Reader) -> Iterator[Page]:
    """A page of the reader."""
    context = browser.new_context(color_scheme=reader.scheme, locale=reader.locale)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def pages(page: Page, address: str) -> list[str]:
    """The address of every page that the navigation offers, at desktop width."""
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.goto(address)
    links = page.get_by_test_id("stTopNavLink")
    expect(links.first).to_be_visible()
    return [str(link.get_attribute("href")) for link in links.all()]


def findings_everywhere(page: Page, address: str, reader: Reader, state: str) -> list[str]:
    found = []
    for url in pages(page, address):
        page.goto(url)
        name = url.rpartition("/")[2] or "upload"
        for screen in reader.screens:
            found += findings(page, reader, screen, f"{state} {name}")
    return found


def findings(page: Page, reader: Reader, screen: tuple[int, int], state: str) -> list[str]:
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    settled(page)
    told = f"{reader} {screen[0]} px {state}"
    print(f"looked at: {told}")  # noqa: T201 - the list belongs in the output
    return grave_findings(page, told)


@pytest.fixture(scope="module")
def addresses() -> dict[str, str]:
    """Where states are found again that the first reader has made, by their names."""
    return {}


def test_empty_pages_can_be_used_by_everyone(browser: Browser, address: str) -> None:
    with reading(browser, READERS[0]) as page:
        found = findings_everywhere(page, address, READERS[0], "empty")
    assert not found, "\n".join(found)


@pytest.fixture(scope="module")
def states(folder: Path, address: str) -> dict[str, str]:
    """Where the states are that a page takes once photos are there; made after the empty pages."""
    return fill(folder, address)


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_full_pages_can_be_used_by_everyone(
    browser: Browser, address: str, reader: Reader, states: dict[str, str]
) -> None:
    with reading(browser, reader) as page:
        found = findings_everywhere(page, address, reader, "full")
        for state, url in states.items():
            page.goto(url)
            for screen in reader.screens:
                found += findings(page, reader, screen, state)
        page.goto(f"{address}/review")
        with speaking(preferred([reader.locale])):
            page.get_by_role("radio", name=tr("Many at once")).click()
            expect(page.get_by_role("button", name=tr("Choose all"))).to_be_visible()
        found += findings(page, reader, PHONE, "review of many")
    assert not found, "\n".join(found)


def fill(folder: Path, address: str) -> dict[str, str]:
    """Put photos into the queue and two cameras onto the map; gives addresses of states."""
    store = Store.open(folder)
    adopted = adopt(store, list(sample_records())[:2], who=LOCAL)
    while draw_missing(store, plain_pictures):
        pass
    sure = [each for each in store.proposals(who=LOCAL) if objection(each.standing) is None]
    for proposal in sure[:2]:
        store.decide(proposal, Accept(), who=LOCAL)
    store.close()
    return {
        "receipt": f"{address}?receipt={adopted.receipt}",
        "no such receipt": f"{address}?receipt=AAAA-AAAA-AAAA-AAAA",
        "camera": f"{address}/dataset?camera={sure[0].id}",
        "no such camera": f"{address}/dataset?camera=unknown",
    }


def test_axe_would_notice(browser: Browser, address: str) -> None:
    with reading(browser, READERS[0]) as page:
        page.goto(address)
        settled(page)
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
        assert any("image-alt" in line for line in grave_findings(page, "spoilt"))
