"""How many cameras there are: from reviews and a searched sample to a number with an error bar."""

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app_pages import file_field, research, words
from app_pages.evaluation_charts import COLOURS, spoken
from app_pages.figure_text import with_interval
from evaluation.datasets.truth import DatasetError
from evaluation.figures.resampling import Estimate
from evaluation.figures.wild import WildEstimate, estimate, read_checked, read_proposals
from languages.figures import number
from languages.text import ntr, tr

__all__ = ["ask"]

CHART_HEIGHT_PX = 240


def ask() -> None:
    """Show the form, and the estimate once both files are there."""
    research.evaluations()  # asks whether this person may measure at all
    with st.expander(tr("How many cameras are there?"), icon=":material/query_stats:"):
        st.write(
            tr(
                "Two tables tell: what reviewers said of the proposals, and a random sample of "
                "photos that a person searched in full. The coordinator makes them with "
                "`python -m mapping reviews`, `sample` and `checked`."
            )
        )
        left, right = st.columns(2, gap="medium")
        with left, file_field.named("reviews", "CSV"):
            reviews = st.file_uploader(tr("Reviews (CSV: confidence, decision)"), type=["csv"])
        with right, file_field.named("checked", "CSV"):
            checked = st.file_uploader(tr("Searched photos (CSV: cameras, found)"), type=["csv"])
        if reviews is None or checked is None:
            return
        try:
            found = estimate(read_proposals(_lines(reviews)), read_checked(_lines(checked)))
        except (DatasetError, UnicodeDecodeError) as error:
            st.error(words.error(error), icon=":material/error:")
            return
        _show(found)


def _lines(file: UploadedFile) -> list[str]:
    return file.getvalue().decode("utf-8-sig").splitlines()


def _show(found: WildEstimate) -> None:
    if found.cameras.value is None:
        st.warning(tr("None of the cameras in the searched photos had been proposed: no count."))
        return
    st.markdown(f"### {_counted(found.cameras)}")
    st.caption(
        tr(
            "With 95%. Accepted cameras: {accepted}; proposals that wait: {waiting}. The program "
            "proposes {recall} of the cameras in a photo. It is the number of cameras in the "
            "places that were photographed, no more.",
            accepted=number(found.accepted),
            waiting=number(found.open_proposals),
            recall=with_interval(found.recall.to_json()),
        )
    )
    bins = [
        _bin(low, high, count, precision)
        for (low, high), (count, precision) in found.precision_by_bin.items()
        if count and precision.value is not None
    ]
    if bins:
        st.altair_chart(spoken(_chart(pd.DataFrame(bins))))


def _counted(cameras: Estimate) -> str:
    value = round(cameras.value or 0)
    if cameras.low is None or cameras.high is None:
        return words.counted_cameras(value)
    return ntr(
        "{count} ({low} to {high}) camera",
        "{count} ({low} to {high}) cameras",
        value,
        low=number(cameras.low),
        high=number(cameras.high),
    )


def _bin(low: float, high: float, count: int, precision: Estimate) -> dict[str, float | None]:
    return {
        "at": (low + high) / 2,
        "precision": precision.value,
        "low": precision.low,
        "high": precision.high,
        "count": count,
    }


def _chart(bins: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("at:Q", title=tr("Confidence of the program"), scale=scale)
    bars = alt.Chart(bins).mark_rule(color=COLOURS[0])
    marks = alt.Chart(bins).mark_point(size=80, filled=True, color=COLOURS[0])
    return alt.layer(
        bars.encode(x=x, y=alt.Y("low:Q", title=tr("Share accepted"), scale=scale), y2="high:Q"),
        marks.encode(
            x=x,
            y="precision:Q",
            tooltip=[
                alt.Tooltip("count:Q", title=tr("Proposals")),
                alt.Tooltip("precision:Q", format=".2f", title=tr("Share accepted")),
            ],
        ),
    ).properties(height=CHART_HEIGHT_PX, title=tr("Accepted, by confidence"))
