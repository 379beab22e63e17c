from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from detection.record import HeadingReference, Housing
from mapping.access.person import LOCAL
from mapping.geometry.position import Position, estimate
from mapping.review.detail import parse_detail
from mapping.review.proposal import Proposal, State
from mapping.review.review import Conflict, NotFound, Refused, ReviewError, judge
from mapping.review.verdict import (
    Accept,
    Action,
    Correct,
    Describe,
    Locate,
    Pin,
    Reason,
    Redraw,
    Reject,
    Reopen,
    Verdict,
)
from mapping.storage.adoption import adopt
from mapping.storage.database import DatabaseError
from mapping.storage.rows import Decision
from mapping.storage.selection import Order, Selection
from mapping.storage.store import Store, data_folder
from tests.mapping_builders import ANA, BORIS, PHOTO, PHOTOGRAPHER, a_detection, a_record, sha256
from tests.postgresql import NewDatabase

PIN = Pin(latitude=44.81, longitude=20.46)
BOXES = tuple((float(x), 10.0, x + 20.0, 30.0) for x in range(100, 400, 100))


@pytest.fixture
def proposal(store: Store) -> Proposal:
    adopt(store, [a_record()], who=LOCAL)
    found = store.next(who=LOCAL)
    assert found is not None
    return found


def three_cameras(store: Store) -> list[Proposal]:
    kinds = (Housing.DOME, Housing.BULLET, Housing.BULLET)
    found = zip(kinds, (0.9, 0.3, 0.6), BOXES, strict=True)
    detections = tuple(a_detection(housing=h, confidence=c, box=b) for h, c, b in found)
    adopt(store, [a_record(detections=detections)], who=LOCAL)
    return list(store.proposals(who=LOCAL))


def test_the_folder_and_the_database_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OSMATRAC_DATA", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert data_folder() == Path("data")
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path / "here"))
    Store.open().close()
    assert (tmp_path / "here" / "osmatrac.db").exists()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/there.db")
    Store.open().close()
    assert (tmp_path / "there.db").exists()


def test_a_new_folder_is_for_its_user_alone(tmp_path: Path) -> None:
    Store.open(tmp_path / "data").close()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="cannot be made: Not a directory"):
        Store.open(tmp_path / "file" / "data")
    with pytest.raises(DatabaseError, match="cannot be made"):
        Store.open(tmp_path, database=str(tmp_path / "file" / "data" / "a.db"))


def test_a_proposal_reads_back_as_it_was_made(store: Store, proposal: Proposal) -> None:
    assert store.proposal(proposal.id, who=LOCAL) == proposal
    assert store.photo(proposal.photo, who=LOCAL).proposals == (proposal,)
    assert proposal.detection == a_detection()
    assert proposal.version == 0


def test_what_is_not_there_is_not_found(store: Store) -> None:
    assert store.next(who=LOCAL) is None
    assert store.upload("ABCD-EFGH") is None
    with pytest.raises(NotFound, match="no such proposal"):
        store.proposal("nothing", who=LOCAL)
    with pytest.raises(NotFound, match="no such photo"):
        store.photo("nothing", who=LOCAL)


def test_the_queue_filters(store: Store) -> None:
    dome, weak, middling = three_cameras(store)
    assert list(store.proposals(Selection(housings=[Housing.BULLET]), who=LOCAL)) == [
        weak,
        middling,
    ]
    assert list(store.proposals(Selection(min_confidence=0.5), who=LOCAL)) == [dome, middling]
    assert store.count(Selection(min_confidence=0.5)) == 2
    assert store.next(Selection(without={dome.id, weak.id}), who=LOCAL) == middling
    receipt = store.photo(dome.photo, who=LOCAL).receipt
    assert store.count(Selection(receipt=receipt)) == 3
    assert store.count(Selection(receipt="another")) == 0


@pytest.mark.parametrize(
    ("order", "confidences"),
    [
        (Order.ARRIVAL, [0.9, 0.3, 0.6]),
        (Order.CONFIDENT, [0.9, 0.6, 0.3]),
        (Order.UNCERTAIN, [0.3, 0.6, 0.9]),
    ],
)
def test_the_queue_sorts(store: Store, order: Order, confidences: list[float]) -> None:
    three_cameras(store)
    queue = store.proposals(Selection(order=order), who=LOCAL)
    assert [proposal.detection.confidence for proposal in queue] == confidences


