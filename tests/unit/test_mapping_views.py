"""Photos of one upload that show one camera make one proposal, and a person can part them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from detection.record import Detection, HeadingReference, Housing, Location, ScanRecord
from mapping.access.person import LOCAL
from mapping.geometry.geodesy import move, track
from mapping.review.proposal import Proposal, State
from mapping.review.review import Conflict, Refused
from mapping.review.verdict import Accept, Action, Correct, Pin, Reason, Reject, Split
from mapping.storage.adoption import adopt
from mapping.storage.forgetting import forget
from mapping.storage.intake import Intake
from mapping.storage.labelled_photos import write_labelled_photos
from mapping.storage.progress import progress
from mapping.storage.selection import Selection
from mapping.storage.statistics import count
from mapping.storage.store import Store
from mapping.storage.stored_matches import match_stored
from mapping.storage.views import PROGRAM
from tests.builders import jpeg, plain_pictures
from tests.mapping_builders import ANA, BORIS, a_detection, a_record, sha256

CAMERA = (44.8125, 20.4615)
ALL = Selection(states=(), with_views=True)
BOX = (1985.0, 1450.0, 2015.0, 1480.0)
"""In the middle of a 4000 x 3000 photo: about 18 m away."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def seen_from(bearing_deg: float, *detections: Detection, name: str = "") -> ScanRecord:
    """A photo of the camera, taken from where it lies at this bearing, 18 m away."""
    latitude, longitude = move(*CAMERA, bearing_deg=bearing_deg + 180, distance_m=18)
    return a_record(
        f"{name}{bearing_deg}".encode(),
        location=Location(
            latitude=latitude,
            longitude=longitude,
            accuracy_m=3.0,
            heading_deg=bearing_deg,
            heading_reference=HeadingReference.TRUE,
            focal_length_35mm=26.0,
        ),
        detections=detections or (a_detection(box=BOX),),
    )


def one_camera(store: Store, count: int = 3) -> Proposal:
    adopt(store, [seen_from(30.0 * number) for number in range(count)], who=LOCAL)
    (camera,) = store.proposals(who=LOCAL)
    return camera


def test_the_views_of_a_camera_wait_behind_one_proposal(store: Store) -> None:
    camera = one_camera(store)
    assert store.count() == 1
    assert count(store).states[State.PROPOSED] == 1
    assert progress(store, who=LOCAL).waiting == 1
    views = store.views(camera.id, who=LOCAL)
    assert len(views) == 2
    assert {view.standing.view_of for view in views} == {camera.id}
    assert camera.position is not None
    assert camera.position.distance_m is None, "the position is that from all photos"
    alone = views[0].position
    assert alone is not None
    assert camera.position.semi_major_m < alone.semi_major_m
    assert track(CAMERA, (camera.position.latitude, camera.position.longitude))[1] < 3
    assert {line.who for view in views for line in store.history(view.id, who=LOCAL)} == {PROGRAM}


def test_two_cameras_in_each_photo_stay_two(store: Store) -> None:
    beside = a_detection(box=(2060.0, 1450.0, 2090.0, 1480.0))
    adopt(store, [seen_from(turn, a_detection(box=BOX), beside) for turn in (0.0, 20.0)], who=LOCAL)
    assert store.count() == 2
    assert len(list(store.proposals(ALL, who=LOCAL))) == 4
    assert all(
        len({camera.photo, *(view.photo for view in store.views(camera.id, who=LOCAL))}) == 2
        for camera in store.proposals(who=LOCAL)
    )


def test_photos_of_different_uploads_are_not_gathered(store: Store) -> None:
    adopt(store, [seen_from(0.0)], who=LOCAL)
    adopt(store, [seen_from(20.0)], who=LOCAL)
    assert store.count() == 2


def test_the_views_follow_what_a_person_decides(store: Store) -> None:
    camera = store.decide(one_camera(store), Correct(housing=Housing.DOME), who=ANA)
    store.decide(camera, Accept(), who=ANA)
    views = store.views(camera.id, who=LOCAL)
    assert [view.state for view in views] == [State.ACCEPTED] * 2
    assert [view.housing for view in views] == [Housing.DOME] * 2
    assert [each.id for each in store.cameras()] == [camera.id]
    assert store.count() == 0

    assert store.undo_last(ANA).state is State.PROPOSED
    assert [view.state for view in store.views(camera.id, who=LOCAL)] == [State.PROPOSED] * 2
    assert store.undo_last(ANA).housing is Housing.BULLET
    assert [view.housing for view in store.views(camera.id, who=LOCAL)] == [Housing.BULLET] * 2
    assert store.proposal(camera.id, who=LOCAL).position == camera.position
    with pytest.raises(Refused, match="nothing to undo"):
        store.undo_last(ANA)


def test_a_view_takes_no_verdict_of_its_own(store: Store) -> None:
    view = store.views(one_camera(store).id, who=LOCAL)[0]
    with pytest.raises(Refused, match="another view of a camera"):
        store.decide(view, Accept(), who=ANA)


