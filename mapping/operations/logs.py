"""Logs that an operator may keep: lines of text or of JSON, without anything about a person.

Our own lines name no place, person, receipt or file. What libraries and exceptions say is not
ours to choose, so every line is scrubbed on its way out: decimals as coordinates have them,
receipts, names of picture files and addresses of hosts are replaced.
"""

import logging
import os
import re
import sys
from typing import Any, TextIO

from pythonjsonlogger.json import JsonFormatter

__all__ = ["scrub", "set_up_logs"]

_PLACEHOLDERS = (
    # PostgreSQL repeats the values of a row that it refuses, over as many lines as they have
    (re.compile(r"DETAIL:.*?(?=\n(?:\[SQL|CONTEXT:|HINT:)|\Z)", re.DOTALL), "DETAIL: [values]"),
    (re.compile(r"\b[2-9A-HJKMNP-Z]{4}(?:-[2-9A-HJKMNP-Z]{4}){3}\b", re.IGNORECASE), "[receipt]"),
    (
        re.compile(
            r"[^\s/\\'\"(:]*\.(?:jpe?g|hei[cf]|png|webp|tiff?|dng|mp4|mov|gpx)\b", re.IGNORECASE
        ),
        "[file]",
    ),
    (re.compile(r"(?<![\d.])-?\d{1,3}\.\d{3,}(?![\d.])"), "[number]"),
    (re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"), "[address]"),
    (re.compile(r"\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b", re.IGNORECASE), "[address]"),
)
_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_HANDLER = "osmatrac"


def scrub(line: str) -> str:
    """Replace what could tell of a person or a place."""
    for pattern, placeholder in _PLACEHOLDERS:
        line = pattern.sub(placeholder, line)
    return line


def set_up_logs(stream: TextIO | None = None) -> None:
    """Log to `stream` (default: standard error), once; `OSMATRAC_LOG=json` gives JSON lines.

    Loggers that have handlers of their own, such as Streamlit's, get the same form.
    """
    formatter: logging.Formatter
    if os.environ.get("OSMATRAC_LOG") == "json":
        formatter = _ScrubbedJson(
            ["asctime", "levelname", "name", "message"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
        )
    else:
        formatter = _ScrubbedText(_TEXT)
    root = logging.getLogger()
    for handler in list(root.handlers):
        if handler.get_name() == _HANDLER:
            root.removeHandler(handler)
    handler = logging.StreamHandler(stream) if stream else _StandardError()
    handler.set_name(_HANDLER)
    handler.setFormatter(formatter)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        for own in logging.getLogger(name).handlers:
            own.setFormatter(formatter)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at that moment, as logging's last resort does."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


class _ScrubbedText(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


class _ScrubbedJson(JsonFormatter):
    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {key: _scrub_value(value) for key, value in log_data.items()}


def _scrub_value(value: object) -> object:
    if isinstance(value, float):
        return round(value, 2)  # seconds need no more, and coordinates do not fit
    return value if value is None or isinstance(value, bool | int) else scrub(str(value))
