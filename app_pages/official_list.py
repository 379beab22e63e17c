"""Official list: what an office says of its cameras, held against what people found."""

import json

import pandas as pd
import streamlit as st

from app_pages import file_field, map_grid, maps, words
from app_pages.services import services
from app_pages.symbols import Symbol, legend
from app_pages.visitor import visitor
from languages.figures import metres
from languages.text import ntr, said, tr
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
RADII_M = range(10, 201, 5)


def page() -> None:
    """The whole page."""
    require(visitor(), Permission.COMPARE_LIST)
    st.title(tr("Official list"))
    st.write(
        tr(
            "Upload the list that an office has published, and see which of its places have a "
            "camera that people found, which have none, and which cameras stand on no list."
        )
    )
    with file_field.named("official-list", "CSV, TSV, TXT"):
        file = st.file_uploader(
            tr(
                "The list as a CSV file with latitude and longitude (or coordinates), and if "
                "there are any, name and count"
            ),
            type=["csv", "tsv", "txt"],
            key="official-list",
        )
    radius_m = st.select_slider(
        tr("A camera belongs to a place within"),
        RADII_M,
        round(DEFAULT_RADIUS_M),
        format_func=metres,
        help=tr(
            "An address stands for a crossing or a whole house, so its cameras hang around it."
        ),
    )
    if file is None:
        st.info(
            tr(
                "The file stays on this server, is not kept, and addresses are not looked up: "
                "each row needs its coordinates."
            ),
            icon=":material/upload_file:",
        )
        return
    try:
        listed = read_official_list(file.getvalue())
    except OfficialListError as error:
        st.error(words.error(error))
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
    for column, label, counted in zip(
        st.columns(3),
        (both, listed, street),
        (
            _counted_places(len(found.on_both)),
            _counted_places(len(found.only_on_list)),
            words.counted_cameras(len(found.only_on_street)),
        ),
        strict=True,
    ):
        column.metric(_finding(label), counted, border=True)
    sentences = [_told(found)]
    if found.unplaced:
        sentences.append(
            ntr(
                "{count} without a place was left out.",
                "{count} without a place were left out.",
                found.unplaced,
            )
        )
    st.markdown(" ".join(sentences))
    st.caption(tr("A place where nobody has mapped a camera is not a place without one."))


def _told(found: Comparison) -> str:
    places = _counted_places(len(found.findings))
    people = words.counted_cameras(found.camera_count)
    stated = found.listed_cameras
    if stated is None:
        return tr(
            "The list names **{places}**; people found **{found}**.", places=places, found=people
        )
    return tr(
        "The list names **{places}** with **{listed}**; people found **{found}**.",
        places=places,
        listed=words.counted_cameras(stated),
        found=people,
    )


def _counted_places(count: int) -> str:
    return ntr("{count} place", "{count} places", count)


def _finding(label: str) -> str:
    told = tr(label)
    return told[:1].upper() + told[1:]


def _show_problems(listed: OfficialList) -> None:
    if listed.problems:
        with st.expander(
            ntr("{count} row with a problem", "{count} rows with a problem", len(listed.problems))
        ):
            rows = [
                {tr("Line"): each.line, tr("What"): said(each.message)} for each in listed.problems
            ]
            st.dataframe(pd.DataFrame(rows[:MAX_PROBLEMS_SHOWN]), hide_index=True, key="problems")


def _downloads(found: Comparison, cameras: list[ExportedCamera]) -> None:
    with st.container(horizontal=True):
        st.download_button(
            tr("Comparison (CSV)"),
            data=lambda: "".join(comparison_table(found, cameras)),
            file_name="osmatrac-official-list.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            tr("Comparison (JSON)"),
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
                tr("Place"): finding.place.name,
                tr("Found"): tr(both if finding.cameras else only_listed),
                tr("Cameras listed"): finding.place.count,
                tr("Cameras nearest to it"): finding.counted,
                tr("Nearest (m)"): (
                    None if finding.distance_m is None else round(finding.distance_m, 1)
                ),
                tr("Latitude"): finding.place.latitude,
                tr("Longitude"): finding.place.longitude,
            }
            for finding in found.findings
        ]
    )


page()
