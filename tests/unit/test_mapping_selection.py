"""Pages of the queue are read from an index in their order, however much waits."""

import pytest
from sqlalchemy import text

from detection.record import Housing
from mapping.review.proposal import State
from mapping.storage.selection import Area, Order, Selection, chosen, counted
from mapping.storage.store import Store


def plan(store: Store, statement: object) -> str:
    """How SQLite would go about a statement."""
    with store.database.read() as session:
        bind = session.get_bind()
        compiled = statement.compile(bind, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
        rows = session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")).all()
    return "\n".join(row[-1] for row in rows)


@pytest.fixture
def sqlite(store: Store) -> Store:
    if store.database.kind != "sqlite":
        pytest.skip("PostgreSQL plans by what the tables hold")
    return store


@pytest.mark.parametrize(
    ("order", "index"),
    [
        (Order.ARRIVAL, "proposal_by_arrival"),
        (Order.NEWEST, "proposal_by_arrival"),
        (Order.TYPE, "proposal_by_type"),
        (Order.UNCERTAIN, "proposal_by_confidence"),
        (Order.CONFIDENT, "proposal_by_confidence"),
        (Order.ID, "proposal_by_id"),
    ],
)
def test_each_order_has_its_index(sqlite: Store, order: Order, index: str) -> None:
    told = plan(sqlite, chosen(Selection(order=order)).limit(12))
    assert f"USING INDEX {index} " in told
    assert "USE TEMP B-TREE FOR ORDER BY" not in told  # at most within equal ones


@pytest.mark.parametrize(
    ("order", "index"),
    [
        (Order.ARRIVAL, "proposal_by_type_arrival"),
        (Order.NEWEST, "proposal_by_type_arrival"),
        (Order.TYPE, "proposal_by_type"),
        (Order.UNCERTAIN, "proposal_by_type"),
        (Order.CONFIDENT, "proposal_by_type"),
    ],
)
def test_so_has_each_order_of_one_type(sqlite: Store, order: Order, index: str) -> None:
    told = plan(sqlite, chosen(Selection(order=order, housings=(Housing.ALPR,))).limit(12))
    assert f"USING INDEX {index} (state=? AND housing=?)" in told
    assert "USE TEMP B-TREE FOR ORDER BY" not in told


def test_the_queue_is_counted_by_an_index_alone(sqlite: Store) -> None:
    assert "COVERING INDEX" in plan(sqlite, counted(Selection()))


@pytest.mark.parametrize("states", [(), (State.PROPOSED,)])
def test_the_proposals_of_an_upload_are_found_by_their_photos(
    sqlite: Store, states: tuple[State, ...]
) -> None:
    told = plan(sqlite, chosen(Selection(states=states, receipt="ABCD")))
    assert "photo_by_upload (upload_id=?)" in told
    assert "photo_id=?" in told


def test_places_are_found_by_theirs(sqlite: Store) -> None:
    area = Area(south=44.8, west=20.4, north=44.9, east=20.5)
    for order in (Order.ARRIVAL, Order.ID):
        for with_views in (False, True):
            selection = Selection(area=area, order=order, with_views=with_views)
            assert "proposal_by_place (state=? AND latitude>? AND latitude<?)" in plan(
                sqlite, chosen(selection)
            )
