"""Curves of an evaluation, drawn in the browser by what Streamlit ships: no request is made."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from languages.figures import number
from languages.kept import kept
from languages.text import tr

__all__ = ["COLOURS", "show", "spoken"]

HEIGHT_PX = 360
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
"""Okabe and Ito's: told apart by people who do not see red and green."""

_COLUMNS = {
    "Model": kept("Model"),
    "Figure": kept("Figure"),
    "confidence": kept("Confidence"),
    "recall": kept("Recall"),
    "precision": kept("Precision"),
    "share": kept("Share"),
}
"""The columns of the curves, as people read them."""


def show(models: Sequence[Mapping[str, Any]], iou: str, threshold: float) -> None:
    """Draw precision over recall, and both over the threshold, side by side.

    `models` are those of report.json, `iou` a key of their curves.
    """
    points = _points(models, iou)
    if points.empty:
        st.info(tr("There are no curves: no camera is labelled, or nothing was found."))
        return
    left, right = st.columns(2, gap="medium")
    left.altair_chart(spoken(_precision_recall(points, threshold)))
    right.altair_chart(spoken(_by_threshold(points, threshold)))


def spoken(chart: alt.LayerChart | alt.FacetChart) -> alt.LayerChart | alt.FacetChart:
    """Let a chart write its numbers as the reader does."""
    signs = {"decimal": number(0.5, 1)[1], "thousands": number(1000)[1]}
    numbers = alt.NumberLocale(**signs, grouping=[3], currency=["", ""])
    told: alt.LayerChart | alt.FacetChart = chart.configure(locale=alt.Locale(number=numbers))
    return told


def _points(models: Sequence[Mapping[str, Any]], iou: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"Model": model["name"], **point}
        for model in models
        for point in model["curves"][iou]
        if point["recall"] is not None
    )


def _precision_recall(points: pd.DataFrame, threshold: float) -> alt.LayerChart | alt.FacetChart:
    base = alt.Chart(points).encode(
        x=alt.X("recall:Q", title=tr("Recall"), scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("precision:Q", title=tr("Precision"), scale=alt.Scale(domain=[0, 1])),
        color=_colour(),
        tooltip=_tooltip(),
    )
    above = points[points["confidence"] >= threshold]
    here = above.sort_values("confidence").groupby("Model", as_index=False).first()
    marked = (
        alt.Chart(here)
        .mark_point(size=110, filled=True)
        .encode(x="recall:Q", y="precision:Q", color=_colour(), tooltip=_tooltip())
    )
    line = base.mark_line(interpolate="step-before", order=False)
    return alt.layer(line, marked).properties(height=HEIGHT_PX, title=tr("Precision and recall"))


def _by_threshold(points: pd.DataFrame, threshold: float) -> alt.LayerChart | alt.FacetChart:
    long = points.melt(
        ["Model", "confidence"], ["recall", "precision"], var_name="Figure", value_name="share"
    )
    long["Figure"] = long["Figure"].map(lambda name: tr(_COLUMNS[name]))
    lines = (
        alt.Chart(long)
        .mark_line()
        .encode(
            x=alt.X("confidence:Q", title=tr("Threshold"), scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("share:Q", title=tr("Share"), scale=alt.Scale(domain=[0, 1])),
            color=_colour(),
            strokeDash=alt.StrokeDash("Figure:N", legend=alt.Legend(orient="top", title=None)),
            tooltip=[_word("Model"), _word("Figure"), _number("confidence"), _number("share")],
        )
    )
    rule = alt.Chart(pd.DataFrame({"at": [threshold]})).mark_rule(color="#7a8a8b").encode(x="at:Q")
    return alt.layer(rule, lines).properties(height=HEIGHT_PX, title=tr("By threshold"))


def _colour() -> alt.Color:
    return alt.Color(
        "Model:N",
        scale=alt.Scale(range=COLOURS),
        legend=alt.Legend(orient="bottom", title=None, labelLimit=300, columns=1),
    )


def _tooltip() -> list[Any]:
    return [_word("Model"), *(_number(name) for name in ("confidence", "recall", "precision"))]


def _word(name: str) -> alt.Tooltip:
    return alt.Tooltip(f"{name}:N", title=tr(_COLUMNS[name]))


def _number(name: str) -> alt.Tooltip:
    return alt.Tooltip(f"{name}:Q", format=".2f", title=tr(_COLUMNS[name]))
