"""The app behind the proxy of deploy/: it works, and the browser is told what to refuse."""

import base64
import hashlib
import http.client
import re
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.conftest import PATIENCE_MS, ROOT, started
from tests.builders import jpeg
from tests.proxy import NGINX, TEMPLATE, running_proxy

pytestmark = pytest.mark.skipif(not NGINX.exists(), reason="scripts/system-packages proxy")

MAP = "canvas.maplibregl-canvas, #deckgl-overlay"
PAGES = ("", "review", "dataset", "known", "evaluate", "operations", "people", "annotate")


@pytest.fixture(scope="module")
def direct(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app itself."""
    scanning = {"OSMATRAC_WORKERS": "thread"}  # with the priority of the pages
    with started(ROOT, tmp_path_factory.mktemp("data"), settings=scanning) as address:
        yield address


@pytest.fixture(scope="module")
def site(direct: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as visitors reach it."""
    app = urlsplit(direct).netloc.replace("localhost", "127.0.0.1")
    with running_proxy(app, tmp_path_factory.mktemp("proxy")) as address:
        yield address


@pytest.fixture(scope="module")
def own_site(direct: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same, but that visitors count as sitting at the machine, with all roles."""
    app = urlsplit(direct).netloc.replace("localhost", "127.0.0.1")
    with running_proxy(app, tmp_path_factory.mktemp("proxy"), as_if_local=True) as address:
        yield address


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(ignore_https_errors=True, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def connection_to(site: str) -> http.client.HTTPSConnection:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    parts = urlsplit(site)
    return http.client.HTTPSConnection(
        str(parts.hostname), parts.port, context=trusting, timeout=60
    )


def ask(
    site: str,
    path: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[http.client.HTTPResponse, bytes]:
    with closing(connection_to(site)) as connection:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()


def test_pages_load_and_a_photo_is_scanned_within_the_policy(
    own_site: str, visitor: Page, tmp_path: Path
) -> None:
    refused: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Permissions policy" in message.text:
            refused.append(message.text)

    visitor.on("console", note)
    visitor.on("pageerror", lambda error: refused.append(str(error)))
    visitor.goto(own_site)
    (tmp_path / "street.jpg").write_bytes((ROOT / "samples" / "street-01.jpg").read_bytes())
    (tmp_path / "text.jpg").write_bytes(b"no photo")
    visitor.locator("input[type=file]").set_input_files(
        [tmp_path / "street.jpg", tmp_path / "text.jpg"]
    )
    expect(visitor.get_by_text("All photos were looked at")).to_be_visible(timeout=3 * PATIENCE_MS)
    for page in PAGES:
        visitor.goto(f"{own_site}/{page}")
        expect(visitor.get_by_test_id("stApp")).to_have_attribute(
            "data-test-script-state", "notRunning"
        )
        expect(visitor.get_by_role("heading").first).to_be_visible()
        if page == "review":
            expect(visitor.locator(MAP).first).to_be_visible()
    _draw_boxes(visitor, tmp_path / "street.jpg")
    assert refused == []


def _draw_boxes(visitor: Page, photo: Path) -> None:
    """The box editor is a script of ours that Streamlit brings in by its own way."""
    visitor.get_by_label("Name of the photo set").fill("drawn")
    visitor.get_by_role("button", name="Create").click()
    expect(visitor.get_by_label("Photo set", exact=True)).to_have_value("drawn")
    visitor.locator("input[type=file]").set_input_files([photo])
    expect(visitor.get_by_label("The photo with its boxes")).to_be_visible()


def test_behind_the_proxy_nobody_has_a_role_without_signing_in(site: str, visitor: Page) -> None:
    visitor.goto(f"{site}/operations")
    expect(visitor.get_by_text("that is for operators")).to_be_visible()
    expect(visitor.get_by_role("link", name="Review")).to_have_count(0)


def test_every_answer_carries_the_headers(site: str) -> None:
    for path in ("/", "/_stcore/health", "/nothing-here", "/_stcore/metrics"):
        headers = ask(site, path)[0].headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy.split("style-src")[0]
        assert "'unsafe-eval'" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Strict-Transport-Security"].startswith("max-age=")
        assert "1." not in headers["Server"], "no version is told"


def test_the_hash_in_the_policy_is_that_of_streamlits_inline_script() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text()
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    expected = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{expected}'" in TEMPLATE.read_text()


def test_no_other_site_may_frame_it(site: str, visitor: Page) -> None:
    said: list[str] = []
    visitor.on("console", lambda message: said.append(message.text))
    visitor.set_content(f'<iframe src="{site}" width="900" height="700"></iframe>')
    visitor.wait_for_timeout(2000)
    assert any("frame" in text.lower() and "refused" in text.lower() for text in said) or any(
        "frame-ancestors" in text for text in said
    ), said
    assert not visitor.frame_locator("iframe").get_by_test_id("stApp").count()


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/healthz"],
)
def test_what_is_for_the_operator_is_not_public(site: str, path: str) -> None:
    assert ask(site, path)[0].status == 404


@pytest.mark.parametrize("into", ["", "app/static/", "media/", "component/", "static/"])
@pytest.mark.parametrize("up", ["../", "..%2f", "%2e%2e/", "..%5c", "....//", "%252e%252e/"])
def test_no_path_leads_to_a_file_of_the_app_or_its_data(
    site: str, direct: str, into: str, up: str
) -> None:
    for wanted in ("app.py", ".streamlit/config.toml", "data/osmatrac.db"):
        path = f"/{into}{up}{wanted}"
        for body in (ask(site, path)[1], _plainly(direct, path)):
            assert b"gatherUsageStats" not in body
            assert b"import streamlit" not in body
            assert b"SQLite format" not in body


def _plainly(direct: str, path: str) -> bytes:
    with closing(http.client.HTTPConnection(urlsplit(direct).netloc, timeout=60)) as connection:
        connection.request("GET", path)
        return connection.getresponse().read()


def test_a_body_over_the_limit_is_refused(site: str) -> None:
    announced = {"Content-Length": str(70_000_000)}
    response, _ = ask(site, "/_stcore/upload_file/session/file", "PUT", headers=announced)
    assert response.status == 413


def test_an_upload_without_a_session_is_refused(site: str) -> None:
    response, _ = ask(site, "/_stcore/upload_file/nobody/file", "PUT", jpeg())
    assert response.status in {400, 401, 403, 404}


def test_another_site_may_not_speak_in_a_visitors_name(site: str) -> None:
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    elsewhere = {"Origin": "https://elsewhere.example", **upgrade}
    response, _ = ask(site, "/_stcore/stream", headers=elsewhere)
    assert response.status == 403
    assert ask(site, "/", headers={"Origin": "null"})[0].status == 403
    assert ask(site, "/", headers={"Origin": site})[0].status == 200


def test_cookies_stay_on_the_encrypted_site(site: str) -> None:
    response, _ = ask(site, "/_stcore/health")
    cookies = response.headers.get_all("Set-Cookie") or []
    for cookie in cookies:
        assert "secure" in cookie.lower()
        assert "samesite=lax" in cookie.lower()


def test_a_flood_is_slowed_down(own_site: str) -> None:
    def send(_number: int) -> int:
        return ask(own_site, "/_stcore/upload_file/nobody/file", "PUT", b"x")[0].status

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(send, range(90)))
    assert 403 in statuses, "a few are let through to the app, which refuses them itself"
    assert 429 in statuses
