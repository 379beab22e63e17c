"""Where a camera stands, from one photo."""

import json
import math
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from detection.record import (
    Detection,
    HeadingReference,
    Housing,
    Location,
    RecordError,
)
from mapping.geometry.position import Position, estimate
from mapping.geometry.sighting import sight
from tests.unit.place_builders import FOCAL_PX, HEIGHT, WIDTH, location, record, seen

GEOD = Geod(ellps="WGS84")


def located(where: Location, found: Detection | None = None) -> Position:
    position = estimate(record(where), found or seen())
    assert position is not None
    return position


def test_a_centred_camera_lies_along_the_heading() -> None:
    position = located(location(heading_deg=90.0))

    bearing, _, distance = GEOD.inv(20.42, 44.81, position.longitude, position.latitude)
    assert position.bearing_deg == 90.0
    assert bearing == pytest.approx(90.0, abs=2)
    assert position.distance_m == pytest.approx(distance, abs=0.01)


@pytest.mark.parametrize("heading", [0.0, 37.5, 123.0, 271.0, 359.9])
@pytest.mark.parametrize("x", [100.0, 1500.0, 2016.0, 3900.0])
def test_bearings_agree_with_an_independent_projection(heading: float, x: float) -> None:
    """A point 1 km away, projected by a pinhole looking level along the heading."""
    position = located(location(heading_deg=heading), seen(x=x))
    assert position.bearing_deg is not None

    east, north, _ = GEOD.fwd(20.42, 44.81, position.bearing_deg, 1000.0)
    azimuth, _, distance = GEOD.inv(20.42, 44.81, east, north)
    turn = math.radians(azimuth - heading)
    right_m, ahead_m = distance * math.sin(turn), distance * math.cos(turn)
    projected = WIDTH / 2 + FOCAL_PX * right_m / ahead_m

    pixels_per_hundredth_degree = FOCAL_PX * math.radians(0.01)
    assert projected == pytest.approx(x, abs=pixels_per_hundredth_degree)


def test_the_bearing_is_the_same_for_a_photo_held_upright() -> None:
    """The upright photo of a phone turned by 90 degrees has the same focal length in pixels."""
    wide = estimate(record(location()), seen(x=WIDTH / 2 + 500))
    tall = estimate(
        record(location(), width=HEIGHT, height=WIDTH), seen(x=HEIGHT / 2 + 500, y=WIDTH / 2)
    )

    assert wide is not None
    assert tall is not None
    assert tall.bearing_deg == pytest.approx(wide.bearing_deg)


def test_a_magnetic_heading_is_turned_to_true_north() -> None:
    magnetic = located(location(heading_reference=HeadingReference.MAGNETIC))

    assert magnetic.bearing_deg == pytest.approx(95.6, abs=0.05)


def test_an_unknown_reference_keeps_the_bearing_and_widens_the_ellipse() -> None:
    found = seen(side_px=20)
    known = located(location(latitude=64.0, longitude=-52.0), found)
    unknown = located(location(latitude=64.0, longitude=-52.0, heading_reference=None), found)

    assert unknown.bearing_deg == known.bearing_deg
    assert unknown.semi_major_m > 1.2 * known.semi_major_m


def test_half_the_apparent_size_is_twice_as_far() -> None:
    near, far = located(location(), seen(side_px=40)), located(location(), seen(side_px=20))

    assert near.distance_m is not None
    assert far.distance_m == pytest.approx(2 * near.distance_m, rel=0.05)


def test_the_median_distance_follows_the_pinhole() -> None:
    sighting = sight(record(location()), seen(side_px=20))
    assert sighting is not None

    slant_m = 0.176 * FOCAL_PX / 20
    assert sighting.distance_m == pytest.approx(math.sqrt(slant_m**2 - 2.7**2), rel=0.001)


def test_a_larger_housing_of_the_same_apparent_size_is_further_away() -> None:
    dome = located(location(), seen(housing=Housing.DOME))
    ptz = located(location(), seen(housing=Housing.PTZ))

    assert dome.distance_m is not None
    assert ptz.distance_m is not None
    assert ptz.distance_m > 1.5 * dome.distance_m


def test_an_uncertain_type_widens_the_ellipse() -> None:
    found = seen(housing=Housing.PTZ, side_px=20)
    sure, unsure = (
        located(location(), found),
        located(location(), replace(found, housing_confidence=0.3)),
    )

    assert unsure.semi_major_m > 1.1 * sure.semi_major_m


def test_a_worse_fix_widens_the_ellipse() -> None:
    good, bad = located(location(accuracy_m=3.0)), located(location(accuracy_m=30.0))

    assert bad.semi_minor_m > 3 * good.semi_minor_m


def test_a_missing_accuracy_counts_as_ten_metres() -> None:
    assert located(location(accuracy_m=None)) == located(location(accuracy_m=10.0))


def test_a_missing_focal_length_widens_the_ellipse() -> None:
    found = seen(side_px=20)
    stated, missing = located(location(), found), located(location(focal_length_35mm=None), found)

    assert missing.semi_major_m > stated.semi_major_m
    assert missing.semi_minor_m > stated.semi_minor_m


def test_a_missing_heading_gives_a_ring_around_the_photo_point() -> None:
    ring = located(location(heading_deg=None, heading_reference=None))

    assert ring.is_ring
    assert (ring.latitude, ring.longitude) == (44.81, 20.42)
    assert ring.bearing_deg is None
    assert ring.distance_m is not None
    assert ring.semi_major_m == ring.semi_minor_m > ring.distance_m


