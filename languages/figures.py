"""Figures as the reader writes them, by the Unicode locale data (CLDR) that Babel holds."""

from collections.abc import Iterable
from datetime import date, datetime

from babel import dates, lists, numbers

from languages.reader import reader_language

__all__ = ["both", "day", "either", "metres", "moment", "month", "number", "percent"]


def number(value: float, digits: int = 0) -> str:
    """A number with so many digits after the point: `1,234.5`, `1.234,5`."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return numbers.format_decimal(value, format=pattern, locale=_locale())


def percent(share: float, digits: int = 0) -> str:
    """A share from 0 to 1: `93%`, in all our languages without a gap, as CLDR has it."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return numbers.format_percent(share, format=pattern, locale=_locale())


def metres(distance_m: float, digits: int = 0) -> str:
    """A distance with its unit: `12 m`."""
    return f"{number(distance_m, digits)} m"


def day(value: date) -> str:
    """A date without its time: `24 Nov 2026`, `24. 11. 2026.`."""
    return dates.format_date(value, "medium", locale=_locale())


def month(value: date) -> str:
    """A month with its year: `November 2026`."""
    return dates.format_skeleton("yMMMM", value, locale=_locale())


def moment(value: datetime) -> str:
    """A date with its time to the minute, in the zone that it comes in."""
    clock = dates.format_time(value, "HH:mm", locale=_locale())
    return f"{day(value.date())} {clock}"


def both(parts: Iterable[str]) -> str:
    """A list: `a, b and c`."""
    return lists.format_list(list(parts), style="standard", locale=_locale())


def either(parts: Iterable[str]) -> str:
    """A choice: `a, b or c`."""
    return lists.format_list(list(parts), style="or", locale=_locale())


def _locale() -> str:
    return reader_language().locale
