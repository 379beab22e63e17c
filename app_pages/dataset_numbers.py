"""The public dataset in numbers: by type, by what is known of them, and by month."""

from collections import Counter
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from app_pages import words
from mapping.export.cells import guarded, line
from mapping.review.proposal import Proposal

__all__ = ["show"]

COLOUR = "#0b6e75"
ROW_PX = 28
UNKNOWN = "Not known"
MOST_ROWS = 12


def show(cameras: Sequence[Proposal], months: Mapping[str, int]) -> None:
    """Show counts as bars, each with its numbers to download; `months` are `2026-11: 3`."""
    tags = [camera.tags for camera in cameras]
    types = Counter(words.HOUSING_WORDS[camera.housing] for camera in cameras)
    models = Counter(
        f"{own.get('manufacturer', '')} {own['model']}".strip() if "model" in own else UNKNOWN
        for own in tags
    )
    mounts = Counter(
        own.get("camera:mount", UNKNOWN).replace("_", " ").capitalize() for own in tags
    )
    left, right = st.columns(2, gap="medium")
    with left:
        _bars("Type", types)
        _bars("Model", models)
    with right:
        _bars("Month of acceptance", months, by_count=False)
        _bars("Hangs on", mounts)
    st.caption(
        "A place without cameras here is a place where nobody has mapped one yet, not one without."
    )


def _bars(title: str, counts: Mapping[str, int], *, by_count: bool = True) -> None:
    if not counts:
        return
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]) if by_count else pair)
    shown = ranked[:MOST_ROWS] if by_count else ranked[-MOST_ROWS:]
    frame = pd.DataFrame(shown, columns=[title, "Cameras"])
    chart = (
        alt.Chart(frame)
        .mark_bar(color=COLOUR)
        .encode(
            x=alt.X("Cameras:Q", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y(f"{title}:N", sort=None, title=None),
            tooltip=[title, "Cameras"],
        )
        .properties(height=alt.Step(ROW_PX))
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title}**", width="stretch")
        st.download_button(
            "CSV",
            data="".join([line([title, "Cameras"]), *(line(map(guarded, row)) for row in ranked)]),
            file_name=f"osmatrac-{title.lower().replace(' ', '-')}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key=f"numbers-{title}",
        )
    st.altair_chart(chart)
