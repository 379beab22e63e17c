"""Curves of an evaluation, drawn in the browser by what Streamlit ships: no request is made."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

__all__ = ["show"]

HEIGHT_PX = 360
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
"""Okabe and Ito's: told apart by people who do not see red and green."""


def show(models: Sequence[Mapping[str, Any]], iou: str, threshold: float) -> None:
    """Draw precision over recall, and both over the threshold, side by side.

    `models` are those of report.json, `iou` a key of their curves.
    """
    points = _points(models, iou)
    if points.empty:
        st.info("There are no curves: no camera is labelled, or nothing was found.")
        return
    left, right = st.columns(2, gap="medium")
    left.altair_chart(_precision_recall(points, threshold))
    right.altair_chart(_by_threshold(points, threshold))


def _points(models: Sequence[Mapping[str, Any]], iou: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"Model": model["name"], **point}
        for model in models
        for point in model["curves"][iou]
        if point["recall"] is not None
    )


def _precision_recall(points: pd.DataFrame, threshold: float) -> alt.LayerChart | alt.FacetChart:
    base = alt.Chart(points).encode(
        x=alt.X("recall:Q", title="Recall", scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("precision:Q", title="Precision", scale=alt.Scale(domain=[0, 1])),
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
    return alt.layer(line, marked).properties(height=HEIGHT_PX, title="Precision and recall")


def _by_threshold(points: pd.DataFrame, threshold: float) -> alt.LayerChart | alt.FacetChart:
    long = points.melt(
        ["Model", "confidence"], ["recall", "precision"], var_name="Figure", value_name="share"
    )
    lines = (
        alt.Chart(long)
        .mark_line()
        .encode(
            x=alt.X("confidence:Q", title="Threshold", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("share:Q", title="Share", scale=alt.Scale(domain=[0, 1])),
            color=_colour(),
            strokeDash=alt.StrokeDash("Figure:N", legend=alt.Legend(orient="top", title=None)),
            tooltip=["Model:N", "Figure:N", _number("confidence"), _number("share")],
        )
    )
    rule = alt.Chart(pd.DataFrame({"at": [threshold]})).mark_rule(color="#7a8a8b").encode(x="at:Q")
    return alt.layer(rule, lines).properties(height=HEIGHT_PX, title="By threshold")


def _colour() -> alt.Color:
    return alt.Color(
        "Model:N",
        scale=alt.Scale(range=COLOURS),
        legend=alt.Legend(orient="bottom", title=None, labelLimit=300, columns=1),
    )


def _tooltip() -> list[Any]:
    return ["Model:N", *(_number(name) for name in ("confidence", "recall", "precision"))]


def _number(name: str) -> alt.Tooltip:
    return alt.Tooltip(f"{name}:Q", format=".2f", title=name.capitalize())
