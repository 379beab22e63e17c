import csv
import io

from mapping.export.camera import released
from mapping.matching.official_list import ListedPlace, compare
from mapping.matching.official_list_table import COMPARISON_COLUMNS, FINDINGS, comparison_table
from tests.mapping_builders import AWKWARD_TEXTS, a_position, a_proposal


def test_each_place_and_each_other_camera_has_a_line() -> None:
    cameras = list(
        released(
            a_proposal(id=name, position=a_position(latitude=latitude, longitude=20.0))
            for name, latitude in (("near", 44.8001), ("far", 44.9))
        )
    )
    places = [
        ListedPlace(name="A", latitude=44.8, longitude=20.0, count=2),
        ListedPlace(name="B", latitude=44.85, longitude=20.0),
    ]
    text = "".join(comparison_table(compare(places, cameras), cameras))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == COMPARISON_COLUMNS
    assert [row["finding"] for row in rows] == list(FINDINGS)
    assert [row["cameras"] for row in rows] == ["near", "", "far"]
    assert (rows[0]["name"], rows[0]["listed"], rows[0]["counted"]) == ("A", "2", "1")
    assert rows[0]["distance_m"] == "11.1"
    assert (rows[2]["latitude"], rows[2]["longitude"]) == ("44.9000000", "20.0000000")


def test_names_of_places_run_no_formula() -> None:
    places = [ListedPlace(name=text, latitude=-44.8, longitude=-20.0) for text in AWKWARD_TEXTS]
    text = "".join(comparison_table(compare(places, []), []))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(AWKWARD_TEXTS)
    for row, awkward in zip(rows, AWKWARD_TEXTS, strict=True):
        assert not row["name"].lstrip().startswith(("=", "+", "-", "@"))
        assert row["name"].replace("'", "") == awkward.replace("'", "")
        assert row["latitude"] == "-44.8000000"
