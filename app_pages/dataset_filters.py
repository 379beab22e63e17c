"""Filters of the dataset page: type, month, model, what it hangs on, area."""

from collections.abc import Callable

import streamlit as st

from app_pages import camera_facts, words
from app_pages.camera_facts import UNKNOWN, model_of, mount_of
from app_pages.public_dataset import PublicDataset
from detection.record import Housing
from languages.figures import number
from languages.kept import kept
from languages.text import ntr, tr
from mapping.review.proposal import Proposal

__all__ = ["ask"]

_Fact = Callable[[Proposal], str]


def ask(dataset: PublicDataset) -> list[Proposal]:
    """Ask what to show, and give the cameras that fit all of it."""
    cameras = dataset.cameras
    wanted = st.pills(
        tr("Show only"),
        [housing for housing in Housing if any(each.housing is housing for each in cameras)],
        selection_mode="multi",
        format_func=words.housing_word,
        key="filter-type",
    )
    shown = [camera for camera in cameras if not wanted or camera.housing in wanted]
    with st.expander(tr("More filters"), icon=":material/filter_alt:"):
        columns = st.columns(2, gap="medium")
        for place, (label, fact) in enumerate(_facts(dataset).items()):
            values = sorted({fact(camera) for camera in cameras})
            chosen = columns[place % 2].multiselect(
                tr(label),
                values,
                format_func=camera_facts.spoken,
                key=f"filter-{label}",
                placeholder=tr("All"),
            )
            if chosen:
                shown = [camera for camera in shown if fact(camera) in chosen]
    if len(shown) < len(cameras):
        st.caption(
            ntr(
                "{shown} of {count} camera shown.",
                "{shown} of {count} cameras shown.",
                len(cameras),
                shown=number(len(shown)),
            )
        )
    return shown


def _facts(dataset: PublicDataset) -> dict[str, _Fact]:
    facts: dict[str, _Fact] = {
        kept("Month of acceptance"): lambda camera: dataset.months.get(camera.id, UNKNOWN),
        kept("Hangs on"): mount_of,
        kept("Model"): model_of,
    }
    if dataset.counts is not None:
        facts[kept("Area")] = lambda camera: dataset.areas.get(camera.id, UNKNOWN)
    return facts
