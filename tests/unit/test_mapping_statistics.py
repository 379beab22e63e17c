import json
from datetime import UTC, datetime

from detection.record import Housing, Problem
from mapping.access.person import LOCAL
from mapping.review.proposal import State
from mapping.review.verdict import Accept, Correct, Pin, Reason, Reject
from mapping.storage.adoption import adopt
from mapping.storage.intake import Intake
from mapping.storage.rows import PhotoState
from mapping.storage.statistics import count
from mapping.storage.store import Store
from tests.mapping_builders import ANA, a_detection, a_record

DOMES = tuple(
    a_detection(housing=Housing.DOME, box=(x, 1.0, x + 9, 9.0)) for x in (0.0, 10.0, 20.0)
)


def test_an_empty_store_counts_nothing_but_names_every_state(store: Store) -> None:
    counted = count(store)
    assert counted.photos == dict.fromkeys(PhotoState, 0)
    assert counted.states == dict.fromkeys(State, 0)
    assert counted.found == counted.decided == {}


def test_counts_by_state_housing_and_day(store: Store) -> None:
    problem = Problem(code="empty", message="The file is empty.")
    adopt(
        store, [a_record(detections=DOMES), a_record(b"x", detections=(), error=problem)], who=LOCAL
    )
    Intake(store).receive([b"waiting"])
    first, second, _ = store.proposals(who=LOCAL)
    pinned = store.decide(first, Pin(latitude=44.8, longitude=20.4), who=ANA)
    corrected = store.decide(pinned, Correct(housing=Housing.BULLET), who=ANA)
    store.decide(corrected, Accept(), who=ANA)
    store.decide(second, Reject(reason=Reason.LAMP), who=ANA)

    counted = count(store)
    today = datetime.now(UTC).date()
    assert counted.photos == {
        PhotoState.RECEIVED: 1,
        PhotoState.SCANNED: 1,
        PhotoState.FAILED: 1,
    }
    assert counted.states == {State.PROPOSED: 1, State.ACCEPTED: 1, State.REJECTED: 1}
    assert counted.housings == {
        State.PROPOSED: {Housing.DOME: 1},
        State.ACCEPTED: {Housing.BULLET: 1},
        State.REJECTED: {Housing.DOME: 1},
    }
    assert counted.found == {today: 3}
    assert counted.decided == {today: 2}
    value = json.loads(json.dumps(counted.to_json()))
    assert value["housings"]["accepted"] == {"bullet": 1}
    assert value["decided_by_day"] == {today.isoformat(): 2}
    assert "Ana" not in json.dumps(value)
