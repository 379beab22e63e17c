"""A volunteer with a phone, in each language: send a photo, say where it was taken, come back."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from languages.catalogue import sentences
from languages.language import Language, preferred
from languages.reader import speaking
from languages.text import ntr, tr
from tests.browser.axe import at_rest, grave_findings

STREET = Path(__file__).resolve().parents[2] / "samples" / "street-01.jpg"
CYRILLIC = re.compile("[\N{CYRILLIC CAPITAL LETTER DJE}-\N{CYRILLIC SMALL LETTER DZHE}]")
SCAN_MS = 180_000  # the first scan loads the networks, behind all else that the machine does
LOCALES = ["en-GB", "sr-Latn-RS", "sr-RS"]


def without_place(file: Path, quality: int) -> Path:
    """The street as Android hands it over: Pillow leaves out the Exif. Each is another photo."""
    with Image.open(STREET) as street:
        street.save(file, quality=quality)
    return file


def leftovers(page: Page, language: Language) -> list[str]:
    """Texts on the page that are still in English, or in the other script."""
    if language is Language.ENGLISH:
        return []
    lines = page.locator("body").inner_text().splitlines()
    # Streamlit's own word, kept without size: see style.css.
    shown = [line for line in lines if line.strip() != "Upload"]
    with speaking(language):
        english = {each for each in sentences() if tr(each) != each}
    found = [line for line in shown if line.strip() in english]
    if language is Language.SERBIAN_LATIN:
        found += [line for line in shown if CYRILLIC.search(line) and line != "Српски"]
    return found


def check(page: Page, language: Language) -> None:
    at_rest(page)
    assert leftovers(page, language) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    expect(page.locator("html")).to_have_attribute("lang", language.value)


@pytest.mark.parametrize("size", [(390, 844)])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_volunteer_s_way_on_a_phone(
    page: Page, address: str, locale: str, foreign_requests: list[str], tmp_path: Path
) -> None:
    language = preferred([locale])
    page.route(re.compile(rf"^(?!{re.escape(address)}|data:|blob:)"), Route.abort)
    page.goto(address)
    with speaking(language):
        nowhere = page.get_by_text(tr("The photo has no location. Place it on the map."))
        expect(page.get_by_role("heading", level=1)).to_have_text(tr("Upload photos of cameras"))
        button = page.get_by_test_id("stFileUploaderDropzone").locator("button")
        page.wait_for_function(  # the style sheet may come after the button
            "([p, words]) => getComputedStyle(p, '::after').content === words",
            arg=[button.locator("p").element_handle(), f'"{tr("Take or choose photos")}"'],
        )
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] + box["height"] < 844, "to be pressed without scrolling"
        check(page, language)

        photo = without_place(tmp_path / "street.jpg", 80 + LOCALES.index(locale))
        page.locator("input[type=file]").set_input_files(photo)
        looked_at = page.get_by_text(tr("All photos were looked at."))
        expect(looked_at).to_be_visible(timeout=SCAN_MS)
        expect(nowhere).to_be_visible()
        check(page, language)
        assert grave_findings(page, f"{locale} receipt with a photo to place") == []

        field = page.get_by_role("textbox", name=tr("Coordinates, or a link from a map"))
        field.fill("44.8125, 20.4612")
        field.press("Enter")
        at_rest(page)
        page.get_by_role("button", name=tr("The photo was taken here")).click()
        done = page.get_by_role("status").filter(has_text=tr("The photo is on the map"))
        expect(done).to_be_in_viewport(ratio=1)
        assert grave_findings(page, f"{locale} message that the photo is placed") == []
        link = page.get_by_test_id("stCode").nth(1).inner_text().strip()
        page.goto(link)
        photos = ntr("{count} photo", "{count} photos", 1)
        expect(page.get_by_role("heading", name=photos)).to_be_visible()
        expect(nowhere).to_be_hidden()
        check(page, language)
    assert foreign_requests == []


@pytest.mark.parametrize("size", [(390, 844)])
def test_the_switch_changes_the_page_and_links_keep_it(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("radio", name="Српски").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Пошаљите фотографије камера")
    expect(page).to_have_url(re.compile(r"[?&]lang=sr-Cyrl"))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Пошаљите фотографије камера")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Подаци").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Подаци")
    expect(page).to_have_url(re.compile(r"/dataset\?.*lang=sr-Cyrl"))
    check(page, Language.SERBIAN_CYRILLIC)
