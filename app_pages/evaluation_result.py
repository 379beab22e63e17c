"""What came out of an evaluation: figures, curves, and the mistakes at any threshold."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from app_pages import evaluation_charts, evaluation_details, research, words
from app_pages.figure_text import share, with_interval
from detection.record import Housing
from evaluation.figures.measurement import OPERATING_IOUS
from evaluation.figures.outcomes import Outcomes, Tally, read_outcomes
from evaluation.reporting import gallery
from evaluation.reporting.gallery import Mistake
from evaluation.running.job import Job
from languages.figures import number, percent
from languages.kept import kept
from languages.text import ntr, said, tr
from mapping.access.permission import Permission

__all__ = ["show"]

CROP_WIDTH_PX = 164
CROPS_AT_ONCE = 12
THRESHOLDS = [percent / 100 for percent in range(1, 100)]
FIGURES = {
    "ap30": "AP30",
    "ap50": "AP50",
    "ap50_95": "AP50-95",
    "recall_iou30": kept("Recall"),
    "precision_iou30": kept("Precision"),
    "f1_iou30": "F1",
    "recall_iou50": kept("Recall IoU .50"),
    "precision_iou50": kept("Precision IoU .50"),
    "false_per_photo_iou30": kept("False alarms a photo"),
    "false_per_empty_photo_iou30": kept("False alarms a photo without cameras"),
}
"""The figures of the first table, as in the report."""

Report = Mapping[str, Any]


def show(job: Job) -> None:
    """Show the result of a job that is done."""
    folder = research.evaluations().folder(job.id)
    assert folder is not None, "the page has just read it"
    report = _report(folder / "report" / "report.json")
    _head(job, report)
    _figures(report)
    evaluation_details.show(report["models"])
    st.subheader(tr("At a threshold"))
    st.fragment(_explore)(job, report)


@st.cache_data(max_entries=8, show_spinner=False)
def _report(path: Path) -> Report:
    report: Report = json.loads(path.read_text("utf-8"))
    return report


@st.cache_resource(max_entries=24, show_spinner=False)
def _outcomes(path: Path, root: str) -> Outcomes:
    return read_outcomes(path, Path(root))


def _head(job: Job, report: Report) -> None:
    dataset = report["dataset"]
    st.write(
        tr(
            "{photos}, {empty} of them without cameras; {cameras}.",
            photos=words.counted_photos(dataset["photos"]),
            empty=number(dataset["photos_without_cameras"]),
            cameras=words.counted_cameras(dataset["cameras"]),
        )
    )
    queue = research.evaluations()  # asked for here: the file is written outside the session
    st.download_button(
        tr("Report"),
        data=research.file_for(Permission.EVALUATE, lambda: queue.report_zip(job)),
        file_name=f"evaluation-{job.id}.zip",
        mime="application/zip",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        help=tr(
            "A zip file with report.html, which opens without network, report.json and report.md."
        ),
    )
    failed = {one["photo"] for model in report["models"] for one in model["failed_photos"]}
    if failed:
        st.warning(
            ntr(
                "{count} photo could not be scanned.",
                "{count} photos could not be scanned.",
                len(failed),
            )
        )
    findings = dataset["findings"]
    if findings:
        title = ntr(
            "{count} finding about photos and labels",
            "{count} findings about photos and labels",
            len(findings),
        )
        with st.expander(title):
            rows = [
                {tr("Where"): said(one["where"]), tr("What"): _for_the_page(one["message"])}
                for one in findings
            ]
            st.dataframe(pd.DataFrame(rows), hide_index=True)


def _for_the_page(message: str) -> str:
    """Name the setting of this page instead of the option of the command line."""
    what, _, option = message.partition("; choose one with --split")
    return said(what) + ("; " + tr("choose one in the settings.") if option else "")


def _figures(report: Report) -> None:
    st.subheader(tr("Figures"))
    columns = {"": [*map(tr, FIGURES.values()), tr("Seconds a photo")]}
    for model in report["models"]:
        figures = [with_interval(model["any_housing"][key]) for key in FIGURES]
        columns[model["name"]] = [*figures, share(model["seconds_per_photo"])]
    st.table(pd.DataFrame(columns).set_index(""))
    st.caption(
        tr(
            "In brackets the 95% interval: how far a figure would move with other photos of the "
            "same kind. A camera is found where the boxes overlap by an IoU of .30, unless the "
            "line says otherwise."
        )
    )
    if report["comparison"]:
        with st.expander(tr("Differences between the models")):
            st.table(_differences(report).set_index(tr("Figure")))
            st.caption(
                tr(
                    "The second less the first on the same photos. An interval that leaves out "
                    "zero says that these photos tell the two apart."
                )
            )


def _differences(report: Report) -> pd.DataFrame:
    return pd.DataFrame(
        {
            tr("Figure"): tr(FIGURES.get(one["figure"], one["figure"])),
            tr("First"): one["first"],
            tr("Second"): one["second"],
            tr("Difference"): with_interval(one["difference"], signed=True),
        }
        for one in report["comparison"]
    )


def _explore(job: Job, report: Report) -> None:
    """Curves, counts and crops at one threshold; runs again by itself when the slider moves."""
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    own = round(report["models"][0]["confidence_threshold"], 2)
    threshold = left.select_slider(
        tr("Confidence threshold"),
        THRESHOLDS,
        min(max(own, THRESHOLDS[0]), THRESHOLDS[-1]),
        format_func=share,
        key=f"at-{job.id}",
    )
    iou = right.segmented_control(
        tr("Found where boxes overlap by"),
        OPERATING_IOUS,
        default=OPERATING_IOUS[0],
        required=True,
        format_func=lambda one: f"IoU {number(one, 2)}",
        key=f"iou-{job.id}",
    )
    folder = research.evaluations().folder(job.id)
    assert folder is not None, "the page has just read it"
    by_model = {
        name: _outcomes(folder / f"outcomes-{number}.npz", job.order.root)
        for number, name in enumerate(job.outcomes)
    }
    counts = {name: outcomes.at(iou, threshold) for name, outcomes in by_model.items()}
    st.table(_counts(counts))
    evaluation_charts.show(report["models"], f"iou{round(iou * 100)}", threshold)
    name = job.outcomes[0]
    if len(job.outcomes) > 1:
        name = st.selectbox(tr("Mistakes of"), job.outcomes, key=f"model-{job.id}")
    _mistakes(by_model[name], counts[name], iou, threshold)


def _counts(counts: Mapping[str, Tally]) -> pd.DataFrame:
    rows = [
        {
            tr("Model"): name,
            tr("Found"): number(tally.found),
            tr("Missed"): number(tally.missed),
            tr("False alarms"): number(tally.false),
            tr("Recall"): share(tally.recall),
            tr("Precision"): share(tally.precision),
            tr("False a photo"): share(tally.false / tally.photos),
        }
        for name, tally in counts.items()
    ]
    return pd.DataFrame(rows).set_index(tr("Model"))


def _mistakes(outcomes: Outcomes, tally: Tally, iou: float, threshold: float) -> None:
    kinds = {
        "missed": tr("Missed cameras ({number})", number=number(tally.missed)),
        "false": tr("False alarms ({number})", number=number(tally.false)),
    }
    kind = st.segmented_control(
        tr("Mistakes"),
        list(kinds),
        default="missed",
        required=True,
        format_func=kinds.__getitem__,
        label_visibility="collapsed",
        key="mistakes",
    )
    if kind == "missed":
        st.caption(tr("Those first that come nearest to the threshold."))
    else:
        st.caption(tr("The surest first. Some may be cameras that the labels leave out."))
    total = tally.missed if kind == "missed" else tally.false
    if not total:
        st.success(tr("None at this threshold."))
        return
    part = _page_of(total, kind)
    choose = outcomes.misses if kind == "missed" else outcomes.false_alarms
    with st.container(horizontal=True, gap="small"):
        for mistake in choose(iou, threshold, part):
            with st.container(width=CROP_WIDTH_PX):
                _crop(mistake, kind)


def _page_of(total: int, kind: str) -> slice:
    """Which of the mistakes to show."""
    pages = -(-total // CROPS_AT_ONCE)
    if pages == 1:
        return slice(total)
    at = st.number_input(
        tr("Page (of {pages})", pages=pages), 1, pages, key=f"{kind}-{pages}", width=140
    )
    return slice((at - 1) * CROPS_AT_ONCE, at * CROPS_AT_ONCE)


def _crop(mistake: Mistake, kind: str) -> None:
    x1, y1, x2, y2 = mistake.box
    housing = words.housing_word(Housing(mistake.housing))
    picture = _picture(mistake, mistake.photo.sha256, mistake.box)
    if picture:
        st.image(picture, width=CROP_WIDTH_PX, alt=f"{housing}: {mistake.photo.name}")
    else:
        st.caption(tr("The photo is no longer kept."))
    sure = None if mistake.confidence is None else percent(mistake.confidence)
    seen = tr("not seen at all") if sure is None else tr("seen at {sure}", sure=sure)
    size = f"{x2 - x1:.0f} x {y2 - y1:.0f} px"
    st.caption(
        f"**{housing}**, {seen if kind == 'missed' else sure}  \n"
        f"{size}  \n{words.plain(Path(mistake.photo.name).name)}"
    )


@st.cache_data(max_entries=1000, show_spinner=False)
def _picture(_mistake: Mistake, sha256: str, box: tuple[float, ...]) -> bytes | None:
    del sha256, box  # what the cache tells pictures apart by
    return gallery.picture(_mistake)
