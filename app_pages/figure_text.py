"""Figures as text: a value with two digits, and its 95% interval in brackets."""

from collections.abc import Mapping

from languages.figures import number
from languages.kept import kept
from languages.text import tr

__all__ = ["NOTHING", "share", "with_interval"]

NOTHING = kept("n/a")
"""Where the photos hold nothing to measure a figure on."""


def with_interval(estimate: Mapping[str, float | None], *, signed: bool = False) -> str:
    """An estimate of report.json, such as `0.83 (0.71 to 0.91)`; `signed` for a difference."""
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    if value is None:
        return tr(NOTHING)
    if low is None or high is None:
        return _two_digits(value, signed)
    return tr(
        "{value} ({low} to {high})",
        value=_two_digits(value, signed),
        low=_two_digits(low, signed),
        high=_two_digits(high, signed),
    )


def share(value: float | None) -> str:
    """A share, or what stands for none."""
    return tr(NOTHING) if value is None else number(value, 2)


def _two_digits(value: float, signed: bool) -> str:
    return ("+" if signed and value >= 0 else "") + number(value, 2)
