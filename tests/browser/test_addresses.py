"""From where somebody reaches the app is written down nowhere."""

import socket
import urllib.error
import urllib.request
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.traces import found_under, text_forms
from tests.browser.conftest import ROOT, started
from tests.browser.wire import wire

PEER, FORWARDED, FORWARDED_6 = "127.0.77.31", "203.0.113.177", "2001:db8:77:31::beef"
HEADERS = {
    "X-Forwarded-For": f"{FORWARDED}, {FORWARDED_6}",
    "X-Real-IP": FORWARDED,
    "Forwarded": f'for="[{FORWARDED_6}]"',
    "User-Agent": "Marked-Browser/77.31",
}
TRACES: Mapping[str, bytes] = {
    name: form
    for address in (PEER, FORWARDED, FORWARDED_6)
    for name, form in (
        *text_forms(address, address).items(),
        (f"{address} in binary", ip_address(address).packed),
    )
} | text_forms("browser", HEADERS["User-Agent"])


def click(state: WidgetState) -> None:
    state.trigger_value = True


def ask(url: str) -> None:
    request = urllib.request.Request(url, headers=HEADERS)
    try:
        urllib.request.urlopen(request, timeout=60).close()
    except urllib.error.HTTPError as refusal:
        refusal.close()


def test_no_address_of_a_visitor_is_kept_or_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = socket.create_connection

    def from_the_marked_address(
        address: tuple[str, int], timeout: float | None = None, *_: object, **_named: object
    ) -> socket.socket:
        return connect(address, timeout, source_address=(PEER, 0))

    with started(ROOT, tmp_path, settings={"OSMATRAC_WORKERS": "0"}) as named:
        address = named.replace("localhost", "127.0.0.1")  # of the same family as the peer's
        monkeypatch.setattr(socket, "create_connection", from_the_marked_address)
        for path in ("", "_stcore/health", "review", "media/none.jpg", "_stcore/upload_file"):
            ask(f"{address}/{path}")
        with wire(address, headers=HEADERS) as session:
            button = next(
                each
                for each in session.run("")
                if getattr(each, "label", "") == "Try the sample photos"
            )
            session.run("", {button.id: click})
            session.run("review")
        assert list(tmp_path.rglob("*.bin")), "photos were handed in"
        assert found_under(tmp_path, TRACES) == set()
    assert found_under(tmp_path, TRACES) == set(), "nor where the database is closed"
    assert (tmp_path / "server.log").stat().st_size > 0
