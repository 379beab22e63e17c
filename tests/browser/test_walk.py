"""The way of a photo, as people go it: upload, review, download."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from tests.builders import BELGRADE_GPS, encoded, exif_block, jpeg

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"


def truth() -> dict[str, list[dict[str, object]]]:
    described: dict[str, list[dict[str, object]]] = json.loads((SAMPLES / "truth.json").read_text())
    return described


def photos_with_most_cameras(count: int) -> list[Path]:
    photos = [photo for photo in truth()["photos"] if str(photo["photo"]).endswith(".jpg")]
    photos.sort(key=lambda photo: -len(list(photo["boxes"])))  # type: ignore[call-overload]
    return [SAMPLES / str(photo["photo"]) for photo in photos[:count]]


def upload(page: Page, address: str, files: list[Path]) -> int:
    """Upload files, wait until they are scanned, and give how many cameras were found."""
    page.goto(address)
    page.locator("input[type=file]").set_input_files(files)
    expect(page.get_by_text("All photos were looked at")).to_be_visible()
    heading = page.get_by_role("heading", name=re.compile("found in")).inner_text()
    return int(heading.split()[0])


def press(page: Page, key: str, left: int) -> None:
    """Press a shortcut and wait until this many proposals are left."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.keyboard.press(key)
    expect(page.get_by_text(re.compile(rf"\b{left} waiting"))).to_be_visible()


def waiting(page: Page) -> int:
    tally = page.get_by_text(re.compile(r"\d+ waiting"))
    expect(tally).to_be_visible()
    found = re.search(r"(\d+) waiting", tally.inner_text())
    assert found
    return int(found[1])


MAIN_BUTTON = re.compile("stBaseButton-(primary|secondary)")
"""Not the small ones beside the numbers, which say CSV too, behind what they hold."""


def download(page: Page, button: str) -> tuple[Download, str]:
    with page.expect_download() as caught:
        page.get_by_test_id(MAIN_BUTTON).filter(has_text=button).click()
    return caught.value, Path(caught.value.path()).read_text(encoding="utf-8")


def test_from_photo_to_map_entry(page: Page, address: str, foreign_requests: list[str]) -> None:
    found = upload(page, address, photos_with_most_cameras(2))
    assert found >= 3
    receipt = page.locator("[data-testid=stCode]").first.inner_text().strip()
    page.reload()
    expect(page.get_by_text(receipt).first).to_be_visible()
    expect(page.get_by_text("All photos were looked at")).to_be_visible()

    page.get_by_role("link", name="Review").click()
    assert waiting(page) == found
    press(page, "a", found - 1)
    press(page, "1", found - 2)
    press(page, "u", found - 1)
    page.get_by_role("radio", name="Dome").click()
    expect(page.get_by_text("Type set to Dome").first).to_be_visible()
    press(page, "a", found - 2)

    page.get_by_role("link", name="Dataset").click()
    expect(page.get_by_text("2 cameras, each accepted by a person")).to_be_visible()
    expect(page.locator("canvas.maplibregl-canvas, #deckgl-overlay").first).to_be_visible()
    file, text = download(page, "GeoJSON")
    assert file.suggested_filename == "osmatrac-cameras.geojson"
    features = json.loads(text)["features"]
    assert len(features) == 2
    for feature in features:
        assert feature["properties"]["man_made"] == "surveillance"
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 44.7 < latitude < 44.9
        assert 20.3 < longitude < 20.6
    assert {feature["properties"].get("camera:type") for feature in features} & {"dome"}
    rows = list(csv.DictReader(io.StringIO(download(page, "CSV")[1])))
    assert {row["status"] for row in rows} == {"accepted"}
    assert len(rows) == 2
    assert foreign_requests == [], "the app makes no request to anybody else"


def test_bad_files_do_not_stop_the_good_ones(page: Page, address: str, tmp_path: Path) -> None:
    files = {
        "text.jpg": b"This is not a photo.",
        "cut.jpg": jpeg()[: len(jpeg()) // 2],
        "no-gps.jpg": encoded(),
        "removed.jpg": jpeg({**BELGRADE_GPS, 2: [(0, 1)] * 3, 4: [(0, 1)] * 3}),
        "turned.jpg": encoded(exif=exif_block(image={0x112: 6})),
        "apple.heic": encoded(kind="HEIF", exif=exif_block()),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    upload(page, address, [tmp_path / name for name in files])
    expect(page.get_by_text("This is not a photo.")).to_be_visible()
    expect(page.get_by_text("damaged or incomplete").first).to_be_visible()
    expect(page.get_by_text("No camera was found in this photo.")).to_have_count(4)
    turned = page.get_by_role("img", name=re.compile("Photo 4"))  # the text was not kept
    width, height = turned.evaluate(
        "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"
    )
    assert height > width


@pytest.mark.parametrize("size", [(390, 844)])
def test_nothing_is_wider_than_a_phone(
    page: Page, address: str, size: tuple[int, int], foreign_requests: list[str]
) -> None:
    upload(page, address, photos_with_most_cameras(3)[2:])  # the first two were sent above
    for name in ("", "review", "dataset"):
        page.goto(f"{address}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        width = page.evaluate("document.scrollingElement.scrollWidth")
        assert width <= size[0], f"page {name or 'upload'} scrolls sideways"
    assert foreign_requests == []