def test_an_estimate_with_a_bearing_can_be_accepted_as_it_is(store: Store) -> None:
    looking_east = replace(
        PHOTOGRAPHER,
        heading_deg=90.0,
        heading_reference=HeadingReference.TRUE,
        focal_length_35mm=26.0,
    )
    adopt(store, [a_record(location=looking_east)], who=LOCAL)
    (proposal,) = store.proposals(who=LOCAL)
    camera = store.decide(proposal, Accept(), who=ANA)
    assert list(store.cameras()) == [camera]
    assert camera.standing.camera_position is not None
    assert camera.standing.camera_position.longitude > looking_east.longitude
    assert not camera.standing.pinned


def test_a_decided_proposal_leaves_the_queue(store: Store) -> None:
    first, second, third = three_cameras(store)
    store.decide(first, Reject(reason=Reason.LAMP), who=ANA)
    accepted = store.decide(store.decide(second, PIN, who=ANA), Accept(), who=ANA)
    assert list(store.proposals(who=LOCAL)) == [third]
    assert list(store.cameras()) == [accepted]
    assert store.count(Selection(states=())) == 3


def test_a_decision_says_who_when_what_and_why(store: Store, proposal: Proposal) -> None:
    start = datetime.now(UTC)
    after = store.decide(
        proposal, Reject(reason=Reason.LAMP), who=LOCAL.named(" Ana "), note=" round \n"
    )
    (decision,) = store.history(proposal.id, who=LOCAL)
    assert (decision.who, decision.note, decision.reason) == ("Ana", "round", Reason.LAMP)
    assert decision.action is Action.REJECT
    assert (decision.before, decision.after) == (proposal.standing, after.standing)
    assert start <= decision.at <= datetime.now(UTC)
    assert store.proposal(proposal.id, who=LOCAL) == after


def test_a_decision_needs_a_name(store: Store, proposal: Proposal) -> None:
    with pytest.raises(Refused, match="who you are"):
        store.decide(proposal, Accept(), who=LOCAL.named("  "))


def test_a_refused_verdict_leaves_no_trace(store: Store, proposal: Proposal) -> None:
    with pytest.raises(Refused):
        store.decide(proposal, Reopen(), who=ANA)
    assert store.history(proposal.id, who=LOCAL) == ()
    assert store.proposal(proposal.id, who=LOCAL) == proposal


def test_a_verdict_that_changes_nothing_leaves_no_trace(store: Store, proposal: Proposal) -> None:
    assert store.decide(proposal, Correct(), who=ANA) == proposal
    assert store.history(proposal.id, who=LOCAL) == ()


def test_who_decides_on_an_old_version_is_told_who_was_faster(
    store: Store, proposal: Proposal
) -> None:
    store.decide(proposal, Reject(reason=Reason.LAMP), who=ANA)
    with pytest.raises(Conflict, match=r"Ana has changed this proposal meanwhile \(reject\)"):
        store.decide(proposal, PIN, who=BORIS)
    assert len(store.history(proposal.id, who=LOCAL)) == 1


def test_of_two_at_the_same_time_one_gets_a_conflict(store: Store, proposal: Proposal) -> None:
    def decide(who: str) -> str:
        try:
            store.decide(proposal, Reject(reason=Reason.LAMP), who=LOCAL.named(who))
        except Conflict:
            return "conflict"
        return "done"

    with ThreadPoolExecutor(8) as pool:
        results = sorted(pool.map(decide, [f"Reviewer {number}" for number in range(8)]))
    assert results == ["conflict"] * 7 + ["done"]
    assert len(store.history(proposal.id, who=LOCAL)) == 1
    assert store.proposal(proposal.id, who=LOCAL).version == 1


@pytest.mark.parametrize("statement", ["DELETE FROM decision", "UPDATE decision SET who = 'x'"])
def test_history_cannot_be_changed(store: Store, proposal: Proposal, statement: str) -> None:
    store.decide(proposal, Reject(reason=Reason.LAMP), who=ANA)
    with pytest.raises(IntegrityError, match="append-only"), store.database.write() as session:
        session.execute(text(statement))
    assert store.history(proposal.id, who=LOCAL)[0].who == "Ana"


