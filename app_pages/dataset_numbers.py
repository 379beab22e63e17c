"""The public dataset in numbers: by type, by what is known of them, and by month."""

from collections import Counter
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from app_pages import words
from app_pages.camera_facts import model_of, mount_of, spoken
from app_pages.public_dataset import PublicDataset
from languages.kept import kept
from languages.text import ntr, tr
from mapping.export.cells import guarded, line
from mapping.matching.district import OUTSIDE, DistrictCounts
from mapping.review.proposal import Proposal

__all__ = ["show"]

COLOUR = "#0b6e75"
ROW_PX = 28
LABEL_PX = 220
MOST_ROWS = 12
MOST_AREAS = 20
TYPE_COLOURS = ["#0b6e75", "#7ab8b3", "#d85800", "#eeb07a", "#464e50", "#a3adae", "#c9b458"]


def show(cameras: Sequence[Proposal], dataset: PublicDataset) -> None:
    """Show counts as bars, each with its numbers to download."""
    months = Counter(dataset.months[each.id] for each in cameras if each.id in dataset.months)
    types = Counter(words.HOUSING_WORDS[camera.housing] for camera in cameras)
    models, mounts = Counter(map(model_of, cameras)), Counter(map(mount_of, cameras))
    left, right = st.columns(2, gap="medium")
    with left:
        _bars(kept("Type"), types)
        _bars(kept("Model"), models)
    with right:
        _bars(kept("Month of acceptance"), months, by_count=False)
        _bars(kept("Hangs on"), mounts)
    if dataset.counts is not None:
        _areas(dataset.counts)
    st.caption(
        tr(
            "A place without cameras here is a place where nobody has mapped one yet, not one "
            "without."
        )
    )


def _areas(counts: DistrictCounts) -> None:
    """Stack the types of each area, those with most cameras first; the file has all areas."""
    totals = {name: sum(own.values()) for name, own in counts.inside.items()}
    totals[OUTSIDE] = sum(counts.outside.values())
    ranked = sorted(totals, key=lambda name: (name == OUTSIDE, -totals[name], name))
    shown = [*ranked[:-1][:MOST_AREAS], OUTSIDE]
    rows = [
        {"Area": spoken(name), "Type": words.housing_word(housing), "Cameras": number}
        for name, housing, number in counts.rows()
        if name in shown
    ]
    colour = alt.Color(
        "Type:N",
        scale=alt.Scale(
            domain=list(map(words.housing_word, words.HOUSING_WORDS)), range=TYPE_COLOURS
        ),
        legend=alt.Legend(orient="bottom", title=None, columns=2),
    )
    chart = (
        alt.Chart(pd.DataFrame(rows, columns=["Area", "Type", "Cameras"]))
        .mark_bar()
        .encode(
            x=alt.X(
                "sum(Cameras):Q", title=tr("Cameras"), axis=alt.Axis(tickMinStep=1, format="d")
            ),
            y=alt.Y("Area:N", title=None, scale=alt.Scale(domain=list(map(spoken, shown)))),
            color=colour,
            tooltip=[
                alt.Tooltip("Area:N", title=tr("Area")),
                alt.Tooltip("Type:N", title=tr("Type")),
                alt.Tooltip("Cameras:Q", title=tr("Cameras")),
            ],
        )
        .properties(height=alt.Step(ROW_PX))
    )
    _heading(kept("Area"), "".join(counts.table()))
    st.altair_chart(chart)
    more = len(totals) - len(shown)
    st.caption(
        (
            ntr("{count} area more in the file.", "{count} areas more in the file.", more) + " "
            if more > 0
            else ""
        )
        + tr(
            "All cameras are counted, whatever is filtered. An area without cameras is not a "
            "camera-free area: nobody has mapped one there yet."
        )
    )


def _heading(title: str, table: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{tr(title)}**", width="stretch")
        st.download_button(
            tr("{table} (CSV)", table=tr(title)),
            data=table,
            file_name=f"osmatrac-{title.lower().replace(' ', '-')}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key=f"numbers-{title}",
        )


def _bars(title: str, counts: Mapping[str, int], *, by_count: bool = True) -> None:
    if not counts:
        return
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]) if by_count else pair)
    shown = ranked[:MOST_ROWS] if by_count else ranked[-MOST_ROWS:]
    rows = [(spoken(tr(value)), count) for value, count in shown]
    frame = pd.DataFrame(rows, columns=["Value", "Cameras"])
    chart = (
        alt.Chart(frame)
        .mark_bar(color=COLOUR)
        .encode(
            x=alt.X("Cameras:Q", title=tr("Cameras"), axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("Value:N", sort=None, title=None, axis=alt.Axis(labelLimit=LABEL_PX)),
            tooltip=[
                alt.Tooltip("Value:N", title=tr(title)),
                alt.Tooltip("Cameras:Q", title=tr("Cameras")),
            ],
        )
        .properties(height=alt.Step(ROW_PX))
    )
    told: list[list[object]] = [
        [tr(title), tr("Cameras")],
        *([spoken(tr(value)), count] for value, count in ranked),
    ]
    _heading(title, "".join(line(map(guarded, row)) for row in told))
    st.altair_chart(chart)
