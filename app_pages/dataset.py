"""Dataset: the cameras that people have accepted, on a map, in a table, and to download."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from app_pages import (
    camera_page,
    dataset_about,
    dataset_filters,
    dataset_map,
    dataset_numbers,
    public_dataset,
    reader,
    words,
)
from app_pages.camera_facts import model_of, mount_of, spoken
from app_pages.settings import settings
from languages.kept import kept
from languages.reader import reader_language
from languages.text import ntr, said, tr
from mapping import export
from mapping.review.proposal import Proposal

MOST_ROWS = 1000

UPLOADING = kept("""\
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
  discussed beforehand, documented, and repaired by whoever made it.""")


def page() -> None:
    """The whole page, or that of one camera."""
    camera = st.query_params.get("camera")
    if camera:
        camera_page.show(camera)
        return
    st.title(tr("Dataset"))
    dataset = public_dataset.load()
    if not dataset.cameras:
        st.info(
            tr(
                "No camera has been accepted yet. What reviewers accept on the Review page "
                "appears here, on the map and in the files to download."
            ),
            icon=":material/map:",
        )
        return
    dataset_about.lead(dataset)
    if dataset.problem:
        st.warning(
            tr(
                "Areas are set up, but cannot be shown. {problem}",
                problem=words.plain(said(dataset.problem)),
            ),
            icon=":material/layers_clear:",
        )
    shown = dataset_filters.ask(dataset)
    dataset_map.show(shown)
    st.subheader(tr("In numbers"))
    dataset_numbers.show(shown, dataset)
    dataset_about.explain(shown)
    _downloads(dataset.cameras)
    with st.container(key="all-cameras"):
        _table(shown)


def _downloads(cameras: Sequence[Proposal]) -> None:
    st.subheader(tr("To take along"))
    with st.container(horizontal=True):
        for kind, file in export.FILES.items():
            st.download_button(
                tr(file.label),
                data=_content(kind, cameras),
                file_name=f"osmatrac-cameras{tr(file.suffix)}",
                mime=file.media_type,
                icon=":material/download:",
                on_click="ignore",
                key=f"download-{kind}",
            )
    st.markdown(tr("Whoever prints or passes it on names it like this:"))
    dataset_about.cite(len(cameras), reader.address())
    with st.expander(tr("Osmatrač never uploads to OpenStreetMap: why, and what to do instead")):
        st.markdown(tr(UPLOADING))


def _content(kind: export.Format, cameras: Sequence[Proposal]) -> Callable[[], str]:
    """Write the file when it is asked for, not each time that the page is drawn."""
    licence, language = settings().licence, reader_language()  # asked here, inside the session
    if kind is export.Format.SPREADSHEET:
        return lambda: "".join(export.spreadsheet(cameras, licence, language))
    return lambda: "".join(export.FORMATS[kind](cameras, licence))


def _table(cameras: Sequence[Proposal]) -> None:
    """List cameras; choosing a row opens the page of its camera."""
    st.subheader(tr("All cameras"))
    rows = []
    for camera in cameras[:MOST_ROWS]:
        place = camera.standing.camera_position
        rows.append(
            {
                tr("Housing"): words.housing_word(camera.housing),
                tr("Hangs on"): spoken(mount_of(camera)),
                tr("Model"): spoken(model_of(camera)),
                tr("Latitude"): place.latitude if place else None,
                tr("Longitude"): place.longitude if place else None,
                tr("Within (m)"): round(place.semi_major_m, 1) if place else None,
                tr("Place"): tr("set by a person") if camera.standing.pinned else tr("estimated"),
                tr("OpenStreetMap tags"): "; ".join(f"{k}={v}" for k, v in camera.tags.items()),
            }
        )
    listed = [camera.id for camera in cameras[:MOST_ROWS]]
    degrees = st.column_config.NumberColumn(format="%.5f")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key="cameras",
        column_config={tr("Latitude"): degrees, tr("Longitude"): degrees},
        selection_mode="single-row",
        on_select=lambda: _open(listed),
    )
    more = len(cameras) - MOST_ROWS
    st.caption(
        tr(
            "Choose a row to open the page of its camera; with the keyboard, go to it by the arrow "
            "keys and press Shift and Space."
        )
        + (
            " "
            + ntr(
                "{count} more is on the map and in the files.",
                "{count} more are on the map and in the files.",
                more,
            )
            if more > 0
            else ""
        )
    )


def _open(listed: Sequence[str]) -> None:
    rows = st.session_state["cameras"].selection.rows
    if rows:
        st.query_params["camera"] = listed[rows[0]]


page()