def test_undo_restores_exactly_what_was_and_is_history_itself(
    store: Store, proposal: Proposal
) -> None:
    pinned = store.decide(proposal, PIN, who=ANA)
    store.decide(pinned, Accept(), who=ANA)
    assert store.undo_last(ANA).standing == pinned.standing
    assert store.undo_last(ANA).standing == proposal.standing
    with pytest.raises(Refused, match="nothing to undo"):
        store.undo_last(ANA)
    actions = [decision.action for decision in store.history(proposal.id, who=LOCAL)]
    assert actions == [Action.PIN, Action.ACCEPT, Action.UNDO, Action.UNDO]
    assert store.proposal(proposal.id, who=LOCAL).version == 4


def test_undo_takes_the_last_of_all_proposals_of_that_person(store: Store) -> None:
    first, second, _ = three_cameras(store)
    store.decide(first, Reject(reason=Reason.LAMP), who=ANA)
    store.decide(second, Reject(reason=Reason.LAMP), who=BORIS)
    assert store.undo_last(ANA).id == first.id
    with pytest.raises(Refused, match="nothing to undo"):
        store.undo_last(ANA)


def test_undo_does_not_take_back_what_another_built_upon(store: Store, proposal: Proposal) -> None:
    pinned = store.decide(proposal, PIN, who=ANA)
    store.decide(pinned, Accept(), who=BORIS)
    with pytest.raises(Conflict, match="Boris has changed"):
        store.undo_last(ANA)


def test_placing_a_photo_estimates_its_cameras_anew(store: Store) -> None:
    adopt(store, [a_record(location=None)], who=LOCAL)
    (before,) = store.proposals(who=LOCAL)
    assert before.position is None
    photo = store.place(sha256(PHOTO), latitude=44.8, longitude=20.4, who=LOCAL.named("volunteer"))
    (after,) = photo.proposals
    assert after.position is not None
    assert (after.position.latitude, after.position.longitude) == pytest.approx((44.8, 20.4))
    assert after.version == 1
    assert [entry.action for entry in store.history(after.id, who=LOCAL)] == [Action.LOCATE]


def test_a_placed_photo_keeps_its_own_location_apart(store: Store, proposal: Proposal) -> None:
    placed = store.place(
        proposal.photo, latitude=44.8, longitude=20.4, who=LOCAL.named("volunteer")
    )
    assert placed.location is not None
    assert placed.record is not None
    assert placed.record.location == a_record().location
    assert (placed.location.latitude, placed.location.accuracy_m) == (44.8, None)
    assert placed.placement is not None
    assert placed.placement.who == "volunteer"


def test_placing_a_photo_moves_no_camera_that_a_person_placed_or_accepted(store: Store) -> None:
    pinned, accepted, free = three_cameras(store)
    pinned = store.decide(pinned, PIN, who=ANA)
    accepted = store.decide(store.decide(accepted, PIN, who=ANA), Accept(), who=ANA)
    store.place(free.photo, latitude=44.9, longitude=20.5, who=ANA)
    assert store.proposal(pinned.id, who=LOCAL) == pinned
    assert store.proposal(accepted.id, who=LOCAL) == accepted
    assert store.proposal(free.id, who=LOCAL).position != free.position


def test_a_corrected_box_places_the_camera_anew(store: Store, proposal: Proposal) -> None:
    smaller = (100.0, 50.0, 120.0, 70.0)
    redrawn = store.redraw(proposal, smaller, who=ANA)
    assert (redrawn.box, redrawn.detection.box) == (smaller, proposal.detection.box)
    expected = estimate(a_record(), redrawn.view)
    assert expected is not None
    assert proposal.position is not None
    assert redrawn.position == Position.from_json(expected.to_json())
    assert (redrawn.position.distance_m or 0) > 1.5 * (proposal.position.distance_m or 99)
    (line,) = store.history(proposal.id, who=LOCAL)
    assert (line.action, line.before.box, line.after.box) == (Action.REDRAW, None, smaller)
    assert store.undo_last(ANA).standing == proposal.standing


