"""Known cameras: bring in the cameras that are mapped already, and hold what waits against them."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app_pages import file_field, map_grid, maps, matches, words
from app_pages.services import services
from app_pages.symbols import Symbol, legend
from app_pages.visitor import visitor
from languages.figures import number
from languages.kept import kept
from languages.text import ntr, said, tr
from mapping.importing import Reading, UnreadableSource, read_cameras
from mapping.importing.headers import FIELDS
from mapping.matching.matching import MatchKind
from mapping.storage.known_store import Imported, KnownSource, import_known, known_sources

LICENCES = ["ODbL-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", kept("Other")]
MAX_SKIPPED_SHOWN = 500
# What the fields of a table are called; a comment, since Streamlit shows strings of a page.
FIELD_WORDS = {
    "latitude": kept("Latitude"),
    "longitude": kept("Longitude"),
    "coordinates": kept("Coordinates"),
    "id": kept("Own number or sign"),
    "type": kept("Type"),
    "direction": kept("Direction"),
    "address": kept("Address"),
    "note": kept("Note"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What the coordinator said of a file."""

    source: KnownSource
    error_m: float
    columns: dict[str, str]


def page() -> None:
    """The whole page."""
    st.title(tr("Known cameras"))
    st.write(
        tr(
            "Bring in what is mapped already: an OpenStreetMap extract, or your group's own list. "
            "Then Osmatrač tells which proposals are new. Importing a file again changes nothing."
        )
    )
    _import()
    _show_known()
    _show_matches()


def _import() -> None:
    with file_field.named("known", "OSM, PBF, GeoJSON, CSV"):
        file = st.file_uploader(
            tr("A file of cameras (.osm, .osm.pbf, .geojson, .csv)"),
            type=["osm", "pbf", "geojson", "json", "csv", "tsv", "txt"],
            key="known-file",
        )
    if file is None:
        return
    with st.container(border=True):
        given = _ask_about(file)
        try:
            reading = _read(file, given)
        except UnreadableSource as error:
            st.error(words.error(error))
            return
        _show_reading(reading)
        ready = bool(reading.cameras and given.source.name)
        if st.button(
            tr("Import"), type="primary", icon=":material/database_upload:", disabled=not ready
        ):
            done = import_known(services().store, given.source, reading.cameras, who=visitor())
            st.success(_told(done))


def _told(done: Imported) -> str:
    counts = tr(
        "{new} new, {changed} changed, {unchanged} known already.",
        new=number(done.new),
        changed=number(done.changed),
        unchanged=number(done.unchanged),
    )
    if not done.missing:
        return counts
    missing = ntr(
        "{count} camera of this source is not in the file; it stays.",
        "{count} cameras of this source are not in the file; they stay.",
        done.missing,
    )
    return f"{counts} {missing}"


def _ask_about(file: UploadedFile) -> Given:
    name, licence, accuracy = st.columns([2, 1, 1])
    source = name.text_input(tr("Name of the source"), value=_guess_source(file.name))
    chosen = licence.selectbox(
        tr("Licence of the data"),
        LICENCES,
        format_func=tr,
        accept_new_options=True,
        help=tr("Only data whose licence allows it may later go into OpenStreetMap."),
    )
    error_m = accuracy.number_input(
        tr("Right within (m)"),
        min_value=1.0,
        max_value=500.0,
        value=8.0,
        help=tr("The radius that holds the true place of 95 of 100 cameras of this source."),
    )
    origin = st.text_input(tr("Where it is from: a link, a person, a date"))
    columns: dict[str, str] = {}
    if file.name.lower().endswith((".csv", ".tsv", ".txt")):
        with st.expander(tr("The columns have other names")):
            for field in FIELDS:
                label = tr("Column: {field}", field=tr(FIELD_WORDS[field]))
                header = st.text_input(label, key=f"column-{field}").strip()
                if header:
                    columns[field] = header
    known = KnownSource(
        name=source.strip(), origin=origin.strip() or file.name, licence=str(chosen)
    )
    return Given(source=known, error_m=error_m, columns=columns)


def _guess_source(name: str) -> str:
    return "OpenStreetMap" if name.lower().endswith((".osm", ".pbf")) else ""


def _read(file: UploadedFile, given: Given) -> Reading:
    """Read through a file of the same ending, since formats are told by it."""
    with tempfile.TemporaryDirectory() as folder:
        ending = "".join(Path(Path(file.name).name).suffixes[-2:])
        path = Path(folder) / f"cameras{ending}"
        path.write_bytes(file.getbuffer())
        return read_cameras(
            path, source=given.source.name, error_m=given.error_m, columns=given.columns
        )


def _show_reading(reading: Reading) -> None:
    st.markdown(
        tr(
            "**{cameras}** can be read; **{rows}** cannot.",
            cameras=words.counted_cameras(len(reading.cameras)),
            rows=ntr("{count} row", "{count} rows", len(reading.skipped)),
        )
    )
    if reading.skipped:
        rows = [
            {"Row": each.row, "Why": said(each.reason)}
            for each in reading.skipped[:MAX_SKIPPED_SHOWN]
        ]
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            key="skipped",
            column_config={"Row": tr("Row"), "Why": tr("Why")},
        )


def _show_known() -> None:
    cameras = matches.imported()
    if not cameras:
        st.info(tr("Nothing was imported yet."), icon=":material/database:")
        return
    st.subheader(ntr("{count} known camera", "{count} known cameras", len(cameras)))
    counts = pd.Series([camera.source for camera in cameras]).value_counts()
    rows = [
        {
            "Source": source.name,
            "Cameras": int(counts.get(source.name, 0)),
            "Licence": tr(source.licence),
            "From": source.origin,
        }
        for source in known_sources(services().store, who=visitor())
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key="sources",
        column_config={
            "Source": tr("Source"),
            "Cameras": tr("Cameras"),
            "Licence": tr("Licence"),
            "From": tr("From"),
        },
    )
    centre, span_m = maps.extent([(camera.latitude, camera.longitude) for camera in cameras])
    span_m = max(span_m, 200.0)
    ground, note = map_grid.ground(centre, span_m)
    layers = [*ground, maps.known_layer(cameras)]
    st.pydeck_chart(maps.deck(layers, centre, span_m), key="known-map")
    legend([Symbol.IMPORTED], note)


def _show_matches() -> None:
    st.subheader(tr("What waits, held against what is known"))
    found = matches.all_waiting()
    if not found:
        st.write(tr("No proposal with a place waits for review."))
        return
    rows = [
        {
            "Verdict": tr(matches.VERDICT_WORDS[each.match.kind]),
            "How sure": each.match.probability,
            "Photos": len(each.proposals),
            "Known camera": (
                f"{each.match.camera.source} {each.match.camera.source_id}"
                if each.match.camera
                else ""
            ),
            "Candidates": len(each.match.candidates),
            "Was rejected before": each.rejected is not None,
        }
        for each in sorted(found, key=lambda each: list(MatchKind).index(each.match.kind))
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key="matches",
        column_config={
            "Verdict": tr("Verdict"),
            "How sure": st.column_config.NumberColumn(tr("How sure"), format="percent"),
            "Photos": tr("Photos"),
            "Known camera": tr("Known camera"),
            "Candidates": tr("Candidates"),
            "Was rejected before": tr("Was rejected before"),
        },
    )
    st.caption(tr("Each is decided on the Review page; nothing is merged without a person."))


page()
