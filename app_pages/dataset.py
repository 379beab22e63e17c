"""Dataset: the cameras that people have accepted, on a map, in a table, and to download."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from app_pages import map_grid, maps, words
from app_pages.services import services
from app_pages.settings import settings
from app_pages.symbols import Symbol, legend
from mapping import export
from mapping.review.proposal import Proposal

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
        for kind, file in export.FILES.items():
            st.download_button(
                file.label,
                data=_content(kind, cameras),
                file_name=f"osmatrac-cameras{file.suffix}",
                mime=file.media_type,
                icon=":material/download:",
                on_click="ignore",
                key=f"download-{kind}",
            )
    st.caption(f"Licence: {licence.identifier}, © {licence.attribution}")
    st.caption(
        "Osmatrač never uploads to OpenStreetMap: whoever uploads a file looks at every camera "
        "again, and asks the local community first if there are many."
    )


def _content(kind: export.Format, cameras: list[Proposal]) -> Callable[[], str]:
    """Write the file when it is asked for, not each time that the page is drawn."""
    licence = settings().licence
    return lambda: "".join(export.FORMATS[kind](cameras, licence))


def _map(cameras: list[Proposal]) -> None:
    places = [place for camera in cameras if (place := camera.standing.camera_position)]
    centre, span_m = maps.extent([(place.latitude, place.longitude) for place in places])
    span_m = max(span_m, MIN_SPAN_M)
    ground, note = map_grid.ground(centre, span_m)
    st.pydeck_chart(maps.deck([*ground, *maps.camera_layers(cameras)], centre, span_m), key="map")
    looking = any(maps.viewing_direction(camera) is not None for camera in cameras)
    legend([Symbol.ACCEPTED, *([Symbol.VIEW] if looking else [])], note)


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
