"""A client that speaks Streamlit's protocol itself, so that it can send what no page offers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from playwright.sync_api import BrowserContext
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

__all__ = ["Event", "Wire", "wire"]

ANSWER_SECONDS = 60
XSRF_COOKIE = "_streamlit_xsrf"

Event = Callable[[WidgetState], None]
"""Fills in what a widget reports: a click, a text."""


@dataclass(kw_only=True, slots=True)
class Wire:
    """One session over a WebSocket; `frames` are all bytes that came back."""

    connection: ClientConnection
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
            fill(state)
        self.connection.send(message.SerializeToString())
        return [part for part in self._answer() if part is not None]

    def _answer(self) -> Iterator[Any]:
        while True:
            frame = cast("bytes", self.connection.recv(timeout=ANSWER_SECONDS))
            self.frames.append(frame)
            answer = ForwardMsg.FromString(frame)
            kind = answer.WhichOneof("type")
            if kind == "navigation":
                for page in answer.navigation.app_pages:
                    self.pages[page.url_pathname] = page.page_script_hash
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                element = answer.delta.new_element
                yield getattr(element, str(element.WhichOneof("type")), None)
            elif kind == "delta" and answer.delta.add_block.HasField("expandable"):
                yield answer.delta.add_block.expandable
            elif kind == "script_finished":
                return


@contextmanager
def wire(
    address: str,
    context: BrowserContext | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> Iterator[Wire]:
    """Connect as the browser of a context would, or as somebody who never signed in.

    `headers` are more of them, such as a proxy adds.
    """
    cookies = {each["name"]: each["value"] for each in context.cookies()} if context else {}
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
    ) as connection:
        yield Wire(connection=connection)
