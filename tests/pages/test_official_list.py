"""The official list: a hand-made example, the same on the page and in the files."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from app_pages.services import services
from mapping.access.person import LOCAL
from mapping.geometry.geodesy import move
from mapping.review.verdict import Accept, Pin
from mapping.storage.adoption import adopt
from tests.mapping_builders import a_record

Open = Callable[..., AppTest]

START = (44.8125, 20.4612)
STREET_M = {"at A": 10, "also at A": -20, "at C": 430, "on no list": 900}
"""Metres east along a street; places stand at 0 (A), 200 (B) and 400 (C)."""


def at(east_m: float) -> tuple[float, float]:
    return move(*START, bearing_deg=90.0, distance_m=east_m)


def map_the_street() -> None:
    store = services().store
    for number, east_m in enumerate(STREET_M.values()):
        adopt(store, [a_record(b"%d" % number)], who=LOCAL)
        proposal = store.next(who=LOCAL)
        assert proposal is not None
        latitude, longitude = at(east_m)
        pinned = store.decide(proposal, Pin(latitude=latitude, longitude=longitude), who=LOCAL)
        store.decide(pinned, Accept(), who=LOCAL)


def the_list() -> bytes:
    rows = ["naziv;geografska širina;geografska dužina;broj kamera"]
    for name, east_m, listed in (("Немањина", 0, 2), ("=B", 200, 1), ("C", 400, 3)):
        latitude, longitude = (f"{value:.7f}".replace(".", ",") for value in at(east_m))
        rows.append(f"{name};{latitude};{longitude};{listed}")
    rows.append("Without place;;;1")
    return "\n".join(rows).encode()


def compared(open_app: Open) -> AppTest:
    open_app()
    map_the_street()
    app = open_app("official_list")
    app.file_uploader[0].upload("list.csv", the_list(), "text/csv").run()
    assert not app.exception
    return app


def test_the_hand_made_example_on_the_page(open_app: Open) -> None:
    app = compared(open_app)
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("On both", "2 places"),
        ("Only on the list", "1 place"),
        ("Only on the street", "1 camera"),
    ]
    said = " ".join(each.value for each in app.markdown)
    assert "names **3 places** with **6 cameras**; people found **4 cameras**" in said
    table: Any = app.dataframe[-1].value
    assert list(table["Place"]) == ["Немањина", "=B", "C"]
    assert list(table["Found"]) == ["on both", "only on the list", "on both"]
    assert list(table["Cameras nearest to it"]) == [2, 0, 1]
    assert list(table["Cameras listed"]) == [2, 1, 3]
    assert any("1 row with a problem" in each.label for each in app.expander)
    assert any("not a place without one" in each.value for each in app.caption)


def test_a_narrower_radius_finds_less(open_app: Open) -> None:
    app = compared(open_app)
    app.select_slider[0].set_value(15).run()
    assert [metric.value for metric in app.metric] == ["1 place", "2 places", "3 cameras"]


def test_a_file_that_is_no_list_is_refused_in_words(open_app: Open) -> None:
    app = open_app("official_list")
    assert "not kept" in app.info[0].value
    app.file_uploader[0].upload("list.csv", b"a,b\n1,2\n", "text/csv").run()
    assert "No column tells where the places are" in app.error[0].value
