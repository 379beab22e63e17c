"""What a press of a button came to, in one line over the foot of the page.

Streamlit's own short messages are dialogs without a name, and gone after four seconds.
"""

from dataclasses import dataclass, field
from itertools import count
from time import monotonic

import streamlit as st

__all__ = ["Message", "still_said"]

LEAST_SECONDS = 5.0
_numbers = count()


@dataclass(kw_only=True, slots=True)
class Message:
    """Said until the next action; `warns` if something was not done.

    Pages that draw themselves anew meanwhile, as an upload does for each photo that is scanned,
    leave it for `LEAST_SECONDS`. `number` tells it from one before it with the same words, which
    a screen reader would not say again.
    """

    text: str
    icon: str
    warns: bool = False
    number: int = field(default_factory=lambda: next(_numbers))
    until_s: float | None = None


def still_said(message: Message | None) -> Message | None:
    """Show a message where there is one; gives it back as long as later runs have to show it.

    The place is there on every page: what follows in the page keeps its own. style.css lays it
    over the foot of the window, so that it is seen wherever the button was. Streamlit gives it
    the role of a status, or of an alert.
    """
    place = st.container(key="message")
    now_s = monotonic()
    if message is None or (message.until_s is not None and message.until_s < now_s):
        return None
    if message.until_s is None:
        message.until_s = now_s + LEAST_SECONDS
    say = st.warning if message.warns else st.success
    with place.container(key=f"message-{message.number}"):
        say(message.text, icon=message.icon)
    return message
