"""The figures behind the headline: by type, by size, confusion of types, and calibration."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app_pages import words
from app_pages.evaluation_charts import COLOURS, spoken
from app_pages.figure_text import share, with_interval
from detection.record import Housing
from languages.figures import number, percent
from languages.kept import kept
from languages.text import tr

__all__ = ["show"]

CHART_HEIGHT_PX = 260

_BY_TYPE = {
    "ap50": "AP50",
    "recall_iou30": kept("Recall"),
    "precision_iou30": kept("Precision"),
}

Model = Mapping[str, Any]


def show(models: Sequence[Model]) -> None:
    """Show the details of one model of report.json, chosen if there are several."""
    names = [model["name"] for model in models]
    model = models[0]
    if len(models) > 1:
        model = models[names.index(st.selectbox(tr("Details of"), names))]
    kinds, sizes, types, certainty = st.tabs(
        [tr("By type"), tr("By size"), tr("Types mixed up"), tr("Certainty")]
    )
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
        st.info(tr("No camera of a known type is labelled."))
        return
    rows = [
        {
            tr("Type"): words.housing_word(Housing(housing)),
            **{tr(name): with_interval(figures[key]) for key, name in _BY_TYPE.items()},
        }
        for housing, figures in model["by_housing"].items()
    ]
    st.table(pd.DataFrame(rows).set_index(tr("Type")))
    st.caption(tr("Here a camera is found only if its type is right as well."))


def _by_size(model: Model) -> None:
    st.table(_sizes(model["by_size_px"], tr("Pixels"), number))
    st.table(_sizes(model["by_relative_size"], tr("Of the photo"), _exact_percent))
    st.caption(tr("The side of a square as large as the camera's box, in pixels and as a share."))


def _exact_percent(value: float) -> str:
    return percent(value, 0 if round(100 * value) == round(100 * value, 6) else 1)


def _sizes(
    ranges: Sequence[Mapping[str, Any]], name: str, written: Callable[[float], str]
) -> pd.DataFrame:
    rows = []
    for one in ranges:
        low, high = written(one["from"]), one["to"]
        row = {
            name: tr("{low} and more", low=low)
            if high is None
            else tr("{low} to {high}", low=low, high=written(high)),
            tr("Cameras"): number(one["cameras"]),
            tr("Recall"): with_interval(one["recall"]),
        }
        rows.append(row | ({"AP50": share(one["ap50"])} if "ap50" in one else {}))
    return pd.DataFrame(rows).set_index(name)


def _confusion(model: Model) -> None:
    found = model["housing_confusion"]
    counts = found["counts"]
    if not counts:
        st.info(tr("No camera of a known type was found."))
        return
    columns = [Housing(key) for key in next(iter(counts.values()))]
    rows = {
        words.housing_word(Housing(truth)): [str(row[each.value]) for each in columns]
        for truth, row in counts.items()
    }
    heads = [words.housing_word(each) for each in columns]
    st.table(pd.DataFrame.from_dict(rows, orient="index", columns=heads))
    st.caption(
        tr(
            "Found cameras: what they are by rows, what the model calls them by columns. Right: "
            "{all} of all, {decided} of those that it gives a type.",
            all=with_interval(found["type_right"]),
            decided=with_interval(found["type_right_if_decided"]),
        )
    )


def _calibration(model: Model) -> None:
    left, right = st.columns(2, gap="medium")
    for column, key, title in (
        (left, "calibration", tr("Is it a camera?")),
        (right, "housing_calibration", tr("Is it of this type?")),
    ):
        found = model[key]
        bins = [one for one in found["bins"] if one["count"] and one["right"]["value"] is not None]
        if not bins:
            column.info(title + " " + tr("Nothing to judge it by."))
            continue
        column.altair_chart(spoken(_reliability(bins, title)))
        error = with_interval(found["expected_calibration_error"])
        column.caption(tr("Expected calibration error: {error}.", error=error))


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
    x = alt.X("stated:Q", title=tr("Stated certainty"), scale=scale)
    even = alt.Chart(pd.DataFrame({"at": [0, 1]})).mark_line(color="#7a8a8b", strokeDash=[4, 4])
    marks = alt.Chart(points).mark_point(size=70, filled=True, color=COLOURS[0])
    bars = alt.Chart(points).mark_rule(color=COLOURS[0])
    return alt.layer(
        even.encode(x=alt.X("at:Q", title=tr("Stated certainty"), scale=scale), y="at:Q"),
        bars.encode(
            x=x, y=alt.Y("low:Q", title=tr("Share that is right"), scale=scale), y2="high:Q"
        ),
        marks.encode(
            x=x,
            y="right:Q",
            tooltip=[
                alt.Tooltip("stated:Q", format=".2f", title=tr("Stated certainty")),
                alt.Tooltip("right:Q", format=".2f", title=tr("Share that is right")),
                alt.Tooltip("count:Q", title=tr("Cases")),
            ],
        ),
    ).properties(height=CHART_HEIGHT_PX, title=title)