def test_a_photo_without_a_location_has_no_position() -> None:
    assert estimate(record(None), seen()) is None


def test_a_photo_of_unknown_size_has_no_position() -> None:
    unopened = replace(record(location()), width=None, height=None)

    assert estimate(unopened, seen()) is None


def test_across_the_antimeridian_the_longitude_stays_in_range() -> None:
    position = located(location(latitude=-17.0, longitude=179.99999, heading_deg=90.0))

    _, _, distance = GEOD.inv(179.99999, -17.0, position.longitude, position.latitude)
    assert -180 <= position.longitude < -179.99
    assert distance == pytest.approx(position.distance_m, abs=0.01)


@pytest.mark.parametrize("latitude", [90.0, -90.0])
def test_at_the_poles_a_position_is_found_at_the_right_distance(latitude: float) -> None:
    position = located(location(latitude=latitude, longitude=0.0))

    _, _, distance = GEOD.inv(0.0, latitude, position.longitude, position.latitude)
    assert abs(position.latitude) < 90
    assert distance == pytest.approx(position.distance_m, abs=0.01)


def test_a_compass_at_the_magnetic_pole_gives_a_ring() -> None:
    lost = located(
        location(latitude=86.0, longitude=140.0, heading_reference=HeadingReference.MAGNETIC)
    )

    assert lost.is_ring


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"latitude": 97.0}, r"location\.latitude: expected -90 to 90, got 97"),
        ({"latitude": math.nan}, r"location\.latitude: expected -90 to 90, got nan"),
        ({"longitude": 400.0}, r"location\.longitude: expected -180 to 180, got 400"),
        ({"heading_deg": 400.0}, r"location\.heading_deg: expected 0 to 360, got 400"),
        ({"heading_deg": math.nan}, r"location\.heading_deg: expected 0 to 360, got nan"),
        ({"focal_length_35mm": 0.0}, r"location\.focal_length_35mm: expected more than 0, got 0"),
        ({"accuracy_m": math.nan}, r"location\.accuracy_m: expected more than 0, got nan"),
        ({"accuracy_m": math.inf}, r"location\.accuracy_m: expected more than 0, got inf"),
    ],
)
def test_impossible_input_never_reaches_the_estimator(
    changes: dict[str, float], message: str
) -> None:
    with pytest.raises(RecordError, match=message):
        location(**changes)


@given(
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    heading=st.none() | st.floats(0, 360, exclude_max=True),
    accuracy=st.none() | st.floats(0.1, 5000),
    focal=st.none() | st.floats(5, 2000),
    side_px=st.floats(1, 3000),
)
def test_every_valid_record_gives_a_valid_position(
    *,
    latitude: float,
    longitude: float,
    heading: float | None,
    accuracy: float | None,
    focal: float | None,
    side_px: float,
) -> None:
    where = Location(
        latitude=latitude,
        longitude=longitude,
        heading_deg=heading,
        accuracy_m=accuracy,
        focal_length_35mm=focal,
    )

    position = located(where, seen(side_px=side_px))

    text = json.dumps(position.to_json(), allow_nan=False)
    assert Position.from_json(json.loads(text)).to_json() == json.loads(text)


def test_the_same_record_always_gives_the_same_position() -> None:
    assert located(location()) == located(location())


def test_an_estimate_takes_less_than_a_millisecond() -> None:
    taken, found = record(location()), seen()
    estimate(taken, found)  # draws the sample and reads the magnetic model

    times = []
    for _ in range(50):
        started = time.perf_counter()
        estimate(taken, found)
        times.append(time.perf_counter() - started)
    assert sorted(times)[10] < 0.001


def test_a_position_is_written_as_the_design_has_it() -> None:
    written = {
        "latitude": 44.81,
        "longitude": 20.42,
        "semi_major_m": 3.1,
        "semi_minor_m": 1.2,
        "orientation_deg": 123.0,
        "bearing_deg": 121.0,
        "distance_m": 9.5,
    }

    assert Position.from_json(written).to_json() == written


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"latitude": 97.0}, r"position\.latitude: expected -90 to 90, got 97"),
        ({"longitude": math.nan}, r"position\.longitude: expected a number, got nan"),
        ({"semi_minor_m": 500.0}, r"position\.semi_major_m, semi_minor_m: expected 0 < minor"),
        ({"semi_minor_m": 0.0}, r"position\.semi_major_m, semi_minor_m: expected 0 < minor"),
        ({"orientation_deg": 180.0}, r"position\.orientation_deg: expected 0 up to 180, got 180"),
        ({"bearing_deg": 400.0}, r"position\.bearing_deg: expected 0 up to 360, got 400"),
        ({"distance_m": -1.0}, r"position\.distance_m: expected 0 or more, got -1"),
        ({"latitude": None}, r"position\.latitude: expected a number, got None"),
        ({"distance_m": "near"}, r"position\.distance_m: expected a number, got 'near'"),
    ],
)
def test_a_broken_position_is_refused_by_the_field_that_is_wrong(
    changes: dict[str, Any], message: str
) -> None:
    written = located(location()).to_json() | changes

    with pytest.raises(RecordError, match=message):
        Position.from_json(written)
