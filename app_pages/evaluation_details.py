"""The figures behind the headline: by type, by size, confusion of types, and calibration."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app_pages import words
from app_pages.evaluation_charts import COLOURS
from app_pages.figure_text import share, with_interval
from detection.record import Housing

__all__ = ["show"]

CHART_HEIGHT_PX = 260

_BY_TYPE = {
    "ap50": "AP50",
    "recall_iou30": "Recall",
    "precision_iou30": "Precision",
}

Model = Mapping[str, Any]


def show(models: Sequence[Model]) -> None:
    """Show the details of one model of report.json, chosen if there are several."""
    names = [model["name"] for model in models]
    model = models[0]
    if len(models) > 1:
        model = models[names.index(st.selectbox("Details of", names))]
    kinds, sizes, types, certainty = st.tabs(["By type", "By size", "Types mixed up", "Certainty"])
    with kinds:
        _by_type(model)
    with sizes:
        _by_size(model)
    with types:
        _confusion(model)
    with certainty:
        _calibration(model)


def _by_type(model: Model) -> None:
    if not model["by_housing"]:
        st.info("No camera of a known type is labelled.")
        return
    rows = [
        {
            "Type": words.HOUSING_WORDS[Housing(housing)],
            **{name: with_interval(figures[key]) for key, name in _BY_TYPE.items()},
        }
        for housing, figures in model["by_housing"].items()
    ]
    st.table(pd.DataFrame(rows).set_index("Type"))
    st.caption("Here a camera is found only if its type is right as well.")


def _by_size(model: Model) -> None:
    st.table(_sizes(model["by_size_px"], "Pixels", 1, ""))
    st.table(_sizes(model["by_relative_size"], "Of the photo", 100, " %"))
    st.caption("The side of a square as large as the camera's box, in pixels and as a share.")


def _sizes(ranges: Sequence[Mapping[str, Any]], name: str, scale: float, unit: str) -> pd.DataFrame:
    rows = []
    for one in ranges:
        low, high = scale * one["from"], one["to"]
        end = "and more" if high is None else f"to {scale * high:g}{unit}"
        row = {
            name: f"{low:g}{unit} {end}",
            "Cameras": str(one["cameras"]),
            "Recall": with_interval(one["recall"]),
        }
        rows.append(row | ({"AP50": share(one["ap50"])} if "ap50" in one else {}))
    return pd.DataFrame(rows).set_index(name)


def _confusion(model: Model) -> None:
    found = model["housing_confusion"]
    counts = found["counts"]
    if not counts:
        st.info("No camera of a known type was found.")
        return
    columns = [Housing(key) for key in next(iter(counts.values()))]
    rows = {
        words.HOUSING_WORDS[Housing(truth)]: [str(row[each.value]) for each in columns]
        for truth, row in counts.items()
    }
    heads = [words.HOUSING_WORDS[each] for each in columns]
    st.table(pd.DataFrame.from_dict(rows, orient="index", columns=heads))
    st.caption(
        "Found cameras: what they are by rows, what the model calls them by columns. "
        f"Right: {with_interval(found['type_right'])} of all, "
        f"{with_interval(found['type_right_if_decided'])} of those that it gives a type."
    )


def _calibration(model: Model) -> None:
    left, right = st.columns(2, gap="medium")
    for column, key, title in (
        (left, "calibration", "Is it a camera?"),
        (right, "housing_calibration", "Is it of this type?"),
    ):
        found = model[key]
        bins = [one for one in found["bins"] if one["count"] and one["right"]["value"] is not None]
        if not bins:
            column.info(f"{title} Nothing to judge it by.")
            continue
        column.altair_chart(_reliability(bins, title))
        error = with_interval(found["expected_calibration_error"])
        column.caption(f"Expected calibration error: {error}.")


def _reliability(bins: Sequence[Mapping[str, Any]], title: str) -> alt.LayerChart | alt.FacetChart:
    points = pd.DataFrame(
        {
            "stated": one["mean_confidence"],
            "right": one["right"]["value"],
            "low": one["right"]["low"],
            "high": one["right"]["high"],
            "count": one["count"],
        }
        for one in bins
    )
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("stated:Q", title="Stated certainty", scale=scale)
    even = alt.Chart(pd.DataFrame({"at": [0, 1]})).mark_line(color="#7a8a8b", strokeDash=[4, 4])
    marks = alt.Chart(points).mark_point(size=70, filled=True, color=COLOURS[0])
    bars = alt.Chart(points).mark_rule(color=COLOURS[0])
    return alt.layer(
        even.encode(x=alt.X("at:Q", title="Stated certainty", scale=scale), y="at:Q"),
        bars.encode(x=x, y=alt.Y("low:Q", title="Share that is right", scale=scale), y2="high:Q"),
        marks.encode(x=x, y="right:Q", tooltip=["stated:Q", "right:Q", "count:Q"]),
    ).properties(height=CHART_HEIGHT_PX, title=title)
