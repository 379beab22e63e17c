"""Text inside XML 1.0: escaped so that it comes back as it was, line breaks included."""

import re
from xml.sax.saxutils import escape, quoteattr

__all__ = ["attribute", "text"]

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: str) -> str:
    """Escape the text of an element."""
    return escape(_allowed(value), {"\r": "&#13;"})


def attribute(value: str) -> str:
    """Escape the value of an attribute and give it with its quotes."""
    return quoteattr(_allowed(value))


def _allowed(value: str) -> str:
    """Replace what XML cannot hold in any spelling, such as a NUL, by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", value)
