"""A hand-made example, small enough to check on paper.

Seven places of a list along one street, 200 m apart, and nine cameras of a citizens' map:

    place    A    B    C    D    E    F    G
    listed   2    1    1    3    1    1    1
    mapped   2    1    -    1    -    1    -     and four cameras at no listed place
"""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.export.camera import ExportedCamera, released
from mapping.geometry.geodesy import move, track
from mapping.matching.official_list import Comparison, ListedPlace, compare
from tests.mapping_builders import a_position, a_proposal

START = (44.8125, 20.4612)
COUNTS = {"A": 2, "B": 1, "C": 1, "D": 3, "E": 1, "F": 1, "G": 1}
CAMERAS_M = {
    "a1": (0, 10),
    "a2": (0, -30),
    "b1": (200, 49),
    "c-too-far": (400, 51),
    "d1": (600, 0),
    "f1": (1000, -5),
    "between": (1100, 0),
    "far": (3000, 0),
    "behind": (-100, 0),
}
"""Where the cameras stand: metres east along the street, and metres north of it."""


def at(east_m: float, north_m: float) -> tuple[float, float]:
    along = move(*START, bearing_deg=90.0, distance_m=east_m)
    return move(*along, bearing_deg=0.0, distance_m=north_m)


def a_place(name: str, east_m: float, count: int | None = None) -> ListedPlace:
    latitude, longitude = at(east_m, 0)
    return ListedPlace(name=name, latitude=latitude, longitude=longitude, count=count)


def cameras(places_m: Mapping[str, tuple[float, float]]) -> list[ExportedCamera]:
    made = []
    for name, (east_m, north_m) in places_m.items():
        latitude, longitude = at(east_m, north_m)
        position = a_position(latitude=latitude, longitude=longitude)
        made.append(a_proposal(id=name, position=position))
    return list(released(made))


@pytest.fixture
def example() -> Comparison:
    places = [
        a_place(name, 200.0 * number, count) for number, (name, count) in enumerate(COUNTS.items())
    ]
    return compare(places, cameras(CAMERAS_M), radius_m=50.0)


def test_the_hand_made_example(example: Comparison) -> None:
    found = {finding.place.name: finding.cameras for finding in example.on_both}
    assert found == {"A": ("a1", "a2"), "B": ("b1",), "D": ("d1",), "F": ("f1",)}
    assert [finding.place.name for finding in example.only_on_list] == ["C", "E", "G"]
    assert example.only_on_street == ("c-too-far", "between", "far", "behind")
    assert example.findings[0].distance_m == pytest.approx(10, abs=0.01)


def test_the_counts_of_the_example(example: Comparison) -> None:
    report = json.loads(json.dumps(example.to_json()))
    assert report["places"] == {"listed": 7, "on_both": 4, "only_on_list": 3}
    assert report["cameras"] == {
        "listed": 10,
        "on_street": 9,
        "at_listed_places": 5,
        "only_on_street": 4,
        "without_place": 0,
    }
    (place_d,) = (item for item in report["on_both"] if item["name"] == "D")
    assert (place_d["listed"], place_d["counted"], place_d["cameras"]) == (3, 1, ["d1"])


def test_a_wider_radius_finds_more(example: Comparison) -> None:
    places = [finding.place for finding in example.findings]
    wider = compare(places, cameras(CAMERAS_M), radius_m=52.0)
    assert [finding.place.name for finding in wider.only_on_list] == ["E", "G"]


def test_a_camera_near_two_places_is_near_both_and_counts_for_the_nearer() -> None:
    places = [a_place("left", 0), a_place("right", 60)]
    found = compare(places, cameras({"x": (40, 0)}), radius_m=50.0)
    assert [finding.cameras for finding in found.findings] == [("x",), ("x",)]
    assert [finding.counted for finding in found.findings] == [0, 1]


def test_a_camera_without_place_is_not_compared() -> None:
    nowhere = list(released([a_proposal(position=None)]))
    found = compare([a_place("A", 0)], nowhere)
    assert (found.unplaced, found.camera_count, found.only_on_street) == (1, 0, ())
    assert found.listed_cameras is None


def test_an_empty_list_and_an_empty_dataset() -> None:
    assert compare([], cameras({"x": (0, 0)})).only_on_street == ("x",)
    assert len(compare([a_place("A", 0)], []).only_on_list) == 1


@pytest.mark.parametrize("radius_m", [0.0, -1.0, float("nan"), float("inf")])
def test_a_radius_must_be_one(radius_m: float) -> None:
    with pytest.raises(ValueError, match="radius"):
        compare([], [], radius_m=radius_m)


@pytest.mark.parametrize(
    "wrong", [{"latitude": 97.0}, {"latitude": 0.0, "longitude": 0.0}, {"count": -1}]
)
def test_an_impossible_place_is_none(wrong: dict[str, float]) -> None:
    plain = {"name": "A", "latitude": 44.8, "longitude": 20.4}
    with pytest.raises(ValueError, match="There"):
        ListedPlace(**plain | wrong)  # type: ignore[arg-type]


@given(
    st.lists(st.tuples(st.floats(-400, 400), st.floats(-400, 400)), max_size=6),
    st.lists(st.tuples(st.floats(-400, 400), st.floats(-400, 400)), max_size=6),
    st.floats(1, 300),
)
def test_it_finds_what_trying_every_pair_finds(
    listed_m: list[tuple[float, float]], seen_m: list[tuple[float, float]], radius_m: float
) -> None:
    places = [
        ListedPlace(name=str(number), latitude=at(*place)[0], longitude=at(*place)[1])
        for number, place in enumerate(listed_m)
    ]
    seen = cameras({str(number): place for number, place in enumerate(seen_m)})
    found = compare(places, seen, radius_m=radius_m)
    for finding in found.findings:
        expected = {
            camera.id
            for camera in seen
            if camera.place is not None and _distance_m(finding.place, camera) <= radius_m
        }
        assert set(finding.cameras) == expected
    assert sum(finding.counted for finding in found.findings) == len(seen) - len(
        found.only_on_street
    )


def _distance_m(place: ListedPlace, camera: ExportedCamera) -> float:
    assert camera.place is not None
    target = (camera.place.latitude, camera.place.longitude)
    return track((place.latitude, place.longitude), target)[1]


@pytest.mark.parametrize("longitude", [179.9999, -179.9999])
def test_the_antimeridian_is_no_border(longitude: float) -> None:
    place = ListedPlace(name="Fiji", latitude=-17.0, longitude=longitude)
    camera = a_proposal(position=a_position(latitude=-17.0, longitude=-longitude))
    assert compare([place], released([camera])).findings[0].counted == 1


def test_the_distance_is_the_way_over_the_ground() -> None:
    far = cameras({"x": (1_000_000, 0)})  # 998.97 km in a straight line through the Earth
    assert compare([a_place("A", 0)], far, radius_m=999_500.0).on_both == ()
    assert len(compare([a_place("A", 0)], far, radius_m=1_000_100.0).on_both) == 1
