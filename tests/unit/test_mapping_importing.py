"""Reading what is known already."""

import json
from pathlib import Path
from typing import Any

import osmium
import pytest

from mapping.importing import Reading, UnreadableSource, read_cameras

OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="test">
 <node id="1" version="1" lat="44.8125" lon="20.4612">
  <tag k="man_made" v="surveillance"/><tag k="camera:type" v="dome"/>
  <tag k="direction" v="NE"/></node>
 <node id="2" version="1" lat="44.8" lon="20.4"><tag k="amenity" v="bench"/></node>
 <node id="3" version="1" lat="44.8" lon="20.4">
  <tag k="man_made" v="surveillance"/><tag k="surveillance:type" v="guard"/></node>
 <node id="4" version="1" lat="97" lon="20.4"><tag k="man_made" v="surveillance"/></node>
</osm>
"""


def read(path: Path, **columns: str) -> Reading:
    return read_cameras(path, source="s", error_m=8.0, columns=columns)


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "cameras.csv"
    path.write_bytes(text.encode(encoding))
    return path


def feature(place: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": place},
        "properties": properties,
    }


def geojson(tmp_path: Path, features: list[Any]) -> Path:
    path = tmp_path / "cameras.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def reasons(reading: Reading) -> dict[int, str]:
    return {skipped.row: skipped.reason for skipped in reading.skipped}


def test_osm_gives_the_surveillance_cameras_with_all_their_tags(tmp_path: Path) -> None:
    path = tmp_path / "extract.osm"
    path.write_text(OSM)

    reading = read(path)

    (camera,) = reading.cameras
    assert camera.key == ("s", "node/1")
    assert (camera.latitude, camera.longitude) == (44.8125, 20.4612)
    assert camera.tags == {"man_made": "surveillance", "camera:type": "dome", "direction": "NE"}
    assert camera.error_m == 8.0
    assert reasons(reading) == {
        2: "Not a camera: surveillance:type=guard.",
        3: "Impossible location of node 4.",
    }


def test_a_pbf_reads_as_its_xml_does(tmp_path: Path) -> None:
    xml, pbf = tmp_path / "extract.osm", tmp_path / "extract.osm.pbf"
    xml.write_text(OSM.replace('lat="97"', 'lat="45"'))
    with osmium.SimpleWriter(str(pbf)) as writer:
        for node in osmium.FileProcessor(str(xml)):
            writer.add(node)

    assert read(pbf) == read(xml)
    assert len(read(pbf).cameras) == 2


@pytest.mark.parametrize("name", ["a.osm", "a.osm.pbf"])
def test_a_broken_osm_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"<osm><node")

    with pytest.raises(UnreadableSource, match=f"{name} is no OpenStreetMap file"):
        read(path)


def test_geojson_points_become_cameras_and_the_rest_is_reported(tmp_path: Path) -> None:
    reading = read(
        geojson(
            tmp_path,
            [
                feature([20.46, 44.81], **{"@id": "node/7", "camera:type": "fixed"}),
                feature([20.46, 97]),
                feature([20.46]),
                feature([0, 0]),
                {"type": "Feature", "geometry": None, "properties": {}},
                {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": []}},
                feature([20.46, "NaN"]),
            ],
        )
    )

    (camera,) = reading.cameras
    assert camera.source_id == "node/7"
    assert camera.tags == {"camera:type": "fixed"}
    assert reasons(reading) == {
        2: "Impossible location: 97, 20.46.",
        3: "Location field incomplete.",
        4: "The location is 0, 0: somebody or something removed it.",
        5: "Location field empty.",
        6: "Not a point: Polygon.",
        7: "Impossible location: NaN.",
    }


@pytest.mark.parametrize("text", ["", "[]", '{"type": "Point"}', "{"])
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text)

    with pytest.raises(UnreadableSource, match=r"a\.geojson is no GeoJSON"):
        read(path)


SERBIAN = (
    "Šifra;Geografska širina;Geografska dužina;Tip kamere;Smer;Adresa\r\n"
    "BG-1;44,8125;20,4612;kupola;45;Čika Ljubina 5\r\n"
    "BG-2;44,81;20,46;fiksna;;\r\n"
    "BG-3;44,82;20,47;pokretna;;\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
def test_a_serbian_spreadsheet_reads_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    reading = read(table(tmp_path, SERBIAN, encoding))

    assert [camera.source_id for camera in reading.cameras] == ["BG-1", "BG-2", "BG-3"]
    first = reading.cameras[0]
    assert (first.latitude, first.longitude) == (44.8125, 20.4612)
    assert first.tags == {
        "man_made": "surveillance",
        "camera:type": "dome",
        "camera:direction": "45",
        "addr:full": "Čika Ljubina 5",
    }
    assert [camera.tags["camera:type"] for camera in reading.cameras[1:]] == ["fixed", "panning"]


def test_cyrillic_headers_are_understood(tmp_path: Path) -> None:
    text = "Ширина;Дужина;Тип\n44,81;20,46;купола\n"

    (camera,) = read(table(tmp_path, text)).cameras

    assert camera.tags["camera:type"] == "dome"


def test_one_column_may_hold_both_coordinates(tmp_path: Path) -> None:
    reading = read(table(tmp_path, 'id,koordinate\n1,"44.8125, 20.4612"\n2,here\n3,\n'))

    assert (reading.cameras[0].latitude, reading.cameras[0].longitude) == (44.8125, 20.4612)
    assert reasons(reading) == {3: "Unreadable location: here.", 4: "Location field empty."}


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = table(tmp_path, "A,B,C\n44.81,20.46,dome\n")

    (camera,) = read(path, latitude="a", longitude="B", type="C").cameras

    assert camera.tags["camera:type"] == "dome"


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "No columns for latitude and longitude found; the table has A, B"),
        ({"latitude": "Z"}, "There is no column 'Z'; the table has A, B"),
        (
            {"latitude": "A", "longitude": "B", "x": "A"},
            "There is no field x; choose from latitude",
        ),
    ],
)
def test_columns_that_are_not_there_are_named(
    tmp_path: Path, columns: dict[str, str], message: str
) -> None:
    with pytest.raises(UnreadableSource, match=message):
        read(table(tmp_path, "A,B\n1,2\n"), **columns)


def test_broken_rows_are_listed_and_the_good_ones_read(tmp_path: Path) -> None:
    rows = [
        ("1", "44.81", "20.46"),
        ("2", "97", "20.46"),
        ("3", "44.81", "400"),
        ("4", "nan", "20.46"),
        ("5", "", "20.46"),
        ("6", "0", "0"),
        ("7", "north", "20.46"),
        ("1", "44.9", "20.5"),
        ("9", "-33.9", "179.9999"),
        ("10", "90", "0"),
    ]
    text = "id,lat,lon\n" + "\n".join(",".join(row) for row in rows) + "\n"

    reading = read(table(tmp_path, text))

    assert [camera.source_id for camera in reading.cameras] == ["1", "9", "10"]
    assert reasons(reading) == {
        3: "Impossible location: 97, 20.46.",
        4: "Impossible location: 44.81, 400.",
        5: "Impossible location: nan.",
        6: "Location field empty.",
        7: "The location is 0, 0: somebody or something removed it.",
        8: "Unreadable location: north.",
        9: "The same id as row 2: 1.",
    }


def test_rows_without_an_id_have_the_same_one_in_the_next_import(tmp_path: Path) -> None:
    path = table(tmp_path, "lat,lon\n44.81,20.46\n44.82,20.47\n")

    one, other = read(path), read(path)

    assert one == other
    assert len({camera.source_id for camera in one.cameras}) == 2


def test_empty_and_unknown_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"cameras\.csv is empty"):
        read(table(tmp_path, ""))
    with pytest.raises(UnreadableSource, match=r"a\.xlsx is of no known kind"):
        read(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableSource, match=r"gone\.csv cannot be read"):
        read(tmp_path / "gone.csv")
