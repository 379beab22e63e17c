"""What the map has of an observed camera."""

from typing import Any

import pytest

from detection.record import Housing
from mapping.geometry.geodesy import move
from mapping.geometry.position import Position
from mapping.matching.grouping import group
from mapping.matching.known import KnownCamera, KnownIndex
from mapping.matching.likelihood import Observation
from mapping.matching.matching import MatchKind, differences, match, match_all
from mapping.matching.rejection import Rejection, linked_rejection

HERE = (44.81, 20.46)
DOME = {"surveillance:type": "camera", "camera:type": "dome"}


def at(bearing_deg: float, distance_m: float) -> tuple[float, float]:
    return move(*HERE, bearing_deg=bearing_deg, distance_m=distance_m)


def observed(
    place: tuple[float, float] = HERE, *, radius_m: float = 6.0, **changes: Any
) -> Observation:
    values: dict[str, Any] = {
        "id": "a",
        "position": Position(
            latitude=place[0],
            longitude=place[1],
            semi_major_m=radius_m,
            semi_minor_m=radius_m,
            orientation_deg=0.0,
            bearing_deg=0.0,
            distance_m=10.0,
        ),
        "housing": Housing.DOME,
        "housing_confidence": 0.9,
        "photos": frozenset({"p"}),
    }
    return Observation(**values | changes)


def known(
    source_id: str, place: tuple[float, float] = HERE, tags: dict[str, str] | None = None
) -> KnownCamera:
    return KnownCamera(
        source="osm",
        source_id=source_id,
        latitude=place[0],
        longitude=place[1],
        error_m=5.0,
        tags=DOME if tags is None else tags,
    )


def test_a_camera_where_the_map_has_none_is_new() -> None:
    found = match(observed(), KnownIndex([known("far", at(90, 80))]))

    assert found.kind is MatchKind.NEW
    assert found.camera is None
    assert found.probability > 0.99


def test_an_empty_map_knows_nothing() -> None:
    assert match(observed(), KnownIndex([])).kind is MatchKind.NEW


def test_a_camera_at_the_place_of_a_known_one_of_its_type_is_the_same() -> None:
    found = match(observed(), KnownIndex([known("1", at(20, 3))]))

    assert found.kind is MatchKind.SAME
    assert found.camera is not None
    assert found.camera.source_id == "1"
    assert found.candidates[0].distance_m == pytest.approx(3, abs=0.01)
    assert found.changes == {}


def test_a_known_camera_without_a_type_is_updated() -> None:
    found = match(observed(), KnownIndex([known("1", tags={"surveillance:type": "camera"})]))

    assert found.kind is MatchKind.UPDATE
    assert found.changes == {"camera:type": (None, "dome")}


def test_a_known_camera_of_another_type_shows_old_and_new() -> None:
    fixed = {"surveillance:type": "camera", "camera:type": "fixed"}

    found = differences(observed(), known("1", tags=fixed))

    assert found == {"camera:type": ("fixed", "dome")}


@pytest.mark.parametrize(
    ("housing", "tagged"),
    [(Housing.PTZ, "panning"), (Housing.PTZ, "dome"), (Housing.TURRET, "dome")],
)
def test_a_type_that_allows_the_housing_is_no_difference(housing: Housing, tagged: str) -> None:
    camera = known("1", tags={"surveillance:type": "camera", "camera:type": tagged})

    assert differences(observed(housing=housing), camera) == {}


def test_an_unsure_type_changes_no_tag() -> None:
    bare = known("1", tags={})

    assert differences(observed(housing_confidence=0.5), bare) == {}
    assert differences(observed(housing=Housing.UNKNOWN), bare) == {}


def test_a_vague_position_among_many_is_ambiguous_with_its_candidates() -> None:
    around = [known(str(turn), at(turn, 12)) for turn in (0, 120, 240)]

    found = match(observed(radius_m=25), KnownIndex(around))

    assert found.kind is MatchKind.AMBIGUOUS
    assert {candidate.camera.source_id for candidate in found.candidates} == {"0", "120", "240"}


def test_a_vague_position_does_not_reach_as_far_as_a_fixed_radius_would() -> None:
    """30 m away: a fixed 50 m rule would merge; a sharp ellipse tells them apart."""
    index = KnownIndex([known("1", at(45, 30))])

    assert match(observed(radius_m=6), index).kind is MatchKind.NEW
    assert match(observed(radius_m=40), index).kind is not MatchKind.NEW


def test_the_type_decides_between_neighbours() -> None:
    fixed = {"surveillance:type": "camera", "camera:type": "fixed"}
    index = KnownIndex([known("dome", at(0, 5)), known("fixed", at(180, 5), fixed)])

    found = match(observed(housing_confidence=0.99), index)

    assert found.candidates[0].camera.source_id == "dome"


