"""Cameras by district: which one a place is in, and files that hold none."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from detection.record import Housing
from mapping.export.camera import released
from mapping.importing.districts import DistrictError, read_districts
from mapping.matching.district import OUTSIDE, count_by_district
from mapping.review.proposal import State
from tests.mapping_builders import AWKWARD_TEXTS, a_position, a_proposal


def square(west: float, south: float, side: float = 0.1) -> dict[str, Any]:
    east, north = west + side, south + side
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


def feature(geometry: object, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def file_of(folder: Path, *features: object) -> Path:
    path = folder / "areas.geojson"
    content = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def camera(latitude: float, longitude: float, housing: Housing = Housing.DOME) -> Any:
    return a_proposal(
        state=State.ACCEPTED,
        housing=housing,
        position=a_position(latitude=latitude, longitude=longitude),
    )


def test_cameras_count_for_the_area_that_they_stand_in(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        feature(square(20.4, 44.8), name="Стари град"),
        feature(square(20.5, 44.8), naziv="Vračar"),
        feature(square(21.0, 44.8), NAME="Empty"),
        feature({"type": "Point", "coordinates": [20.4, 44.8]}, name="a tree"),
    )
    cameras = [
        camera(44.85, 20.45),
        camera(44.85, 20.45, Housing.PTZ),
        camera(44.85, 20.55),
        camera(44.85, 20.5),  # on the border of both: the first counts
        camera(10.0, 20.0),
        a_proposal(state=State.PROPOSED, position=None),
    ]
    counted = count_by_district(released(cameras), read_districts(path))
    assert counted.to_json() == {
        "areas": {"Стари град": {"dome": 2, "ptz": 1}, "Vračar": {"dome": 1}, "Empty": {}},
        "outside_of_all_areas": {"dome": 1},
        "without_a_place": 1,
    }
    rows = list(csv.reader("".join(counted.table()).splitlines()))
    assert rows[0] == ["area", *Housing, "total"]
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        ("Стари град", "3"),
        ("Vračar", "1"),
        ("Empty", "0"),
        (OUTSIDE, "1"),
    ]


def test_parts_of_one_name_are_one_area_and_holes_are_outside(tmp_path: Path) -> None:
    ring = square(20.0, 44.0, 1.0)
    ring["coordinates"] += square(20.4, 44.4, 0.2)["coordinates"]
    path = file_of(tmp_path, feature(ring, name="Ring"), feature(square(30, 44), name="Ring"))
    districts = read_districts(path)
    assert districts.names == ("Ring",)
    assert districts.at(44.1, 20.1) == districts.at(44.05, 30.05) == "Ring"
    assert districts.at(44.5, 20.5) is None


@pytest.mark.parametrize("name", AWKWARD_TEXTS)
def test_no_name_runs_as_a_formula(tmp_path: Path, name: str) -> None:
    districts = read_districts(file_of(tmp_path, feature(square(20, 44), name=name)))
    text = "".join(count_by_district([], districts).table())
    cell = next(csv.reader([text.splitlines()[1]]))[0]
    assert not cell.startswith(("=", "+", "-", "@", "\t"))
    assert "\n" not in cell


def test_a_border_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    districts = read_districts(file_of(tmp_path, feature(bow, name="Bow")))
    assert districts.at(1.0, 0.2) == "Bow"
    assert districts.at(0.2, 1.0) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "expected a FeatureCollection"),
        ('{"features": []}', "holds no areas"),
        (json.dumps({"features": [feature(square(0, 0))]}), "Area 1 has no name"),
        (json.dumps({"features": [feature(square(7_000_000, 5), name="m")]}), "not in degrees"),
        (
            json.dumps({"features": [feature({"type": "Polygon", "coordinates": 5}, name="x")]}),
            "border of x cannot be read",
        ),
        (
            json.dumps(
                {"features": [feature({"type": "Polygon", "coordinates": [[[1, 2]]]}, name="y")]}
            ),
            "border of y cannot be read",
        ),
    ],
)
def test_a_file_without_districts_is_refused_in_words(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DistrictError, match=message):
        read_districts(path)
    with pytest.raises(DistrictError, match="Cannot read the file"):
        read_districts(tmp_path / "nothing.geojson")
