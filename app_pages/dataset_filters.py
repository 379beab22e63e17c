"""Filters of the dataset page: type, month, model, what it hangs on, area."""

from collections.abc import Callable

import streamlit as st

from app_pages import words
from app_pages.camera_facts import model_of, mount_of
from app_pages.public_dataset import PublicDataset
from detection.record import Housing
from mapping.review.proposal import Proposal

__all__ = ["ask"]

_Fact = Callable[[Proposal], str]


def ask(dataset: PublicDataset) -> list[Proposal]:
    """Ask what to show, and give the cameras that fit all of it."""
    cameras = dataset.cameras
    wanted = st.pills(
        "Show only",
        [housing for housing in Housing if any(each.housing is housing for each in cameras)],
        selection_mode="multi",
        format_func=words.HOUSING_WORDS.__getitem__,
        key="filter-type",
    )
    shown = [camera for camera in cameras if not wanted or camera.housing in wanted]
    with st.expander("More filters", icon=":material/filter_alt:"):
        columns = st.columns(2, gap="medium")
        for number, (label, fact) in enumerate(_facts(dataset).items()):
            values = sorted({fact(camera) for camera in cameras})
            chosen = columns[number % 2].multiselect(
                label, values, key=f"filter-{label}", placeholder="All"
            )
            if chosen:
                shown = [camera for camera in shown if fact(camera) in chosen]
    if len(shown) < len(cameras):
        st.caption(f"{len(shown)} of {words.number_of(len(cameras), 'camera')} shown.")
    return shown


def _facts(dataset: PublicDataset) -> dict[str, _Fact]:
    facts: dict[str, _Fact] = {
        "Month of acceptance": lambda camera: dataset.months.get(camera.id, "Not known"),
        "Hangs on": mount_of,
        "Model": model_of,
    }
    if dataset.counts is not None:
        facts["Area"] = lambda camera: dataset.areas.get(camera.id, "Not known")
    return facts
