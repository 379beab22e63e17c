"""Known: a coordinator's list comes in, and what waits is held against it."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.services import services
from mapping.access.person import LOCAL
from mapping.review.proposal import Proposal
from mapping.storage.known_store import known_cameras, known_sources
from tests.builders import jpeg

Open = Callable[..., AppTest]


def spreadsheet(proposal: Proposal) -> bytes:
    """A group's list in Serbian, with decimal commas, a broken row, and this camera in it."""
    place = proposal.position
    assert place is not None
    rows = [
        "oznaka;geografska širina;geografska dužina;vrsta",
        f"K-1;{place.latitude:.6f};{place.longitude:.6f};fiksna".replace(".", ","),
        "K-2;97,1;20,4;kupola",
        "K-3;44,9;20,5;kupola",
    ]
    return "\r\n".join(rows).encode("cp1250")


@pytest.fixture
def proposal(open_app: Open, wait_for_scans: Callable[[], None]) -> Proposal:
    open_app()
    services().intake.receive([jpeg()])
    wait_for_scans()
    (found,) = services().store.proposals(who=LOCAL)
    return found


def import_list(app: AppTest, content: bytes) -> AppTest:
    app.file_uploader[0].upload("lista.csv", content, "text/csv")
    app.run()
    next(field for field in app.text_input if field.label == "Name of the source").input("Lista")
    app.run()
    next(button for button in app.button if button.label == "Import").click().run()
    assert not app.exception
    return app


def test_an_empty_page_says_what_it_is_for(open_app: Open) -> None:
    app = open_app("known")
    assert not app.exception
    assert "what is mapped already" in app.markdown[0].value
    assert "Nothing was imported yet." in app.info[0].value


def test_good_rows_come_in_and_broken_ones_are_listed(open_app: Open, proposal: Proposal) -> None:
    app = import_list(open_app("known"), spreadsheet(proposal))
    assert "**2 cameras** can be read; **1 row** cannot." in app.markdown[1].value
    assert app.dataframe[0].value.to_dict("records")[0]["Row"] == 3
    assert app.success[0].value.startswith("2 new, 0 changed, 0 known already.")
    store = services().store
    assert [camera.source_id for camera in known_cameras(store, who=LOCAL)] == ["K-1", "K-3"]
    assert [source.name for source in known_sources(store, who=LOCAL)] == ["Lista"]


def test_importing_twice_changes_nothing(open_app: Open, proposal: Proposal) -> None:
    import_list(open_app("known"), spreadsheet(proposal))
    again = import_list(open_app("known"), spreadsheet(proposal))
    assert again.success[0].value.startswith("0 new, 0 changed, 2 known already.")


def test_what_waits_is_held_against_it(open_app: Open, proposal: Proposal) -> None:
    app = import_list(open_app("known"), spreadsheet(proposal))
    verdicts = app.dataframe[2].value
    assert list(verdicts["Verdict"]) == ["Known, with other tags"]
    assert list(verdicts["Known camera"]) == ["Lista K-1"]
    review = open_app("review")
    assert "The map has it as Lista K-1" in review.info[0].value.replace("\\", "")


def test_a_file_that_is_no_list_is_explained(open_app: Open) -> None:
    app = open_app("known")
    app.file_uploader[0].upload("lista.csv", b"a;b\n1;2\n", "text/csv")
    app.run()
    assert "No columns for latitude and longitude found" in app.error[0].value
    assert not app.exception
