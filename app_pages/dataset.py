"""Dataset: the cameras that people have accepted, on a map, in a table, and to download."""

import pandas as pd
import streamlit as st

from app_pages import maps, words
from app_pages.services import services
from app_pages.settings import settings
from mapping import export
from mapping.proposal import Proposal

MIN_SPAN_M = 200.0


def page() -> None:
    """The whole page."""
    st.title("Dataset")
    cameras = list(services().store.cameras())
    if not cameras:
        st.info(
            "No camera has been accepted yet. What reviewers accept on the Review page "
            "appears here, on the map and in the files to download.",
            icon=":material/map:",
        )
        return
    st.write(
        f"{words.number_of(len(cameras), 'camera')}, each accepted by a person. The positions "
        "are those of the cameras; nothing here tells who took a photo, where or when."
    )
    _downloads(cameras)
    _map(cameras)
    st.dataframe(_table(cameras), hide_index=True, key="cameras")


def _downloads(cameras: list[Proposal]) -> None:
    licence = settings().licence
    with st.container(horizontal=True):
        st.download_button(
            "GeoJSON",
            data="".join(export.geojson(cameras, licence)),
            file_name="osmatrac-cameras.geojson",
            mime="application/geo+json",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "CSV",
            data="".join(export.csv_lines(cameras, licence)),
            file_name="osmatrac-cameras.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    st.caption(f"Licence: {licence.identifier}, © {licence.attribution}")


def _map(cameras: list[Proposal]) -> None:
    places = [place for camera in cameras if (place := camera.standing.camera_position)]
    centre, span_m = maps.extent([(place.latitude, place.longitude) for place in places])
    span_m = max(span_m, MIN_SPAN_M)
    grid, step_m = maps.grid_layer(centre, span_m)
    st.pydeck_chart(maps.deck([grid, *maps.camera_layers(cameras)], centre, span_m), key="map")
    st.caption(f"One square is {step_m:g} m; north is up.")


def _table(cameras: list[Proposal]) -> pd.DataFrame:
    rows = []
    for camera in cameras:
        place = camera.standing.camera_position
        rows.append(
            {
                "Housing": words.HOUSING_WORDS[camera.housing],
                "Latitude": place.latitude if place else None,
                "Longitude": place.longitude if place else None,
                "Within (m)": round(place.semi_major_m, 1) if place else None,
                "Place": "set by a person" if camera.standing.pinned else "estimated",
                "OpenStreetMap tags": "; ".join(f"{k}={v}" for k, v in camera.tags.items()),
            }
        )
    return pd.DataFrame(rows)


page()
