import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection.record import Box, Housing
from mapping.review.claim import Claim, ClaimKind, Evidence
from mapping.review.detail import Detail
from mapping.review.osm import CameraType
from mapping.review.proposal import Standing, State
from mapping.review.review import Refused, apply, objection
from mapping.review.verdict import (
    CLEARABLE,
    Accept,
    Action,
    Correct,
    Describe,
    Follow,
    Gather,
    Locate,
    Pin,
    Reason,
    Redraw,
    Reject,
    Reopen,
    Split,
    Verdict,
    action_of,
)
from tests.mapping_builders import a_position, a_standing

BOX = (10.0, 20.0, 40.0, 60.5)
MOUNT = Detail(key="camera:mount", value="pole")
MODEL = Detail(key="model", value="M-1", evidence=Evidence.DOCUMENTED, source="https://example.org")
CAN_READ = Claim(
    kind=ClaimKind.CAPABILITY,
    value="plate reading",
    evidence=Evidence.DOCUMENTED,
    source="https://example.org",
)
HERE = Pin(latitude=44.81, longitude=20.46)
ACCEPTED = apply(a_standing(), Accept())
REJECTED = apply(a_standing(), Reject(reason=Reason.LAMP))


@pytest.mark.parametrize(
    ("before", "verdict", "state"),
    [
        (a_standing(), Accept(), State.ACCEPTED),
        (a_standing(), Reject(reason=Reason.UNCLEAR), State.REJECTED),
        (a_standing(), Correct(housing=Housing.DOME), State.PROPOSED),
        (a_standing(), HERE, State.PROPOSED),
        (a_standing(), Locate(position=None), State.PROPOSED),
        (a_standing(), Describe(details=(MOUNT,)), State.PROPOSED),
        (a_standing(), Redraw(box=BOX, position=None), State.PROPOSED),
        (ACCEPTED, Correct(housing=Housing.DOME), State.ACCEPTED),
        (ACCEPTED, Describe(details=(MOUNT,)), State.ACCEPTED),
        (ACCEPTED, HERE, State.ACCEPTED),
        (ACCEPTED, Reopen(), State.PROPOSED),
        (REJECTED, Locate(position=None), State.REJECTED),
        (REJECTED, Reopen(), State.PROPOSED),
    ],
)
def test_legal_moves(before: Standing, verdict: Verdict, state: State) -> None:
    assert apply(before, verdict).state is state


@pytest.mark.parametrize(
    ("before", "verdict", "message"),
    [
        (a_standing(), Reopen(), "already in the queue"),
        (ACCEPTED, Accept(), "already accepted. Reopen it first"),
        (ACCEPTED, Reject(reason=Reason.LAMP), "already accepted. Reopen it first to reject"),
        (ACCEPTED, Locate(position=None), "already accepted"),
        (ACCEPTED, Redraw(box=BOX, position=None), "Reopen it first to redraw it"),
        (REJECTED, Describe(), "already rejected. Reopen it first to describe"),
        (REJECTED, Accept(), "already rejected. Reopen it first to accept"),
        (REJECTED, Correct(housing=Housing.DOME), "already rejected"),
        (REJECTED, HERE, "already rejected"),
    ],
)
def test_illegal_moves_say_what_to_do(before: Standing, verdict: Verdict, message: str) -> None:
    with pytest.raises(Refused, match=message):
        apply(before, verdict)


def test_accepting_vouches_for_the_camera_and_its_housing() -> None:
    assert ACCEPTED.seen == {ClaimKind.EXISTS, ClaimKind.HOUSING}
    unknown = apply(a_standing(housing=Housing.UNKNOWN), Accept())
    assert unknown.seen == {ClaimKind.EXISTS}
    assert ClaimKind.EXISTS not in apply(ACCEPTED, Reopen()).seen


def test_a_camera_without_place_must_be_placed_first() -> None:
    nowhere = a_standing(position=None)
    with pytest.raises(Refused, match="Place it on the map first"):
        apply(nowhere, Accept())
    assert apply(apply(nowhere, HERE), Accept()).state is State.ACCEPTED


def test_the_place_of_the_photographer_is_not_accepted_as_that_of_the_camera() -> None:
    ring = a_standing(position=a_position(bearing_deg=None))
    assert "photographer" in (objection(ring) or "")
    with pytest.raises(Refused, match="photographer"):
        apply(ring, Accept())
    assert objection(apply(ring, HERE)) is None


def test_a_pin_overrides_the_estimate_and_says_so() -> None:
    pinned = apply(a_standing(), HERE)
    assert pinned.pinned
    assert pinned.position is not None
    assert (pinned.position.latitude, pinned.position.longitude) == (44.81, 20.46)
    assert pinned.position.bearing_deg is None
    assert apply(pinned, Locate(position=a_position())).position == pinned.position


@pytest.mark.parametrize("latitude", [97.0, math.nan, -90.1])
def test_a_pin_must_lie_on_earth(latitude: float) -> None:
    with pytest.raises(Refused, match="cannot be placed there"):
        apply(a_standing(), Pin(latitude=latitude, longitude=20.0))