def test_a_view_can_be_split_off_and_taken_back(store: Store) -> None:
    camera = one_camera(store)
    view = store.views(camera.id, who=LOCAL)[0]
    alone = store.decide(view, Split(), who=ANA)
    assert alone.standing.view_of is None
    assert alone.position == view.position
    assert store.count() == 2
    assert store.proposal(camera.id, who=LOCAL).position != camera.position
    assert store.history(view.id, who=LOCAL)[-1].action is Action.SPLIT
    with pytest.raises(Refused, match="no other view"):
        store.decide(alone, Split(), who=ANA)

    store.undo_last(ANA)
    assert store.count() == 1
    assert store.proposal(camera.id, who=LOCAL).position == camera.position


def test_what_a_person_split_is_not_gathered_again(store: Store) -> None:
    camera = one_camera(store)
    view = store.views(camera.id, who=LOCAL)[0]
    store.decide(view, Split(), who=ANA)
    place = store.photo(view.photo, who=LOCAL).location
    assert place is not None
    store.place(view.photo, latitude=place.latitude, longitude=place.longitude, who=ANA)
    assert store.proposal(view.id, who=LOCAL).standing.view_of is None


def test_undo_of_a_split_waits_for_what_came_of_the_camera(store: Store) -> None:
    camera = one_camera(store)
    store.decide(store.views(camera.id, who=LOCAL)[0], Split(), who=ANA)
    store.decide(store.proposal(camera.id, who=LOCAL), Accept(), who=BORIS)
    undone = store.undo_last(ANA)
    assert undone.state is State.ACCEPTED, "as its camera is"
    assert [view.state for view in store.views(camera.id, who=LOCAL)] == [State.ACCEPTED] * 2


def test_a_pin_holds_whatever_the_views_say(store: Store) -> None:
    camera = one_camera(store)
    pinned = store.decide(camera, Pin(latitude=44.8126, longitude=20.4616), who=ANA)
    store.decide(store.views(camera.id, who=LOCAL)[0], Split(), who=ANA)
    assert store.proposal(camera.id, who=LOCAL).position == pinned.position


def test_a_photo_placed_by_hand_joins_its_camera(store: Store) -> None:
    lost = seen_from(60.0)
    assert lost.location is not None
    assert lost.sha256 is not None
    astray = replace(lost.location, latitude=44.9)
    adopt(store, [seen_from(0.0), seen_from(30.0), replace(lost, location=astray)], who=LOCAL)
    assert store.count() == 2
    store.place(
        lost.sha256, latitude=lost.location.latitude, longitude=lost.location.longitude, who=ANA
    )
    assert store.count() == 1


def test_a_decision_on_what_was_gathered_meanwhile_is_a_conflict(store: Store) -> None:
    intake = Intake(store)
    photos = [jpeg(), jpeg({})]
    intake.receive(photos)
    intake.scan_next(lambda data: replace(seen_from(0.0), sha256=sha256(data)))
    (early,) = store.proposals(who=LOCAL)
    intake.scan_next(lambda data: replace(seen_from(30.0), sha256=sha256(data)))
    assert store.count() == 1, "gathered once the upload is scanned"
    with pytest.raises(Conflict, match=PROGRAM):
        store.decide(early, Accept(), who=ANA)


def test_what_a_person_decided_on_is_left_alone(store: Store) -> None:
    intake = Intake(store)
    intake.receive([jpeg(), jpeg({})])
    intake.scan_next(lambda data: replace(seen_from(0.0), sha256=sha256(data)))
    (early,) = store.proposals(who=LOCAL)
    store.decide(early, Reject(reason=Reason.LAMP), who=ANA)
    intake.scan_next(lambda data: replace(seen_from(30.0), sha256=sha256(data)))
    assert store.count() == 1
    (late,) = store.proposals(who=LOCAL)
    (found,) = match_stored(store, who=LOCAL)
    assert found.rejected == early.id
    assert late.standing.view_of is None


@pytest.mark.parametrize("verdict", [Accept(), Reject(reason=Reason.BOX)])
def test_labels_keep_the_boxes_of_all_views(
    store: Store, tmp_path: Path, verdict: Accept | Reject
) -> None:
    shown = a_detection(box=(8.0, 8.0, 40.0, 24.0))
    photos = [jpeg(), jpeg({})]
    intake = Intake(store)
    intake.receive(photos)
    place: Callable[[bytes], ScanRecord] = lambda data: replace(  # noqa: E731
        seen_from(0.0, shown), sha256=sha256(data), width=96, height=64
    )
    while intake.scan_next(place, plain_pictures):
        pass
    (camera,) = store.proposals(who=LOCAL)
    store.decide(camera, verdict, who=ANA)
    done = write_labelled_photos(store, tmp_path / "labels", who=LOCAL)
    assert (done.photos, done.undecided) == (2, 0)
    assert done.boxes == (2 if isinstance(verdict, Accept) else 0)


def test_a_forgotten_upload_leaves_the_camera_and_no_views(store: Store) -> None:
    camera = one_camera(store)
    store.decide(camera, Accept(), who=ANA)
    forgotten = forget(store, store.photo(camera.photo, who=LOCAL).receipt)
    assert (forgotten.photos, forgotten.cameras) == (3, 1)
    assert [each.id for each in store.proposals(ALL, who=LOCAL)] == [camera.id]
