import csv
import io
import json
import math
from dataclasses import replace
from typing import Any

import pytest

from detection.record import Housing
from mapping.claim import ClaimKind
from mapping.export import CSV_COLUMNS, FORMATS, Format, Licence, csv_lines, geojson
from mapping.osm import TAG_KEYS
from mapping.proposal import Proposal, State
from tests.mapping_builders import PHOTOGRAPHER, a_position, a_proposal

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
    assert {key: row[key] for key in TAG_KEYS} == camera.tags
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
    text = "".join(write([a_camera(position=estimate), proposed], None))
    for private in ("44.8123456", "20.4612345", "87.65", "43.21", "65.43", proposed.photo):
        assert private not in text


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
