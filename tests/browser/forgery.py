"""Forged events: what is done on a page, sent by somebody whom the page would not show it to."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState

from mapping.access.permission import PERMITTED, Permission
from tests.browser.staff import OWN_ROLES, App
from tests.browser.wire import Event, Wire

__all__ = ["Forgery", "chosen", "click", "events", "shown", "tick", "typed"]


def click(state: WidgetState) -> None:
    """Press a button."""
    state.trigger_value = True


def tick(state: WidgetState) -> None:
    """Tick a box, or unfold."""
    state.bool_value = True


def typed(text: str) -> Event:
    """Type into a field."""

    def fill_in(state: WidgetState) -> None:
        state.string_value = text

    return fill_in


def chosen(option: str) -> Event:
    """Choose one of several."""

    def choose(state: WidgetState) -> None:
        state.string_array_value.data.append(option)

    return choose


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgery:
    """What is done on a page, by the labels of its widgets; what it takes, and what it changes.

    `opens` are the events that bring out the widgets of `does`; `query` is that of the address.
    """

    permission: Permission
    page: str
    does: Mapping[str, Event]
    trace: Callable[[App], int]
    opens: Mapping[str, Event] = field(default_factory=dict)
    query: str = ""

    @property
    def name(self) -> str:
        """What pytest calls it."""
        return f"{self.page or 'upload'}-{[*self.does][-1]}"

    @property
    def allowed(self) -> frozenset[str]:
        """The people whose role may do it."""
        roles = PERMITTED[self.permission]
        return frozenset(person for person, role in OWN_ROLES.items() if role in roles)


def shown(elements: list[Any]) -> dict[str, str]:
    """The ids of widgets by their labels; a label that comes again is "label (2)"."""
    found: dict[str, str] = {}
    seen = Counter[str]()
    for element in elements:
        label, name = getattr(element, "label", ""), getattr(element, "id", "")
        if label and name and name not in found.values():
            seen[label] += 1
            found[label if seen[label] == 1 else f"{label} ({seen[label]})"] = name
    return found


def events(session: Wire, forgery: Forgery) -> dict[str, Event]:
    """The events of a forgery, as its page would send them."""
    session.run("")
    widgets = shown(session.run(forgery.page, query=forgery.query))
    opened = {widgets[label]: event for label, event in forgery.opens.items()}
    if opened:
        widgets = shown(session.run(forgery.page, opened, query=forgery.query))
    return opened | {widgets[label]: event for label, event in forgery.does.items()}
