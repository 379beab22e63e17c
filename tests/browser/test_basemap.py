"""The basemap in a browser: built, served by the app itself, drawn with its names."""

import io
import shutil
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from mapping.access.person import LOCAL
from mapping.basemap import build
from mapping.matching.known import KnownCamera
from mapping.storage.known_store import KnownSource, import_known
from mapping.storage.store import Store
from tests.browser.conftest import ROOT, started
from training.ground import BELGRADE_STREET
from training.quarter import write_quarter

PACKAGES = ("app_pages", "detection", "evaluation", "languages", "mapping")
SERVED = ("app.py", ".streamlit", "models", *PACKAGES)
BLANK_COLOURS = 40
"""A plain background with signs and buttons has fewer colours than streets with names."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app with a basemap of the sample quarter, and a known camera in it."""
    folder = tmp_path_factory.mktemp("with-basemap")
    for name in SERVED:
        (folder / name).symlink_to(ROOT / name)
    (folder / "app.py").unlink()
    shutil.copy(ROOT / "app.py", folder)  # Streamlit serves static/ beside the real file
    write_quarter(folder / "quarter.osm.pbf")
    build(folder / "quarter.osm.pbf", folder / "static" / "basemap", threads=1)
    latitude, longitude = BELGRADE_STREET.position(48, 0)
    known = KnownCamera(
        source="sheet", source_id="1", latitude=latitude, longitude=longitude, error_m=5.0, tags={}
    )
    store = Store.open(folder / "data")
    import_known(
        store, KnownSource(name="sheet", origin="test", licence="CC0-1.0"), [known], who=LOCAL
    )
    store.close()
    with started(folder, folder / "data") as address:
        yield address


def colours(page: Page) -> int:
    """How many colours the middle of the map has."""
    chart = page.get_by_test_id("stDeckGlJsonChart").first
    picture = Image.open(io.BytesIO(chart.screenshot())).convert("RGB")
    middle = np.asarray(picture)[20:-40, 20:-80].reshape(-1, 3)
    return len(np.unique(middle // 4, axis=0))


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_streets_are_drawn_without_asking_anybody(
    page: Page, address: str, size: tuple[int, int], foreign_requests: list[str]
) -> None:
    assert page.viewport_size == {"width": size[0], "height": size[1]}
    served: dict[str, int] = {}
    page.on("response", lambda answer: served.__setitem__(answer.url, answer.status))
    page.goto(f"{address}/known")
    chart = page.get_by_test_id("stDeckGlJsonChart").first
    expect(chart).to_be_visible()
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    for _ in range(60):
        drawn = colours(page)
        if drawn > BLANK_COLOURS and any("/glyphs/" in url for url in served):
            break
        page.wait_for_timeout(500)
    assert drawn > BLANK_COLOURS
    tiles = [url for url in served if "/app/static/basemap/tiles/" in url]
    letters = [url for url in served if "/app/static/basemap/glyphs/" in url]
    assert {served[url] for url in (*tiles, *letters)} == {200}
    assert any("1024-1279" in url for url in letters), "names are Cyrillic"
    expect(page.get_by_text("© OpenStreetMap contributors").last).to_be_visible()
    sign = page.locator(".legend img").first
    expect(sign).to_be_visible()
    assert sign.evaluate("picture => picture.naturalWidth") > 0
    assert foreign_requests == []


def test_a_map_without_its_tiles_looks_blank_to_the_test_above(page: Page, address: str) -> None:
    page.route("**/tiles/**", lambda route: route.abort())
    page.goto(f"{address}/known")
    chart = page.get_by_test_id("stDeckGlJsonChart").first
    expect(chart).to_be_visible()
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(4000)
    assert colours(page) <= BLANK_COLOURS
