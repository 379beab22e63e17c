"""The researcher's room: label photos, upload a dataset, measure, and take the report home."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import grave_findings
from tests.builders import encoded, jpeg

JOB_MS = 180_000
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def tiny_dataset(path: Path) -> Path:
    """A sample photo with its true boxes as bullets, and a photo without cameras."""
    truth = json.loads((SAMPLES / "truth.json").read_text("utf-8"))
    photo = next(one for one in truth["photos"] if one["photo"] == "street-01.jpg")
    lines = []
    for one in photo["boxes"]:
        x1, y1, x2, y2 = one["box"]
        sides = ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1)
        scale = (photo["width"], photo["height"]) * 2
        lines.append(f"0 {' '.join(f'{a / b:.6f}' for a, b in zip(sides, scale, strict=True))}\n")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.yaml", "names: [bullet, dome]")
        archive.write(SAMPLES / "street-01.jpg", "images/a.jpg")
        archive.writestr("labels/a.txt", "".join(lines))
        archive.writestr("images/b.png", encoded(kind="PNG"))
        archive.writestr("labels/b.txt", "")
    return path


def measure(page: Page) -> None:
    page.get_by_role("button", name="Start the evaluation").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Figures")).to_be_visible(timeout=JOB_MS)


def download(page: Page, button: str) -> zipfile.ZipFile:
    with page.expect_download() as caught:
        page.get_by_role("button", name=button).click()
    return zipfile.ZipFile(io.BytesIO(Path(caught.value.path()).read_bytes()))


def test_from_upload_to_report(
    page: Page, address: str, browser: Browser, foreign_requests: list[str], tmp_path: Path
) -> None:
    page.goto(f"{address}/evaluate")
    page.get_by_text("Upload labelled photos, or delete them").click()
    uploader = page.locator("[data-testid=stFileUploader]", has_text="A zip file")
    uploader.locator("input[type=file]").set_input_files(tiny_dataset(tmp_path / "tiny set.zip"))
    expect(uploader.get_by_text("tiny set.zip")).to_be_visible()
    page.get_by_role("button", name="Check and keep").locator("visible=true").click()
    expect(page.get_by_text("Kept: 2 photos, 3 cameras.")).to_be_visible()
    measure(page)
    expect(page.get_by_role("heading", name="tiny set")).to_be_visible()
    expect(page.get_by_text("2 photos, 1 of them without cameras; 3 cameras.")).to_be_visible()
    expect(page.locator("canvas, svg.marks").first).to_be_visible()
    expect(page.get_by_text("By threshold")).to_be_visible()
    assert grave_findings(page, "evaluation") == []
    before = page.get_by_text("Missed cameras (").inner_text()
    page.get_by_role("slider", name="Confidence threshold").press("End")
    expect(page.get_by_text("Missed cameras (2)")).to_be_visible()  # the third is sure beyond .99
    assert before != "Missed cameras (2)"
    expect(page.get_by_role("img", name="Bullet: tiny set/images/a.jpg")).to_have_count(2)

    with download(page, "Report") as report:
        names = {Path(name).name: name for name in report.namelist()}
        assert set(names) == {"report.json", "report.html", "report.md"}
        numbers = json.loads(report.read(names["report.json"]))
        html = report.read(names["report.html"]).decode()
    assert numbers["dataset"]["photos"] == 2
    assert numbers["models"][0]["any_housing"]["ap50"]["value"] is not None
    assert foreign_requests == [], "the page asks nobody else"
    (tmp_path / "report.html").write_text(html, "utf-8")
    offline = browser.new_context(offline=True).new_page()
    asked: list[str] = []
    offline.on("request", lambda request: asked.append(request.url))
    offline.goto((tmp_path / "report.html").as_uri())
    expect(offline.get_by_role("heading", level=1)).to_contain_text("tiny set")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_a_model_with_code_in_it_is_refused(page: Page, address: str, tmp_path: Path) -> None:
    (tmp_path / "best.pt").write_bytes(b"\x80\x04")
    page.goto(f"{address}/evaluate")
    page.get_by_text("Upload a model").click()
    uploader = page.locator("[data-testid=stFileUploader]", has_text="ONNX detection model")
    uploader.locator("input[type=file]").set_input_files(tmp_path / "best.pt")
    expect(uploader.get_by_text("best.pt")).to_be_visible()
    page.get_by_role("button", name="Check and keep").locator("visible=true").click()
    expect(page.get_by_text("can run any program when it is loaded")).to_be_visible()


def test_boxes_are_drawn_kept_and_measured(
    page: Page, address: str, foreign_requests: list[str], tmp_path: Path
) -> None:
    (tmp_path / "one.jpg").write_bytes(jpeg())
    (tmp_path / "two.png").write_bytes(encoded(kind="PNG"))
    page.goto(f"{address}/annotate")
    field = page.get_by_label("Name of the photo set")
    another = page.get_by_text("New photo set")
    expect(field.or_(another).first).to_be_visible()
    if another.is_visible():
        another.click()
    field.fill("drawn")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_label("Photo set", exact=True)).to_have_value("drawn")
    files = [tmp_path / "one.jpg", tmp_path / "two.png"]
    page.locator("input[type=file]").set_input_files(files)
    expect(page.get_by_text("Photo (0 of 2 done)")).to_be_visible()
    canvas = page.get_by_label("The photo with its boxes")
    note = page.get_by_role("status").filter(has_text="camera")
    expect(note).to_have_text("0 cameras")
    assert grave_findings(page, "annotate with photos") == []
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    assert frame
    middle = (frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1] + 40, steps=4)
    page.mouse.up()
    expect(note).to_have_text("1 camera")
    page.keyboard.press("3")
    expect(page.get_by_role("button", name="3 Bullet")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("n")
    expect(page.get_by_text("Photo (1 of 2 done)")).to_be_visible()
    expect(note).to_have_text("0 cameras")
    page.keyboard.press("p")
    expect(note).to_have_text("1 camera")
    page.reload()
    expect(page.get_by_text("Photo (1 of 2 done)")).to_be_visible()

    with download(page, "Photo set (YOLO, zip)") as dataset:
        (label,) = [name for name in dataset.namelist() if name.endswith(".txt")]
        number, *sides = dataset.read(label).decode().split()
    assert number == "2", "a bullet"
    scale = min(frame["width"] / 96, frame["height"] / 64)
    expected = [0.5 + 30 / scale / 96, 0.5 + 20 / scale / 64, 60 / scale / 96, 40 / scale / 64]
    assert [float(side) for side in sides] == pytest.approx(expected, abs=0.01)
    page.get_by_role("button", name="Measure models on it").click()
    expect(page.get_by_role("heading", name="Evaluate")).to_be_visible()
    measure(page)
    expect(page.get_by_text("1 photo, 0 of them without cameras; 1 camera.")).to_be_visible()
    assert foreign_requests == []


@pytest.mark.parametrize("size", [(390, 844)])
def test_nothing_is_wider_than_a_phone(page: Page, address: str, size: tuple[int, int]) -> None:
    for name in ("evaluate", "annotate"):
        page.goto(f"{address}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_timeout(1500)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0], name
