"""The modelled housings and look-alikes: sizes, kinds, and what belongs to the box."""

from random import Random

import numpy as np
import pytest

from detection.record import Housing
from training.housings import HOUSING_BUILDERS, build_housing
from training.lookalikes import LOOKALIKE_BUILDERS, build_lookalike
from training.lookalikes_trial import TRIAL_BUILDERS
from training.meshes import corners, mesh

_SIZES_M = {  # smallest and largest of the longest side
    Housing.BULLET: (0.15, 0.4),
    Housing.BOX: (0.3, 0.6),
    Housing.DOME: (0.09, 0.25),
    Housing.TURRET: (0.08, 0.2),
    Housing.PTZ: (0.15, 0.38),
    Housing.ALPR: (0.17, 0.6),
}


@pytest.mark.parametrize("housing", _SIZES_M)
@pytest.mark.parametrize("seed", range(8))
def test_housings_have_their_real_size(housing: Housing, seed: int) -> None:
    device = build_housing(housing, Random(seed), yaw_rad=0.4, tilt_rad=0.3)
    points = corners(device.housing)
    longest = float((points.max(axis=0) - points.min(axis=0)).max())
    low, high = _SIZES_M[housing]
    assert low <= longest <= high
    assert np.isfinite(points).all()


def test_every_type_but_unknown_has_a_builder() -> None:
    assert set(HOUSING_BUILDERS) == set(Housing) - {Housing.UNKNOWN}
    with pytest.raises(KeyError):
        build_housing(Housing.UNKNOWN, Random(1), yaw_rad=0, tilt_rad=0)


@pytest.mark.parametrize("housing", [Housing.BULLET, Housing.BOX, Housing.PTZ, Housing.ALPR])
def test_the_bracket_is_kept_apart_and_reaches_the_wall(housing: Housing) -> None:
    device = build_housing(housing, Random(3), yaw_rad=0.2, tilt_rad=0.3)
    assert corners(device.fixture)[:, 1].max() > -0.02
    assert corners(device.housing)[:, 1].max() < -0.02


def test_a_longer_reach_moves_the_housing_out() -> None:
    near, far = (
        corners(build_housing(Housing.PTZ, Random(4), yaw_rad=0, tilt_rad=0, reach_m=reach).housing)
        for reach in (0.0, 0.3)
    )
    assert near[:, 1].mean() - far[:, 1].mean() == pytest.approx(0.3)


def test_the_same_seed_gives_the_same_housing() -> None:
    first, second = (
        corners(build_housing(Housing.TURRET, Random(9), yaw_rad=0, tilt_rad=0.2).housing)
        for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)


def test_there_are_at_least_25_kinds_of_lookalikes() -> None:
    assert len(LOOKALIKE_BUILDERS) >= 25


@pytest.mark.parametrize("kind", LOOKALIKE_BUILDERS)
def test_lookalikes_are_named_and_small_enough_for_a_wall(kind: str) -> None:
    device = build_lookalike(kind, Random(2))
    points = corners(device.housing)
    assert device.kind == kind
    assert 0.03 < float((points.max(axis=0) - points.min(axis=0)).max()) < 2.6
    assert points[:, 1].max() < 0.06  # nothing deep inside the wall


@pytest.mark.parametrize("kind", LOOKALIKE_BUILDERS)
def test_faces_name_existing_vertices(kind: str) -> None:
    for solid in build_lookalike(kind, Random(5)).housing:
        vertices, faces = mesh(solid)
        assert faces
        assert all(len(face) >= 3 for face in faces)
        assert max(max(face) for face in faces) < len(vertices)


def test_trial_look_alikes_are_not_among_those_for_training() -> None:
    assert len(TRIAL_BUILDERS) >= 8
    assert not TRIAL_BUILDERS.keys() & LOOKALIKE_BUILDERS.keys()


@pytest.mark.parametrize("kind", sorted(TRIAL_BUILDERS))
@pytest.mark.parametrize("seed", range(4))
def test_trial_look_alikes_have_sizes_that_occur(kind: str, seed: int) -> None:
    device = TRIAL_BUILDERS[kind](Random(seed))
    points = corners(device.housing)
    assert device.kind == kind
    assert 0.05 <= float((points.max(axis=0) - points.min(axis=0)).max()) <= 0.8
