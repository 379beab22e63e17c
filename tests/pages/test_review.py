"""Review: one click or key a decision, all of it in the history."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from app_pages.services import services
from detection.record import Housing
from mapping.access.person import LOCAL
from mapping.review.proposal import Proposal, State
from mapping.review.verdict import Accept, Action, Reason
from mapping.storage.selection import Selection
from tests.builders import BELGRADE_GPS, PHONE_EXIF, encoded, jpeg, picture
from tests.pages.conftest import press
from tests.pages.messages import message

Open = Callable[..., AppTest]

ALL = Selection(states=())


def only() -> Proposal:
    (proposal,) = services().store.proposals(ALL, who=LOCAL)
    return proposal


def another_photo() -> bytes:
    """A photo of another street: 120 m to the north, and looking elsewhere."""
    return jpeg({**BELGRADE_GPS, 2: [(44, 1), (48, 1), (40, 1)], 17: [(200, 1)]})


def second_view() -> bytes:
    """A second photo of what `jpeg()` shows."""
    return jpeg({**BELGRADE_GPS, 17: [(124, 1)]})


def test_nothing_to_review_is_said(open_app: Open) -> None:
    assert "Nothing waits for review" in open_app("review").success[0].value


def test_accept_goes_into_history_and_dataset(open_review: Callable[..., AppTest]) -> None:
    app = open_review(jpeg())
    assert "**1** waiting" in app.markdown[0].value
    app.text_input[0].input("Ana").run()
    press(app, "Accept")
    proposal = only()
    assert proposal.state is State.ACCEPTED
    (decision,) = services().store.history(proposal.id, who=LOCAL)
    assert (decision.who, decision.action) == ("Ana", Action.ACCEPT)
    assert "**1** accepted" in app.markdown[0].value
    assert [camera.id for camera in services().store.cameras()] == [proposal.id]


def test_a_camera_that_was_accepted_here_is_named_by_its_page(
    open_review: Callable[..., AppTest],
) -> None:
    accepted = press(open_review(jpeg()), "Accept")
    assert not accepted.info
    camera = only()
    told = " ".join(each.value for each in open_review(second_view()).info)
    assert f"[a camera accepted here](dataset?camera={camera.id})" in told
    assert "osmatrac" not in told


@pytest.mark.parametrize(
    ("label", "reason"), [("Lamp", Reason.LAMP), ("Too unclear", Reason.UNCLEAR)]
)
def test_reject_keeps_the_reason(
    open_review: Callable[..., AppTest], label: str, reason: Reason
) -> None:
    press(open_review(jpeg()), label)
    (decision,) = services().store.history(only().id, who=LOCAL)
    assert decision.reason is reason
    assert only().state is State.REJECTED


def test_the_type_is_corrected_with_one_click(open_review: Callable[..., AppTest]) -> None:
    app = open_review(jpeg())
    app.pills[0].set_value(Housing.DOME).run()
    assert not app.exception
    assert only().housing is Housing.DOME
    assert only().state is State.PROPOSED
    assert only().tags["camera:type"] == "dome"


def test_skip_shows_the_next_and_comes_round_again(open_review: Callable[..., AppTest]) -> None:
    app = open_review(jpeg(), another_photo())
    press(press(app, "Skip"), "Skip")
    assert "2 proposals that you skipped" in app.info[0].value
    press(app, "Look at them again")
    press(app, "Accept")
    assert services().store.count(Selection(states=(State.ACCEPTED,))) == 1


def test_undo_takes_back_the_last_decision(open_review: Callable[..., AppTest]) -> None:
    app = press(open_review(jpeg()), "Accept")
    press(app, "Undo")
    assert only().state is State.PROPOSED
    assert [decision.action for decision in services().store.history(only().id, who=LOCAL)] == [
        Action.ACCEPT,
        Action.UNDO,
    ]
    press(app, "Undo")
    assert only().state is State.PROPOSED


def test_two_reviewers_on_one_proposal_get_a_message(open_review: Callable[..., AppTest]) -> None:
    app = open_review(jpeg())
    services().store.decide(only(), Accept(), who=LOCAL.named("Somebody faster"))
    press(app, "Lamp")
    assert only().state is State.ACCEPTED
    assert "Somebody faster" in message(app) or "else" in message(app)


def test_a_camera_without_a_place_is_pinned_first(open_review: Callable[..., AppTest]) -> None:
    app = open_review(encoded(picture()))
    accept = next(button for button in app.button if button.label == "Accept")
    assert accept.disabled
    assert "Place it on the map first" in app.warning[0].value
    where = next(field for field in app.text_input if field.label.startswith("Coordinates"))
    where.input("44.8125, 20.4612").run()
    press(app, "The camera is here")
    assert only().standing.pinned
    press(app, "Accept")
    assert only().state is State.ACCEPTED


def test_two_reviewers_have_to_agree_and_a_third_settles(
    open_review: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSMATRAC_REVIEWERS", "2")
    app = open_review(jpeg())
    app.text_input[0].input("Ana").run()
    press(app, "Accept")
    assert "Noted. 2 reviewers have to agree." in message(app)
    assert only().state is State.PROPOSED
    assert "waits for another reviewer" in app.success[-1].value
    app.text_input[0].input("Boris").run()
    assert "Somebody else has judged this one" in " ".join(each.value for each in app.caption)
    press(app, "Lamp")
    assert "a third reviewer decides" in message(app)
    app.text_input[0].input("Vesna").run()
    assert "Two reviewers disagree" in app.info[0].value
    press(app, "Accept")
    assert only().state is State.ACCEPTED
    names = [line.who for line in services().store.history(only().id, who=LOCAL)]
    assert names == ["Ana", "Boris", "Vesna"]


def test_filters_narrow_the_queue(open_review: Callable[..., AppTest]) -> None:
    app = open_review(jpeg())
    app.multiselect[0].set_value([Housing.DOME]).run()
    assert "Nothing waits that fits these filters." in app.info[0].value
    app.multiselect[0].set_value([]).run()
    app.select_slider[0].set_value(0.9).run()
    assert "Nothing waits that fits these filters." in app.info[0].value


def test_a_heading_that_is_the_same_on_all_photos_is_doubted(
    open_review: Callable[..., AppTest],
) -> None:
    photos = [jpeg({**BELGRADE_GPS, 4: [(20, 1), (25, 1), (second, 1)]}) for second in (12, 14, 16)]
    app = open_review(*photos)
    (warning,) = (each.value for each in app.warning if "heading" in each.value)
    assert warning.startswith("All 3 photos carry the same heading, 123.0 degrees.")
    assert "not by the line of sight" in warning


def test_headings_that_differ_are_not_doubted(open_review: Callable[..., AppTest]) -> None:
    assert not any("heading" in each.value for each in open_review(jpeg(), another_photo()).warning)


def test_the_direction_of_a_fixed_camera_is_kept_and_drawn(
    open_review: Callable[..., AppTest],
) -> None:
    app = open_review(jpeg())
    app.number_input[0].set_value(90.0).run()
    assert not app.exception
    assert only().tags["camera:direction"] == "90"
    legends = [element for element in app.get("html") if isinstance(element, Element)]
    assert any("Looks this way: a drawing" in element.value for element in legends)
    app.pills[0].set_value(Housing.DOME).run()
    assert not app.number_input, "a dome looks everywhere"


def test_a_direction_can_be_taken_back(open_review: Callable[..., AppTest]) -> None:
    app = open_review(jpeg())
    app.number_input[0].set_value(90.0).run()
    press(app, "Direction not known")
    assert "camera:direction" not in only().tags
    assert app.number_input[0].value is None
    assert not any(button.label == "Direction not known" for button in app.button)


def test_two_views_of_a_camera_are_one_proposal(open_review: Callable[..., AppTest]) -> None:
    app = open_review(jpeg(), second_view())
    assert "**1** waiting" in app.markdown[0].value
    assert any("in 2 photos of this upload" in each.value for each in app.markdown)
    press(app, "Accept")
    assert len(list(services().store.cameras())) == 1
    assert services().store.count() == 0
    press(app, "Undo")
    assert services().store.count() == 1


def test_a_view_of_another_camera_is_split_off(open_review: Callable[..., AppTest]) -> None:
    app = open_review(jpeg(), second_view())
    press(app, "Another camera")
    assert "**2** waiting" in app.markdown[0].value
    assert not any(button.label == "Another camera" for button in app.button)
    press(app, "Undo")
    assert "**1** waiting" in app.markdown[0].value


def test_headings_along_the_way_walked_are_doubted(open_review: Callable[..., AppTest]) -> None:
    walked = [
        jpeg(
            {**BELGRADE_GPS, 2: [(44, 1), (48, 1), (36 + 2 * step, 1)], 17: [(0, 1)]},
            exif={**PHONE_EXIF, 0x9003: f"2026:05:01 12:{step:02}:00"},
        )
        for step in range(5)
    ]
    # the last one is turned by a little, else they would all have the same heading
    walked[-1] = jpeg(
        {**BELGRADE_GPS, 2: [(44, 1), (48, 1), (44, 1)], 17: [(90, 1)]},
        exif={**PHONE_EXIF, 0x9003: "2026:05:01 12:05:00"},
    )
    app = open_review(*walked)
    assert any("are the direction of travel" in each.value for each in app.warning)
