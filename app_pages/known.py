"""Known: bring in the cameras that are mapped already, and hold what waits against them."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app_pages import map_grid, maps, matches, words
from app_pages.services import services
from app_pages.session import session
from app_pages.symbols import Symbol, legend
from app_pages.visitor import visitor
from mapping.importing import Reading, UnreadableSource, read_cameras
from mapping.importing.headers import FIELDS
from mapping.matching.matching import MatchKind
from mapping.storage.known_store import KnownSource, import_known, known_sources

LICENCES = ["ODbL-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "Other"]
MAX_SKIPPED_SHOWN = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What the coordinator said of a file."""

    source: KnownSource
    error_m: float
    columns: dict[str, str]


def page() -> None:
    """The whole page."""
    session().show_message()
    st.title("Known cameras")
    st.write(
        "Bring in what is mapped already: an OpenStreetMap extract, or your group's own list. "
        "Then Osmatrač tells which proposals are new. Importing a file again changes nothing."
    )
    _import()
    _show_known()
    _show_matches()


def _import() -> None:
    file = st.file_uploader(
        "A file of cameras (.osm, .osm.pbf, .geojson, .csv)",
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
            st.error(words.plain(str(error)))
            return
        _show_reading(reading)
        ready = bool(reading.cameras and given.source.name)
        if st.button(
            "Import", type="primary", icon=":material/database_upload:", disabled=not ready
        ):
            done = import_known(services().store, given.source, reading.cameras, who=visitor())
            st.success(
                f"{done.new} new, {done.changed} changed, {done.unchanged} known already. "
                f"{words.number_of(done.missing, 'camera')} of this source not in the file; "
                "they stay."
            )


def _ask_about(file: UploadedFile) -> Given:
    name, licence, accuracy = st.columns([2, 1, 1])
    source = name.text_input("Name of the source", value=_guess_source(file.name))
    chosen = licence.selectbox(
        "Licence of the data",
        LICENCES,
        accept_new_options=True,
        help="Only data whose licence allows it may later go into OpenStreetMap.",
    )
    error_m = accuracy.number_input(
        "Right within (m)",
        min_value=1.0,
        max_value=500.0,
        value=8.0,
        help="The radius that holds the true place of 95 of 100 cameras of this source.",
    )
    origin = st.text_input("Where it is from: a link, a person, a date")
    columns: dict[str, str] = {}
    if file.name.lower().endswith((".csv", ".tsv", ".txt")):
        with st.expander("The columns have other names"):
            for field in FIELDS:
                header = st.text_input(f"Column for {field}", key=f"column-{field}").strip()
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
    cameras = words.number_of(len(reading.cameras), "camera")
    skipped = words.number_of(len(reading.skipped), "row")
    st.markdown(f"**{cameras}** can be read; **{skipped}** cannot.")
    if reading.skipped:
        rows = [{"Row": each.row, "Why": each.reason} for each in reading.skipped]
        st.dataframe(pd.DataFrame(rows[:MAX_SKIPPED_SHOWN]), hide_index=True, key="skipped")


def _show_known() -> None:
    cameras = matches.imported()
    if not cameras:
        st.info("Nothing was imported yet.", icon=":material/database:")
        return
    st.subheader(f"{words.number_of(len(cameras), 'camera')} known")
    counts = pd.Series([camera.source for camera in cameras]).value_counts()
    rows = [
        {
            "Source": source.name,
            "Cameras": int(counts.get(source.name, 0)),
            "Licence": source.licence,
            "From": source.origin,
        }
        for source in known_sources(services().store, who=visitor())
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="sources")
    centre, span_m = maps.extent([(camera.latitude, camera.longitude) for camera in cameras])
    span_m = max(span_m, 200.0)
    ground, note = map_grid.ground(centre, span_m)
    layers = [*ground, maps.known_layer(cameras)]
    st.pydeck_chart(maps.deck(layers, centre, span_m), key="known-map")
    legend([Symbol.IMPORTED], note)


def _show_matches() -> None:
    st.subheader("What waits, held against what is known")
    found = matches.all_waiting()
    if not found:
        st.write("No proposal with a place waits for review.")
        return
    rows = [
        {
            "Verdict": matches.VERDICT_WORDS[each.match.kind],
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
        column_config={"How sure": st.column_config.NumberColumn(format="percent")},
    )
    st.caption("Each is decided on the Review page; nothing is merged without a person.")


page()