def test_a_corrected_box_is_cut_to_the_photo_and_counts_when_it_is_placed(
    store: Store, proposal: Proposal
) -> None:
    redrawn = store.redraw(proposal, (3900.0, -5.0, 4100.0, 60.0), who=ANA)
    assert redrawn.box == (3900.0, 0.0, 4000.0, 60.0)
    store.place(proposal.photo, latitude=44.9, longitude=20.5, who=ANA)
    moved = store.proposal(proposal.id, who=LOCAL)
    placed = replace(PHOTOGRAPHER, latitude=44.9, longitude=20.5, accuracy_m=None)
    expected = estimate(a_record(location=placed), redrawn.view)
    assert expected is not None
    assert moved.position == Position.from_json(expected.to_json())
    with pytest.raises(Refused, match="at least 3 pixels"):
        store.redraw(moved, (5000.0, 0.0, 5100.0, 60.0), who=ANA)


def test_a_pinned_camera_stays_where_its_box_is_corrected(store: Store, proposal: Proposal) -> None:
    pinned = store.decide(proposal, PIN, who=ANA)
    assert store.redraw(pinned, (1.0, 2.0, 30.0, 40.0), who=ANA).position == pinned.position


@pytest.mark.parametrize(
    ("latitude", "longitude", "message"),
    [(97.0, 20.0, "no such place"), (float("nan"), 20.0, "no such place"), (0.0, 0.0, "ocean")],
)
def test_a_photo_is_not_placed_off_the_map(
    store: Store, proposal: Proposal, latitude: float, longitude: float, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        store.place(proposal.photo, latitude=latitude, longitude=longitude, who=ANA)
    assert store.photo(proposal.photo, who=LOCAL).placement is None


VERDICTS: list[Verdict] = [
    Accept(),
    Reject(reason=Reason.SPEAKER),
    Reopen(),
    Correct(housing=Housing.DOME),
    Correct(direction_deg=123.4),
    PIN,
    Pin(latitude=44.8, longitude=20.4),
    Describe(details=(parse_detail("camera:mount", "pole"), parse_detail("height", "4,5 m"))),
    Describe(),
    Redraw(box=(1.0, 2.0, 30.0, 40.0), position=None),
]
STEPS = st.tuples(
    st.integers(0, 2),
    st.sampled_from(["Ana", "Boris", "Vesna", "Goran"]),
    st.sampled_from([*VERDICTS, None]),
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEPS, max_size=20), st.sampled_from([1, 2]))
def test_history_replays_to_what_holds_now(
    new_database: NewDatabase,
    tmp_path: Path,
    steps: list[tuple[int, str, Verdict | None]],
    agreement: int,
) -> None:
    """Any sequence of decisions and undos by four people on three proposals."""
    store = Store.open(tmp_path, database=new_database())
    store.agreement = agreement
    start = three_cameras(store)
    given_verdicts: dict[tuple[int, int], Verdict] = {}
    for which, who, verdict in steps:
        try:
            if verdict is None:
                store.undo_last(LOCAL.named(who))
                continue
            store.decide(store.proposal(start[which].id, who=LOCAL), verdict, who=LOCAL.named(who))
        except ReviewError:
            continue
        given_verdicts.setdefault((which, len(store.history(start[which].id, who=LOCAL))), verdict)
    for which, first in enumerate(start):
        standing = first.standing
        history = store.history(first.id, who=LOCAL)
        for number, entry in enumerate(history, start=1):
            assert entry.before == standing
            if entry.action is Action.UNDO:
                undone = next(other for other in history if other.id == entry.undoes)
                assert entry.after == undone.before
                assert entry.who == undone.who
            else:
                verdict = given_verdicts[which, number]
                assert entry.after == judge(standing, verdict, who=entry.who, agreement=agreement)
            if agreement == 2 and entry.before.state != entry.after.state != State.PROPOSED:
                assert entry.action is Action.UNDO or _agreed_by_two(history[: number - 1], entry)
            standing = entry.after
        now = store.proposal(first.id, who=LOCAL)
        assert (now.standing, now.version) == (standing, len(history))
    store.close()


def _agreed_by_two(before: Sequence[Decision], last: Decision) -> bool:
    """Whether somebody else has said the same, in force, since the content last changed."""
    undone = {entry.undoes for entry in before}
    return any(
        entry.who != last.who and entry.action is last.action and entry.id not in undone
        for entry in before
    )


def test_locate_is_recorded_under_the_name_of_who_placed(store: Store, proposal: Proposal) -> None:
    after = store.decide(proposal, Locate(position=None), who=LOCAL.named("volunteer"))
    assert after.position is None
    assert store.history(proposal.id, who=LOCAL)[0].who == "volunteer"
