"""A day of use with a marked photo leaves nothing where the policy says nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from benchmarks.leaks import a_day, excess, start_browser


@pytest.mark.timeout(1800)
def test_a_day_with_a_marked_photo_leaks_nothing(tmp_path: Path) -> None:
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        findings = a_day(tmp_path, browser)
        browser.close()
    assert excess(findings) == []
    assert {"serial number", "camera owner", "latitude as text"} <= findings["scanned"]["originals"]
    assert "latitude as text" in findings["scanned"]["database"]
    assert "originals" not in findings["decided"]
    assert "latitude as text" in findings["decided"]["sent to the reviewer"], "nothing is recorded"
    assert findings["forgotten"] == {}
