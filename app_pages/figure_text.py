"""Figures as text: a value with two digits, and its 95 % interval in brackets."""

from collections.abc import Mapping

__all__ = ["NOTHING", "share", "with_interval"]

NOTHING = "n/a"
"""Where the photos hold nothing to measure a figure on."""


def with_interval(estimate: Mapping[str, float | None], sign: str = "") -> str:
    """An estimate of report.json, such as `0.83 (0.71 to 0.91)`."""
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    if value is None:
        return NOTHING
    figure = format(value, f"{sign}.2f")
    if low is None or high is None:
        return figure
    return f"{figure} ({format(low, f'{sign}.2f')} to {format(high, f'{sign}.2f')})"


def share(value: float | None) -> str:
    """A share, or what stands for none."""
    return NOTHING if value is None else f"{value:.2f}"
