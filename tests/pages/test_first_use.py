"""First use: what there is to do, the tour with the sample photos, and their removal."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import local_request, sample_street
from app_pages.navigation import PAGES
from app_pages.services import services
from mapping.access.person import LOCAL, SIGNED_OUT
from mapping.review.verdict import Accept
from tests.builders import encoded, jpeg, picture
from tests.pages.conftest import press
from tests.pages.messages import message

Open = Callable[..., AppTest]
Wait = Callable[[], None]


@pytest.fixture(autouse=True)
def samples(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """One photo for the samples, since the real ones take long to decode."""
    folder = tmp_path_factory.mktemp("samples")
    (folder / "street.jpg").write_bytes(jpeg())
    monkeypatch.setattr(sample_street, "SAMPLES_FOLDER", folder)
    sample_street._samples.cache_clear()
    yield folder
    sample_street._samples.cache_clear()


def labels(app: AppTest) -> list[str]:
    return [each.label for each in app.button]


def told(app: AppTest) -> str:
    return "\n".join(each.value for each in app.markdown)


def purposes(app: AppTest) -> list[str]:
    shown = [each.value for each in app.caption]
    return [entry.name for entry in PAGES if entry.purpose in shown]


def test_an_empty_app_says_what_each_page_is_for(open_app: Open) -> None:
    app = open_app()
    (welcome,) = (each for each in app.expander if each.label == "What can I do here?")
    assert welcome.proto.expanded
    assert purposes(app) == [entry.name for entry in PAGES]
    press(app, "Try the sample photos")
    del app.query_params["receipt"]
    app.run()
    (welcome,) = (each for each in app.expander if each.label == "What can I do here?")
    assert not welcome.proto.expanded


def test_a_volunteer_reads_of_what_everybody_may_do(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_request, "is_here", lambda: False)
    app = open_app()
    assert purposes(app) == ["upload", "dataset", "official_list"]
    assert "Everybody may do this, without an account." in told(app)
    press(app, "Try the sample photos")
    assert "**Tour, 1 of 3: Upload.**" in told(app)
    assert "Remove the sample photos" not in labels(app)


def test_the_tour_leads_through_every_page_and_can_be_left(open_app: Open) -> None:
    app = press(open_app(), "Try the sample photos")
    for number, entry in enumerate(PAGES, start=1):
        if number > 1:
            app.switch_page(entry.file).run()
            assert not app.exception
        assert f"**Tour, {number} of {len(PAGES)}: {entry.title}.** {entry.task}" in told(app)
    press(app, "End the tour")
    assert "Tour," not in told(app)


def test_the_samples_go_with_all_that_came_of_them_and_other_photos_stay(
    open_app: Open, wait_for_scans: Wait
) -> None:
    own = encoded(picture(120))
    services().intake.receive([own], who=SIGNED_OUT)
    app = press(open_app(), "Try the sample photos")
    wait_for_scans()
    store = services().store
    sample = next(each for each in store.proposals(who=LOCAL) if each.position is not None)
    store.decide(sample, Accept(), who=LOCAL)
    assert len(list(store.cameras())) == 1
    del app.query_params["receipt"]
    app.run()
    press(app, "Remove the sample photos")
    assert list(store.cameras()) == []
    assert len(list(store.proposals(who=LOCAL))) == 1
    assert message(app) == "1 sample photo removed"
    assert "Remove the sample photos" not in labels(app)
    assert "Tour," not in told(app)
