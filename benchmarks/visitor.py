"""A visitor without a browser: speaks with the running app as Streamlit's page in a browser does.

One WebSocket a session, files by HTTP under the app's own forgery protection, pictures fetched,
and the runs that a page asks for by itself (`run_every`) asked for.
"""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

__all__ = ["LostError", "Visitor"]

_COOKIE = "_streamlit_xsrf"


class LostError(Exception):
    """The app went away, or did not answer in time."""


@dataclass(kw_only=True, slots=True)
class _Page:
    """What the page in this browser knows."""

    session_id: str = ""
    query: str = ""
    uploader: str = ""
    script_hash: str = ""
    fragments: dict[str, float] = field(default_factory=dict)
    timers: dict[str, float] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    pictures: set[str] = field(default_factory=set)


class Visitor:
    """One browser session. `answers_s` are the seconds from each question to the whole answer."""

    def __init__(self, address: str, *, patience_s: float = 60.0) -> None:
        self._address = address
        self._patience_s = patience_s
        self._http = requests.Session()
        self._page = _Page()
        self._seen_pictures: set[str] = set()
        self.answers_s: list[float] = []

    def __enter__(self) -> Self:
        """Open the page and wait until it is drawn."""
        try:
            self._get("/")
            self._get("/_stcore/health")
            token = self._http.cookies.get(_COOKIE) or ""
            self._socket = connect(
                f"{self._address.replace('http', 'ws', 1)}/_stcore/stream",
                additional_headers={"Cookie": f"{_COOKIE}={token}"},
                subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
                origin=Origin(self._address),
                max_size=None,
                ping_interval=None,  # browsers send none
                open_timeout=self._patience_s,
            )
            self.ask()
        except (OSError, WebSocketException, TimeoutError) as error:
            raise LostError(str(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._http.close()

    @property
    def receipt(self) -> str | None:
        """The receipt in the address of the page."""
        return parse_qs(self._page.query).get("receipt", [None])[0]

    @property
    def text(self) -> str:
        """All that stands on the page, or in the part that was drawn last."""
        return "\n".join(self._page.texts)

    def upload(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Drop files on the page and wait for what it says then."""
        request = BackMsg()
        request.file_urls_request.request_id = uuid.uuid4().hex
        request.file_urls_request.file_names.extend(name for name, _ in files)
        request.file_urls_request.session_id = self._page.session_id
        state = WidgetState(id=self._page.uploader)
        try:
            self._socket.send(request.SerializeToString())
            urls = self._wait_for("file_urls_response").file_urls_response.file_urls
            for (name, content), url in zip(files, urls, strict=True):
                self._put(url.upload_url, name, content)
                info = state.file_uploader_state_value.uploaded_file_info.add()
                info.name, info.size, info.file_id = name, len(content), url.file_id
                info.file_urls.CopyFrom(url)
        except (OSError, WebSocketException) as error:
            raise LostError(str(error)) from error
        self.ask([state])

    def follow(self, until: float) -> bool:
        """Look at the page as long as it asks for runs by itself; False where time ran out."""
        while self._page.fragments:
            if time.monotonic() > until:
                return False
            fragment, interval_s = next(iter(self._page.fragments.items()))
            time.sleep(interval_s)
            self.ask(fragment=fragment)
        return True

    def ask(self, states: Sequence[WidgetState] = (), *, fragment: str = "") -> None:
        """Have the page, or one part of it, run, and fetch the pictures that it shows."""
        request = BackMsg()
        client = request.rerun_script
        client.query_string, client.page_script_hash = self._page.query, self._page.script_hash
        client.fragment_id, client.is_auto_rerun = fragment, bool(fragment)
        client.widget_states.widgets.extend(states)
        started = time.monotonic()
        try:
            self._socket.send(request.SerializeToString())
            self._wait_for("script_finished")
            self.answers_s.append(time.monotonic() - started)
            for picture in self._page.pictures - self._seen_pictures:
                self._get(picture)
        except (OSError, WebSocketException) as error:
            raise LostError(str(error)) from error
        self._seen_pictures |= self._page.pictures

    def _wait_for(self, kind: str) -> ForwardMsg:
        deadline = time.monotonic() + self._patience_s
        while True:
            data = self._socket.recv(timeout=max(0.01, deadline - time.monotonic()))
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            found = message.WhichOneof("type")
            self._take(message, found)
            finished_early = (
                found == "script_finished"
                and message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            )
            if found == kind and not finished_early:
                return message

    def _take(self, message: ForwardMsg, kind: str | None) -> None:
        page = self._page
        if kind == "new_session":
            page.session_id = message.new_session.initialize.session_id or page.session_id
            page.script_hash = message.new_session.page_script_hash
            page.texts.clear()
            page.timers.clear()
        elif kind == "page_info_changed":
            page.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            page.timers[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            page.fragments |= page.timers
        elif kind == "stop_auto_rerun":
            page.fragments.pop(message.stop_auto_rerun.fragment_id, None)
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                page.fragments = dict(page.timers)  # the whole page ran: older timers are gone
        elif kind == "delta" and message.delta.HasField("new_element"):
            element = message.delta.new_element
            if element.HasField("file_uploader"):
                page.uploader = element.file_uploader.id
            elif element.HasField("imgs"):
                page.pictures.update(each.url for each in element.imgs.imgs)
            page.texts.append(element.markdown.body or element.heading.body or element.alert.body)

    def _get(self, path: str) -> None:
        answer = self._http.get(f"{self._address}{path}", timeout=self._patience_s)
        if not path.startswith("/media/"):
            answer.raise_for_status()

    def _put(self, path: str, name: str, content: bytes) -> None:
        token = self._http.cookies.get(_COOKIE) or ""
        self._http.put(
            f"{self._address}{path}",
            files={name: (name, content, "image/jpeg")},
            headers={"X-Xsrftoken": token},
            timeout=self._patience_s,
        ).raise_for_status()
