import base64
import csv
import io
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from detection.record import Housing
from languages.language import Language
from languages.reader import reader_language, speaking
from languages.text import tr
from mapping.export import (
    CSV_COLUMNS,
    FILES,
    FORMATS,
    SPREADSHEET_COLUMNS,
    Format,
    Licence,
    cells,
    csv_lines,
    geojson,
    kml,
    maproulette,
    markup,
    osmchange,
    spreadsheet,
)
from mapping.export.osmchange import CHANGESET_TAGS
from mapping.review.claim import ClaimKind
from mapping.review.osm import TAG_KEYS
from mapping.review.proposal import Proposal, State
from tests.mapping_builders import PHOTOGRAPHER, a_position, a_proposal, awkward_cameras

ACCEPTED = frozenset({ClaimKind.EXISTS, ClaimKind.HOUSING})
SOUTH_WEST = a_position(latitude=-33.123456789, longitude=-70.6)


def a_camera(**changes: Any) -> Proposal:
    return a_proposal(**{"state": State.ACCEPTED, "seen": ACCEPTED} | changes)


def read_csv(*cameras: Proposal, licence: Licence | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_lines(cameras, licence)), newline="")))


def read_geojson(*cameras: Proposal, licence: Licence | None = None) -> dict[str, Any]:
    value = json.loads("".join(geojson(cameras, licence)))
    assert isinstance(value, dict)
    return value


def test_geojson_is_a_feature_collection_with_longitude_first() -> None:
    collection = read_geojson(a_camera(position=SOUTH_WEST), a_camera(id="b" * 20))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection  # RFC 7946 took it away
    first, second = collection["features"]
    assert first["type"] == "Feature"
    assert first["id"] == "0123456789abcdef0123"
    assert first["geometry"] == {"type": "Point", "coordinates": [-70.6, -33.1234568]}
    assert second["id"] == "b" * 20


def test_geojson_properties_are_the_tags_and_nothing_else() -> None:
    camera = a_camera(housing=Housing.DOME)
    (feature,) = read_geojson(camera)["features"]
    assert feature["properties"] == camera.tags
    assert set(feature["properties"]) <= set(TAG_KEYS)
    assert feature["osmatrac"] == {
        "status": "accepted",
        "housing": "dome",
        "accuracy_m": 6.0,
        "evidence": {"exists": "seen", "place": "suggested", "housing": "seen"},
    }


@pytest.mark.parametrize("write", FORMATS.values())
def test_each_format_has_a_writer_that_streams_text(write: Any) -> None:
    taken = []

    def cameras() -> Any:
        for number in range(3):
            taken.append(number)
            yield a_camera(id=f"{number:020}")

    pieces = write(cameras(), None)
    first = next(pieces)
    assert isinstance(first, str)
    assert len(taken) <= 1
    assert list(FORMATS) == list(Format)
    assert "".join(pieces)
    assert taken == [0, 1, 2]


def test_an_empty_dataset_is_still_a_file_of_its_kind() -> None:
    assert read_geojson()["features"] == []
    assert "".join(csv_lines([])) == ",".join(CSV_COLUMNS) + "\r\n"


def test_csv_reads_back_with_the_same_numbers_and_tags() -> None:
    camera = a_camera(position=SOUTH_WEST, direction_deg=12.0)
    (row,) = read_csv(camera)
    assert (float(row["latitude"]), float(row["longitude"])) == (-33.1234568, -70.6)
    assert row["latitude"] == "-33.1234568"
    assert {key: row[key] for key in TAG_KEYS if row[key]} == camera.tags
    assert row["evidence"].startswith("exists=seen; place=suggested; housing=seen")
    assert row["status"] == "accepted"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_csv_text_runs_no_formula(start: str) -> None:
    evil = start + 'cmd|"/c calc"!A1'
    (row,) = read_csv(a_camera(), licence=Licence(identifier=evil, attribution='Ünï, "ко"'))
    assert row["licence"] == "'" + evil
    assert row["attribution"] == 'Ünï, "ко"'


def test_licence_and_provenance_are_inside() -> None:
    licence = Licence(identifier="CC0-1.0", attribution="The group")
    collection = read_geojson(a_camera(), licence=licence)
    assert (collection["licence"], collection["attribution"]) == ("CC0-1.0", "The group")
    assert "Osmatrač" in collection["provenance"]
    assert read_geojson(a_camera())["licence"] == "ODbL-1.0"
    (row,) = read_csv(a_camera())
    assert row["licence"] == "ODbL-1.0"
    assert "Osmatrač" in row["provenance"]


@pytest.mark.parametrize("write", FORMATS.values())
def test_nothing_leads_back_to_the_photographer(write: Any) -> None:
    ring = a_position(
        latitude=PHOTOGRAPHER.latitude,
        longitude=PHOTOGRAPHER.longitude,
        semi_minor_m=6.0,
        bearing_deg=None,
    )
    estimate = a_position(bearing_deg=87.65, distance_m=43.21, orientation_deg=65.43)
    proposed = replace(a_proposal(position=ring), id="c" * 20)
    text = with_change_files("".join(write([a_camera(position=estimate), proposed], None)))
    for private in ("44.8123456", "20.4612345", "87.65", "43.21", "65.43", proposed.photo):
        assert private not in text
        assert private.replace(".", ",") not in text
    assert not re.search(r"20\d\d-\d\d-\d\d|time", text)


def with_change_files(text: str) -> str:
    """Unpack what MapRoulette's tasks carry in base 64, so that a search finds it."""
    files = re.findall(r'"content": "([^"]+)"', text)
    return text + "".join(base64.b64decode(file).decode() for file in files)


