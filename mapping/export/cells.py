"""Cells of tables: text that a spreadsheet shows and never runs.

A spreadsheet takes a cell as a formula by its first character, and it splits a file at the
separator of its own country, whatever the file was written with. So text is guarded at its
start and after everything that could be taken for a border between cells: there an apostrophe
goes in front. Numbers that we wrote ourselves stay numbers.
"""

import csv
import io
import re
from collections.abc import Iterable

__all__ = ["Number", "guarded", "line"]

_FORMULA = "=+\\-@＝＋－＠"  # noqa: RUF001 - spreadsheets take the wide forms, too
_RISKY_START = re.compile(rf"(^|[,;\t\r\n])(?=\s*[{_FORMULA}])")
_BLANK_STARTS = ("\t", "\r", "\n")


class Number(str):
    """Digits that we wrote ourselves: a leading minus is a sign, not a formula."""

    __slots__ = ()


def guarded(cell: object) -> object:
    """Put an apostrophe before every place of a text from which it could run as a formula."""
    if not isinstance(cell, str) or isinstance(cell, Number):
        return cell
    safe = _RISKY_START.sub(r"\1'", cell)
    return f"'{safe}" if safe.startswith(_BLANK_STARTS) else safe


def line(cells: Iterable[object], *, delimiter: str = ",") -> str:
    """Write one row (RFC 4180 but for the delimiter); None is an empty cell."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