def test_a_corrected_housing_is_seen_and_drops_a_choice_that_no_longer_fits() -> None:
    panning = apply(a_standing(), Correct(housing=Housing.PTZ, camera_type=CameraType.PANNING))
    assert panning.camera_type is CameraType.PANNING
    bullet = apply(panning, Correct(housing=Housing.BULLET))
    assert bullet.camera_type is None
    assert bullet.seen == {ClaimKind.HOUSING}


def test_a_camera_type_must_fit_the_housing() -> None:
    with pytest.raises(Refused, match="bullet camera cannot be of the type dome"):
        apply(a_standing(), Correct(camera_type=CameraType.DOME))


def test_a_direction_is_kept_between_0_and_360_and_is_seen() -> None:
    turned = apply(a_standing(), Correct(direction_deg=-90))
    assert turned.direction_deg == 270
    assert ClaimKind.DIRECTION in turned.seen
    with pytest.raises(Refused, match="number of degrees"):
        apply(a_standing(), Correct(direction_deg=math.inf))


def test_a_direction_and_a_camera_type_can_be_taken_back() -> None:
    said = apply(
        a_standing(housing=Housing.PTZ),
        Correct(camera_type=CameraType.PANNING, direction_deg=90.0),
    )
    without = apply(said, Correct(cleared=frozenset({ClaimKind.DIRECTION})))
    assert without.direction_deg is None
    assert without.seen == {ClaimKind.CAMERA_TYPE}
    assert without.camera_type is CameraType.PANNING
    assert apply(without, Correct(cleared=CLEARABLE)) == a_standing(housing=Housing.PTZ)
    anew = apply(said, Correct(direction_deg=10.0, cleared=CLEARABLE))
    assert (anew.direction_deg, anew.camera_type) == (10.0, None)
    assert anew.seen == {ClaimKind.DIRECTION}


def test_only_what_a_person_said_can_be_taken_back() -> None:
    with pytest.raises(Refused, match="Only the camera type and the direction"):
        apply(a_standing(), Correct(cleared=frozenset({ClaimKind.PLACE})))


def test_a_corrected_box_moves_the_estimate_but_not_a_pin() -> None:
    elsewhere = a_position(latitude=44.9)
    redrawn = apply(a_standing(), Redraw(box=BOX, position=elsewhere))
    assert (redrawn.box, redrawn.position) == (BOX, elsewhere)
    pinned = apply(a_standing(), HERE)
    assert apply(pinned, Redraw(box=BOX, position=elsewhere)).position == pinned.position


@pytest.mark.parametrize("box", [(5, 5, 5, 40), (40, 5, 5, 40), (0, 0, 2, 2), (0, 0, math.nan, 9)])
def test_a_box_that_nobody_can_mean_is_refused(box: Box) -> None:
    with pytest.raises(Refused, match="at least 3 pixels"):
        apply(a_standing(), Redraw(box=box, position=None))


def test_a_description_replaces_the_one_before_in_a_fixed_order() -> None:
    first = apply(a_standing(), Describe(details=(MODEL, MOUNT), documented=(CAN_READ,)))
    assert first.details == (MOUNT, MODEL)
    assert apply(first, Describe(details=(MOUNT,))).details == (MOUNT,)
    assert apply(first, Describe()).documented == ()
    with pytest.raises(Refused, match="camera:mount is given twice"):
        apply(a_standing(), Describe(details=(MOUNT, MOUNT)))
    with pytest.raises(Refused, match="Only of a known model"):
        apply(a_standing(), Describe(details=(MOUNT,), documented=(CAN_READ,)))


def test_every_reason_and_verdict_has_its_words() -> None:
    assert all(reason.label for reason in Reason)
    named = {action_of(verdict) for verdict in VERDICTS}
    assert named == set(Action) - {Action.UNDO}


VERDICTS: list[Verdict] = [
    Accept(),
    Reject(reason=Reason.BOX),
    Reopen(),
    Correct(housing=Housing.DOME),
    Correct(housing=Housing.PTZ, camera_type=CameraType.PANNING),
    Correct(direction_deg=400),
    HERE,
    Describe(details=(MOUNT, MODEL), documented=(CAN_READ,)),
    Describe(),
    Redraw(box=BOX, position=None),
    Redraw(box=BOX, position=a_position()),
    Locate(position=None),
    Locate(position=a_position(bearing_deg=None)),
    Split(),
    Gather(view_of=None, position=a_position(semi_major_m=9.0)),
    Gather(view_of="another", position=a_position()),
    Follow(state=State.REJECTED, housing=Housing.DOME),
]


@given(st.lists(st.sampled_from(VERDICTS), max_size=25))
def test_no_sequence_leads_to_an_accepted_camera_without_place(verdicts: list[Verdict]) -> None:
    standing = a_standing(position=None)
    for verdict in verdicts:
        try:
            standing = apply(standing, verdict)
        except Refused:
            continue
        if standing.state is State.ACCEPTED:
            assert standing.camera_position is not None
            assert ClaimKind.EXISTS in standing.seen
