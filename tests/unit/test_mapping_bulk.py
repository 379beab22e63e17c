from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from detection.record import HeadingReference
from mapping.access.person import LOCAL, SIGNED_OUT, Forbidden
from mapping.review.proposal import Proposal, State
from mapping.review.verdict import Accept, Action, Reason, Reject
from mapping.storage.adoption import adopt
from mapping.storage.bulk import decide_each, undo_each
from mapping.storage.progress import own, progress
from mapping.storage.selection import Area, Order, Selection
from mapping.storage.store import Store
from tests.mapping_builders import PHOTOGRAPHER, a_detection, a_record

ANA, BORIS = LOCAL.named("Ana"), LOCAL.named("Boris")
AIMED = replace(
    PHOTOGRAPHER,
    heading_deg=90.0,
    heading_reference=HeadingReference.TRUE,
    focal_length_35mm=26.0,
)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path)
    boxes = [(float(x), 10.0, x + 20.0, 30.0) for x in range(100, 500, 100)]
    detections = tuple(a_detection(box=box) for box in boxes)
    adopt(store, [a_record(location=AIMED, detections=detections)], who=LOCAL)
    adopt(store, [a_record(b"placeless", location=None)], who=LOCAL)
    yield store
    store.close()


@pytest.fixture
def queue(store: Store) -> list[Proposal]:
    return list(store.proposals(who=LOCAL))


def test_a_refusal_and_a_conflict_stop_no_other(store: Store, queue: list[Proposal]) -> None:
    store.decide(queue[1], Reject(reason=Reason.LAMP), who=BORIS)
    done = decide_each(store, queue, Accept(), who=ANA)
    assert [each.id for each in done.decided] == [queue[at].id for at in (0, 2, 3)]
    (conflict, why), (refused, because) = done.failed
    assert (conflict.id, refused.id) == (queue[1].id, queue[4].id)
    assert "Boris has changed this proposal" in why
    assert "place of this camera is unknown" in because
    for each in done.decided:
        (line,) = store.history(each.id, who=LOCAL)
        assert (line.action, line.who) == (Action.ACCEPT, "Ana")


def test_a_lot_is_taken_back_and_nothing_before_it(store: Store, queue: list[Proposal]) -> None:
    store.decide(queue[0], Accept(), who=ANA)
    decide_each(store, queue[1:3], Reject(reason=Reason.SENSOR), who=ANA)
    undone = undo_each(store, 2, who=ANA)
    assert {each.id for each in undone} == {queue[1].id, queue[2].id}
    assert store.proposal(queue[0].id, who=LOCAL).state is State.ACCEPTED
    assert len(undo_each(store, 9, who=ANA)) == 1


def test_who_may_not_decide_decides_on_none(store: Store, queue: list[Proposal]) -> None:
    done = decide_each(store, queue, Accept(), who=SIGNED_OUT)
    assert done.decided == ()
    assert all("You may not decide" in why for _, why in done.failed)


def test_progress_and_ones_own_part_of_it(store: Store, queue: list[Proposal]) -> None:
    decide_each(store, queue[:2], Accept(), who=ANA)
    store.decide(queue[2], Reject(reason=Reason.BOX), who=BORIS)
    now = progress(store, who=LOCAL)
    assert (now.waiting, now.accepted, now.rejected, now.share) == (2, 2, 1, 0.6)
    assert own(store, ANA, since=LONG_AGO).since == own(store, ANA, since=LONG_AGO).ever == 2
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert own(store, ANA, since=tomorrow).since == 0
    store.undo_last(ANA)
    assert own(store, ANA, since=LONG_AGO).ever == 1
    assert own(store, BORIS, since=LONG_AGO).ever == 1
    with pytest.raises(Forbidden):
        progress(store, who=SIGNED_OUT)


def test_an_empty_queue_is_all_done(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "empty")
    assert progress(store, who=LOCAL).share == 1
    store.close()


def test_a_selection_by_area_holds_no_more_than_lies_in_it(
    store: Store, queue: list[Proposal]
) -> None:
    here = Area.around(PHOTOGRAPHER.latitude, PHOTOGRAPHER.longitude, 300)
    found = list(store.proposals(Selection(area=here), who=LOCAL))
    assert {each.id for each in found} == {each.id for each in queue[:4]}
    assert all(
        each.position and here.holds(each.position.latitude, each.position.longitude)
        for each in found
    )
    north = Area(south=45, west=20, north=46, east=21)
    assert store.count(Selection(area=north)) == 0
    around_the_back = Area(south=44, west=30, north=45, east=20.4)
    assert store.count(Selection(area=around_the_back)) == 0
    assert store.count(Selection(area=Area(south=44, west=20, north=45, east=-170))) == 4
    assert list(store.cameras(here)) == []


@pytest.mark.parametrize("sides", [(45, 20, 44, 21), (-91, 20, 44, 21), (44, 20, 45, 181)])
def test_an_area_lies_on_the_earth(sides: tuple[float, float, float, float]) -> None:
    south, west, north, east = sides
    with pytest.raises(ValueError, match="An area lies between"):
        Area(south=south, west=west, north=north, east=east)


def test_orders_and_named_proposals(store: Store, queue: list[Proposal]) -> None:
    newest = [each.photo for each in store.proposals(Selection(order=Order.NEWEST), who=LOCAL)]
    assert newest[0] == queue[-1].photo
    assert store.count(Selection(only=[queue[0].id, queue[2].id])) == 2
    assert store.count(Selection(only=[])) == 0
    assert [each.id for each in store.first(count=2, who=LOCAL)] == [queue[0].id, queue[1].id]