@pytest.mark.parametrize("write", FORMATS.values())
def test_every_file_names_licence_and_provenance(write: Any) -> None:
    licence = Licence(identifier="CC0-1.0", attribution="The group")
    text = "".join(write([a_camera()], licence))
    assert "CC0-1.0" in text
    assert "The group" in text
    assert "Osmatrač" in text


def test_a_camera_without_place_has_no_coordinates() -> None:
    nowhere = a_proposal(position=None)
    (feature,) = read_geojson(nowhere)["features"]
    assert feature["geometry"] is None
    (row,) = read_csv(nowhere)
    assert (row["latitude"], row["longitude"], row["accuracy_m"]) == ("", "", "")


def test_no_number_that_is_none_reaches_a_file() -> None:
    broken = a_camera(position=a_position())
    object.__setattr__(broken.standing.position, "latitude", math.nan)
    with pytest.raises(ValueError, match="not JSON compliant"):
        "".join(geojson([broken]))
    for write in set(FORMATS.values()) - {geojson}:
        with pytest.raises(ValueError, match=r"no coordinate|not JSON compliant"):
            "".join(write([broken], None))


@pytest.mark.parametrize("write", [osmchange, maproulette])
def test_what_must_be_on_the_map_is_left_out_without_a_place(write: Any) -> None:
    nowhere, here = a_proposal(position=None, id="d" * 20), a_camera()
    assert "".join(write([nowhere, here], None)) == "".join(write([here], None))
    assert {kind for kind in Format if FILES[kind].needs_place} == {
        kind for kind in Format if FORMATS[kind] in (osmchange, maproulette)
    }


def test_kml_keeps_a_camera_without_a_place() -> None:
    text = "".join(kml([a_proposal(position=None)]))
    assert "<Placemark" in text
    assert "<Point>" not in text


def test_spreadsheet_words_are_serbian_and_numbers_have_a_comma() -> None:
    text = "".join(spreadsheet([a_camera(position=SOUTH_WEST, direction_deg=12.0)]))
    assert text.startswith("\ufeffOznaka;")
    (row,) = csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";")
    assert len(row) == len(SPREADSHEET_COLUMNS)
    assert (row["Geografska širina"], row["Geografska dužina"]) == ("-33,1234568", "-70,6000000")
    assert (row["Status"], row["Kućište"], row["Smer (°)"]) == ("prihvaćeno", "Cilindrična", "12")
    assert row["Dokazi"].startswith("postoji: video čovek; mesto: predložio program")
    assert row["Mapa"].endswith("#map=19/-33.1234568/-70.6000000")


def test_spreadsheet_speaks_the_language_of_its_reader() -> None:
    camera = a_camera(position=SOUTH_WEST)
    text = "".join(spreadsheet([camera], None, Language.ENGLISH))
    (row,) = csv.DictReader(io.StringIO(text[1:], newline=""))
    assert tuple(row) == SPREADSHEET_COLUMNS
    assert (row["Latitude"], row["Status"], row["Housing"]) == ("-33.1234568", "accepted", "Bullet")
    text = "".join(spreadsheet([camera], None, Language.SERBIAN_CYRILLIC))
    (row,) = csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";")
    assert (row["Кућиште"], row["Географска ширина"]) == ("Цилиндрична", "-33,1234568")


def test_a_line_of_the_spreadsheet_leaves_the_reader_s_language_alone() -> None:
    lines = spreadsheet([a_camera()], None, Language.SERBIAN_CYRILLIC)
    for _ in lines:
        assert reader_language() is Language.ENGLISH


@pytest.mark.parametrize("write", [csv_lines, spreadsheet])
def test_no_cell_of_a_table_starts_like_a_formula_wherever_it_is_split(write: Any) -> None:
    text = "".join(write(awkward_cameras(), Licence(attribution="-2+3;=1|@x")))
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            for cell in row:
                assert not cell.lstrip().startswith(("=", "+", "@"))
                assert not cell.startswith("-") or re.fullmatch(r"-[\d.,]+", cell)


def test_documented_claims_go_along_with_their_links() -> None:
    (camera, *_) = awkward_cameras()
    (feature,) = read_geojson(camera)["features"]
    claims = feature["osmatrac"]["documented"]
    assert [claim["kind"] for claim in claims] == ["manufacturer", "model", "capability"]
    assert {claim["source"] for claim in claims} == {"https://example.org/?a=1&b=2"}
    assert feature["osmatrac"]["evidence"]["tag:description"] == "seen"
    assert feature["osmatrac"]["evidence"]["operator"] == "seen"
    (row,) = read_csv(camera)
    assert json.loads(row["documented"]) == claims
    assert read_csv(a_camera())[0]["documented"] == ""


@given(st.text())
def test_text_comes_back_from_xml_as_it_was(text: str) -> None:
    element = ElementTree.fromstring(
        f"<a b={markup.attribute(text)}>{markup.text(text)}</a>".encode("utf-8", "surrogatepass")
    )
    expected = re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    assert (element.text or "") == element.get("b") == expected


@given(st.text(alphabet="=+-@ ,;\t\n\r'ab1", max_size=12))
def test_a_guarded_text_has_no_formula_and_loses_nothing(text: str) -> None:
    safe = str(cells.guarded(text))
    assert not re.search(r"(^|[,;\t\r\n])\s*[=+\-@]", safe)
    assert safe.replace("'", "") == text.replace("'", "")


def test_the_documentation_names_every_format_and_column() -> None:
    text = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    for kind in Format:
        assert f"| `{kind}` |" in text
    with speaking(Language.SERBIAN_LATIN):
        columns = [tr(column) for column in SPREADSHEET_COLUMNS]
    assert [column for column in columns if column not in text] == []
    for key, value in CHANGESET_TAGS.items():
        assert f"\n{key}={value}\n" in text
