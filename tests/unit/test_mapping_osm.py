import pytest

from detection.record import Housing
from mapping.review.osm import CAMERA_TYPES, HOUSING_KEYS, CameraType, osm_tags

COMMON = {"man_made": "surveillance", "surveillance": "public", "surveillance:type": "camera"}


@pytest.mark.parametrize(
    ("housing", "expected"),
    [
        (Housing.BULLET, COMMON | {"camera:type": "fixed"}),
        (Housing.BOX, COMMON | {"camera:type": "fixed"}),
        (Housing.TURRET, COMMON | {"camera:type": "fixed"}),
        (Housing.DOME, COMMON | {"camera:type": "dome"}),
        (Housing.PTZ, COMMON | {"camera:type": "dome"}),
        (Housing.ALPR, COMMON | {"surveillance:type": "ALPR", "camera:type": "fixed"}),
        (Housing.UNKNOWN, COMMON),
    ],
)
def test_each_housing_gets_the_tags_of_the_design(
    housing: Housing, expected: dict[str, str]
) -> None:
    assert osm_tags(housing) == expected


def test_no_housing_is_forgotten_and_keys_come_in_order() -> None:
    assert set(CAMERA_TYPES) == set(Housing)
    assert tuple(osm_tags(Housing.BULLET, direction_deg=90)) == HOUSING_KEYS


def test_a_reviewer_may_say_that_a_ptz_pans_openly() -> None:
    tags = osm_tags(Housing.PTZ, camera_type=CameraType.PANNING)
    assert tags["camera:type"] == "panning"


def test_a_dome_cannot_be_fixed() -> None:
    with pytest.raises(ValueError, match="dome camera cannot have camera:type=fixed"):
        osm_tags(Housing.DOME, camera_type=CameraType.FIXED)


@pytest.mark.parametrize(("degrees", "tag"), [(0.0, "0"), (122.6, "123"), (359.7, "0")])
def test_direction_is_written_in_whole_degrees_only_when_given(degrees: float, tag: str) -> None:
    assert "camera:direction" not in osm_tags(Housing.BULLET)
    assert osm_tags(Housing.BULLET, direction_deg=degrees)["camera:direction"] == tag
