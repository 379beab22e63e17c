"""Official list: what an office says of its cameras, held against what people found."""

import json

import pandas as pd
import streamlit as st

from app_pages import map_grid, maps, words
from app_pages.services import services
from app_pages.symbols import Symbol, legend
from app_pages.visitor import visitor
from mapping.access.permission import Permission
from mapping.access.person import require
from mapping.export.camera import ExportedCamera, released
from mapping.matching.official_list import DEFAULT_RADIUS_M, Comparison, compare
from mapping.matching.official_list_file import (
    OfficialList,
    OfficialListError,
    read_official_list,
)
from mapping.matching.official_list_table import FINDINGS, comparison_table

MAX_PROBLEMS_SHOWN = 200
LEAST_SPAN_M = 200.0


def page() -> None:
    """The whole page."""
    require(visitor(), Permission.COMPARE_LIST)
    st.title("Official list")
    st.write(
        "Upload the list that an office has published, and see which of its places have a camera "
        "that people found, which have none, and which cameras stand on no list."
    )
    file = st.file_uploader(
        "The list as a CSV file with latitude and longitude (or coordinates), and if there are "
        "any, name and count",
        type=["csv", "tsv", "txt"],
        key="official-list",
    )
    radius_m = st.slider(
        "A camera belongs to a place within (m)",
        10,
        200,
        round(DEFAULT_RADIUS_M),
        step=5,
        help="An address stands for a crossing or a whole house, so its cameras hang around it.",
    )
    if file is None:
        st.info(
            "The file stays on this server, is not kept, and addresses are not looked up: each row "
            "needs its coordinates.",
            icon=":material/upload_file:",
        )
        return
    try:
        listed = read_official_list(file.getvalue())
    except OfficialListError as error:
        st.error(words.plain(str(error)))
        return
    cameras = list(released(services().store.cameras()))
    found = compare(listed.places, cameras, radius_m=radius_m)
    _show_numbers(found)
    _show_problems(listed)
    _downloads(found, cameras)
    _map(found, cameras)
    st.dataframe(_table(found), hide_index=True, key="findings")


def _show_numbers(found: Comparison) -> None:
    both, listed, street = FINDINGS
    for column, (label, count, what) in zip(
        st.columns(3),
        (
            (both, len(found.on_both), "place"),
            (listed, len(found.only_on_list), "place"),
            (street, len(found.only_on_street), "camera"),
        ),
        strict=True,
    ):
        column.metric(label.capitalize(), words.number_of(count, what), border=True)
    stated = found.listed_cameras
    st.markdown(
        f"The list names **{words.number_of(len(found.findings), 'place')}**"
        + ("" if stated is None else f" with **{words.number_of(stated, 'camera')}**")
        + f"; people found **{words.number_of(found.camera_count, 'camera')}**."
        + (f" {found.unplaced} without a place were left out." if found.unplaced else "")
    )
    st.caption("A place where nobody has mapped a camera is not a place without one.")


def _show_problems(listed: OfficialList) -> None:
    if listed.problems:
        with st.expander(f"{words.number_of(len(listed.problems), 'row')} with a problem"):
            rows = [{"Line": each.line, "What": each.message} for each in listed.problems]
            st.dataframe(pd.DataFrame(rows[:MAX_PROBLEMS_SHOWN]), hide_index=True, key="problems")


def _downloads(found: Comparison, cameras: list[ExportedCamera]) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "Comparison (CSV)",
            data=lambda: "".join(comparison_table(found, cameras)),
            file_name="osmatrac-official-list.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Comparison (JSON)",
            data=lambda: json.dumps(found.to_json(), ensure_ascii=False, indent=2),
            file_name="osmatrac-official-list.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )


def _map(found: Comparison, cameras: list[ExportedCamera]) -> None:
    places = [(each.place.latitude, each.place.longitude) for each in found.findings]
    street = [(at.latitude, at.longitude) for each in cameras if (at := each.place)]
    if not places and not street:
        return
    centre, span_m = maps.extent([*places, *street])
    span_m = max(span_m, LEAST_SPAN_M)
    ground, note = map_grid.ground(centre, span_m)
    layers = maps.comparison_layers(found, cameras)
    st.pydeck_chart(maps.deck([*ground, *layers], centre, span_m), key="comparison-map")
    legend([Symbol.LISTED_FOUND, Symbol.LISTED_ONLY, Symbol.ACCEPTED], note)


def _table(found: Comparison) -> pd.DataFrame:
    both, only_listed, _ = FINDINGS
    return pd.DataFrame(
        [
            {
                "Place": finding.place.name,
                "Found": both if finding.cameras else only_listed,
                "Cameras listed": finding.place.count,
                "Cameras nearest to it": finding.counted,
                "Nearest (m)": None if finding.distance_m is None else round(finding.distance_m, 1),
                "Latitude": finding.place.latitude,
                "Longitude": finding.place.longitude,
            }
            for finding in found.findings
        ]
    )


page()