def test_two_cameras_in_one_photo_stay_two() -> None:
    """One of them is known: which, a metre apart, is for a person; not both are it."""
    seen = [observed(id="a"), observed(at(90, 1), id="b")]

    found = match_all(seen, KnownIndex([known("1")]))

    assert sorted(verdict.kind for verdict in found) == [MatchKind.AMBIGUOUS, MatchKind.SAME]


def test_a_camera_well_beside_a_known_one_in_a_photo_is_new() -> None:
    seen = [observed(id="a"), observed(at(90, 15), id="b")]

    found = match_all(seen, KnownIndex([known("1")]))

    assert [verdict.kind for verdict in found] == [MatchKind.SAME, MatchKind.NEW]


def test_twins_on_a_pole_match_the_twins_of_the_map_one_to_one() -> None:
    seen = [observed(id="a"), observed(at(90, 1), id="b")]

    found = match_all(seen, KnownIndex([known("1"), known("2", at(90, 0.5))]))

    assert [verdict.kind for verdict in found] == [MatchKind.SAME, MatchKind.SAME]
    assert {verdict.camera.source_id for verdict in found if verdict.camera} == {"1", "2"}


def test_one_camera_of_a_pole_is_the_same_as_one_of_its_twins() -> None:
    found = match(observed(), KnownIndex([known("1"), known("2", at(90, 0.5))]))

    assert found.kind is MatchKind.SAME
    assert len(found.candidates) == 2


def test_neighbours_are_found_across_the_antimeridian() -> None:
    index = KnownIndex([known("1", (-17.0, -179.99999))])

    assert match(observed((-17.0, 179.99999)), index).kind is MatchKind.SAME


@pytest.mark.parametrize("latitude", [90.0, -90.0])
def test_neighbours_are_found_at_the_poles(latitude: float) -> None:
    near_pole = latitude - 0.00001 if latitude > 0 else latitude + 0.00001
    index = KnownIndex([known("1", (near_pole, 120.0)), known("2", (0.0, 0.0))])

    assert [c.source_id for c in index.near(latitude, -30.0, 50.0)] == ["1"]
    assert match(observed((latitude, -30.0)), index).kind is MatchKind.SAME


def test_one_camera_in_five_photos_becomes_one() -> None:
    seen = [
        observed(at(72 * turn, 4), id=str(turn), radius_m=15, photos=frozenset({f"p{turn}"}))
        for turn in range(5)
    ]

    assert group(seen) == [(0, 1, 2, 3, 4)]


def test_two_cameras_on_a_pole_in_three_photos_become_two() -> None:
    seen = [
        observed(
            at(90 + turn, offset), id=f"{turn}{offset}", radius_m=15, photos=frozenset({str(turn)})
        )
        for turn in range(3)
        for offset in (0.0, 1.0)
    ]

    groups = group(seen)

    assert [len(members) for members in groups] == [3, 3]
    assert all(len({n // 2 for n in members}) == 3 for members in groups)


def test_photos_of_different_places_are_not_grouped() -> None:
    seen = [
        observed(at(0, 60 * turn), id=str(turn), radius_m=10, photos=frozenset({str(turn)}))
        for turn in range(3)
    ]

    assert group(seen) == [(0,), (1,), (2,)]


def test_what_was_rejected_is_linked_when_it_comes_back() -> None:
    rejection = Rejection(observation=observed(id="old"), crop_hash=0b1011)

    assert linked_rejection(observed(at(10, 2)), [rejection]) is rejection
    assert linked_rejection(observed(at(10, 8)), [rejection], crop_hashes={0b1111}) is rejection


def test_a_view_from_elsewhere_does_not_undo_a_rejection() -> None:
    rejection = Rejection(observation=observed(id="old"), crop_hash=0)
    unlike = {(1 << 40) - 1}

    assert linked_rejection(observed(at(10, 2)), [rejection], crop_hashes=unlike) is rejection


def test_a_like_crop_links_where_the_place_alone_would_not() -> None:
    rejection = Rejection(observation=observed(id="old"), crop_hash=0)
    vague = observed(at(10, 12))

    assert linked_rejection(vague, [rejection]) is None
    assert linked_rejection(vague, [rejection], crop_hashes={(1 << 40) - 1}) is None
    assert linked_rejection(vague, [rejection], crop_hashes={(1 << 40) - 1, 0b111}) is rejection


def test_a_rejection_elsewhere_is_not_linked() -> None:
    rejection = Rejection(observation=observed(id="old"), crop_hash=0)

    assert linked_rejection(observed(at(10, 90)), [rejection], crop_hashes={0}) is None
