"""A client that speaks Streamlit's protocol itself, so that it can send what no page offers."""

import socket
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from playwright.sync_api import BrowserContext
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

__all__ = ["Event", "File", "Wire", "wire"]

ANSWER_SECONDS = 60
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN
XSRF_COOKIE = "_streamlit_xsrf"


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file that is given to a field for files."""

    name: str
    content: bytes


Event = Callable[[WidgetState], None] | File
"""Fills in what a widget reports: a click, a text; or the file that it is given."""


@dataclass(kw_only=True, slots=True)
class Wire:
    """One session over a WebSocket; `frames` are all bytes that came back."""

    connection: ClientConnection
    address: str
    cookies: Mapping[str, str]
    session_id: str = ""
    frames: list[bytes] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)

    def run(
        self, page: str, events: Mapping[str, Event] | None = None, *, query: str = ""
    ) -> list[Any]:
        """Ask for a run of a page with these widget events by id, and give its elements."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_script_hash = self.pages.get(page, "")
        message.rerun_script.page_name = page
        for widget, fill in (events or {}).items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id = widget
            if isinstance(fill, File):
                self._hand_over(fill, state)
            else:
                fill(state)
        self.connection.send(message.SerializeToString())
        return [part for part in self._answer() if part is not None]

    def download(self, file_id: str) -> bytes | None:
        """Ask for a file that is written when it is asked for; None where that is refused."""
        message = BackMsg()
        message.backend_operation_request.request_id = uuid.uuid4().hex
        message.backend_operation_request.session_id = self.session_id
        message.backend_operation_request.deferred_file.file_id = file_id
        self.connection.send(message.SerializeToString())
        answer = self._wait_for("backend_operation_response").backend_operation_response
        if not answer.deferred_file.url:
            return None
        return self.get(answer.deferred_file.url)

    def get(self, path: str) -> bytes:
        """Fetch what stands at an address of the app, as this session's browser would."""
        found = requests.get(f"{self.address}{path}", cookies=dict(self.cookies), timeout=60)
        found.raise_for_status()
        return found.content

    def _hand_over(self, file: File, state: WidgetState) -> None:
        message = BackMsg()
        message.file_urls_request.request_id = uuid.uuid4().hex
        message.file_urls_request.file_names.append(file.name)
        message.file_urls_request.session_id = self.session_id
        self.connection.send(message.SerializeToString())
        (urls,) = self._wait_for("file_urls_response").file_urls_response.file_urls
        requests.put(
            f"{self.address}{urls.upload_url}",
            files={file.name: (file.name, file.content)},
            cookies=dict(self.cookies),
            headers={"X-Xsrftoken": self.cookies.get(XSRF_COOKIE, "")},
            timeout=60,
        ).raise_for_status()
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = file.name, len(file.content), urls.file_id
        info.file_urls.CopyFrom(urls)

    def _wait_for(self, kind: str) -> ForwardMsg:
        while True:
            answer = self._receive()
            if answer.WhichOneof("type") == kind:
                return answer

    def _receive(self) -> ForwardMsg:
        frame = cast("bytes", self.connection.recv(timeout=ANSWER_SECONDS))
        self.frames.append(frame)
        answer: ForwardMsg = ForwardMsg.FromString(frame)
        return answer

    def _answer(self) -> Iterator[Any]:
        while True:
            answer = self._receive()
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.session_id = answer.new_session.initialize.session_id or self.session_id
            elif kind == "navigation":
                for page in answer.navigation.app_pages:
                    self.pages[page.url_pathname] = page.page_script_hash
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                element = answer.delta.new_element
                yield getattr(element, str(element.WhichOneof("type")), None)
            elif kind == "delta" and answer.delta.add_block.HasField("expandable"):
                yield answer.delta.add_block.expandable
            elif kind == "script_finished" and answer.script_finished != EARLY:
                return


@contextmanager
def wire(
    address: str,
    context: BrowserContext | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    through: str | None = None,
) -> Iterator[Wire]:
    """Connect as the browser of a context would, or as somebody who never signed in.

    `headers` are more of them, such as a proxy adds; `through` is the network address of this
    machine to come in by, under whatever name `address` says.
    """
    cookies = {each["name"]: each["value"] for each in context.cookies()} if context else {}
    if XSRF_COOKIE not in cookies:
        health = requests.get(f"{address}/_stcore/health", timeout=60)
        cookies[XSRF_COOKIE] = health.cookies.get(XSRF_COOKIE) or ""
    token = cookies.get(XSRF_COOKIE, "none")
    subprotocols: Sequence[Subprotocol] = [Subprotocol("streamlit"), Subprotocol(token)]
    with connect(
        f"{address.replace('http://', 'ws://')}/_stcore/stream",
        origin=Origin(address),
        subprotocols=subprotocols,
        additional_headers={
            "Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items()),
            **(headers or {}),
        },
        max_size=None,
        proxy=None,
        sock=socket.create_connection((through, urlsplit(address).port)) if through else None,
    ) as connection:
        yield Wire(connection=connection, address=address, cookies=cookies)
