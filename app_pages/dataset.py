"""Dataset: the cameras that people have accepted, on a map, in a table, and to download."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from app_pages import dataset_numbers, map_grid, maps, words
from app_pages.services import services
from app_pages.settings import settings
from app_pages.symbols import Symbol, legend
from detection.record import Housing
from mapping import export
from mapping.review.proposal import Proposal
from mapping.storage.statistics import accepted_by_month

MIN_SPAN_M = 200.0

UPLOADING = """
A program found these cameras, and one wrong batch costs other mappers days. So a person uploads,
and answers for it:

- **A few cameras** whose photos you looked at: open the OsmChange file in JOSM, compare each camera
  with the map, upload in small changesets with `review_requested=yes`. One node for one camera.
- **Hundreds of them** are an import, however well they were reviewed here. The
  [Import Guidelines](https://wiki.openstreetmap.org/wiki/Import/Guidelines) ask for a licence that
  allows it (compatible with the ODbL), a documented plan, the consent of the local community and a
  review of the plan before anything is uploaded. The MapRoulette file lets mappers decide on each
  camera again.
- Whatever its author does not look at one by one is an automated edit. The [Automated Edits code of
  conduct](https://wiki.openstreetmap.org/wiki/Automated_Edits_code_of_conduct) asks that it is
  discussed beforehand, documented, and repaired by whoever made it.
"""


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
    wanted = st.pills(
        "Show only",
        [housing for housing in Housing if any(each.housing is housing for each in cameras)],
        selection_mode="multi",
        format_func=words.HOUSING_WORDS.__getitem__,
    )
    shown = [camera for camera in cameras if not wanted or camera.housing in wanted]
    _map(shown)
    with st.expander("In numbers", icon=":material/bar_chart:"):
        dataset_numbers.show(cameras, accepted_by_month(services().store))
    st.dataframe(_table(shown), hide_index=True, key="cameras")


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
    with st.expander("Osmatrač never uploads to OpenStreetMap: why, and what to do instead"):
        st.markdown(UPLOADING)


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
