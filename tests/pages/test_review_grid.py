"""Many at once, filters by place and state, and the reviewer's own tally."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from app_pages import review_grid
from app_pages.services import services
from mapping.access.person import LOCAL
from mapping.review.proposal import Proposal, State
from mapping.review.verdict import Accept, Action, Reason
from mapping.storage.selection import Selection
from tests.builders import BELGRADE_GPS, encoded, jpeg, picture
from tests.pages.conftest import press
from tests.pages.messages import message

OpenReview = Callable[..., AppTest]


def photos(count: int) -> list[bytes]:
    """Photos of cameras far from each other: near ones would be views of one camera."""
    places = ([(44, 1), (48, 1), (10 + 20 * number, 1)] for number in range(count))
    return [jpeg({**BELGRADE_GPS, 2: place}) for place in places]


def waiting() -> list[Proposal]:
    return list(services().store.proposals(who=LOCAL))


def count(state: State) -> int:
    return services().store.count(Selection(states=(state,)))


def open_grid(app: AppTest) -> AppTest:
    next(one for one in app.segmented_control if "Many at once" in one.options).set_value(
        "Many at once"
    ).run()
    assert not app.exception
    return app


def test_all_are_accepted_at_once_each_with_a_line_of_its_own(open_review: OpenReview) -> None:
    app = open_grid(open_review(*photos(3)))
    assert [box.label for box in app.checkbox] == ["1 Bullet", "2 Bullet", "3 Bullet"]
    found = waiting()
    press(press(app, "Choose all"), "Accept the chosen")
    assert count(State.ACCEPTED) == 3
    for proposal in found:
        (line,) = services().store.history(proposal.id, who=LOCAL)
        assert line.action is Action.ACCEPT
    assert message(app) == "3 accepted"
    press(app, "Take all 3 back")
    assert count(State.PROPOSED) == 3


def test_the_chosen_are_rejected_with_one_reason(open_review: OpenReview) -> None:
    app = open_grid(open_review(*photos(3)))
    first, _, third = waiting()
    app.checkbox[0].check()
    app.checkbox[2].check()
    next(each for each in app.selectbox if each.label == "Reason").set_value(Reason.SPEAKER)
    press(app, "Reject the chosen")
    assert count(State.REJECTED) == 2
    for proposal in (first, third):
        (line,) = services().store.history(proposal.id, who=LOCAL)
        assert line.reason is Reason.SPEAKER


def test_one_that_cannot_be_decided_is_named_and_stops_no_other(open_review: OpenReview) -> None:
    placeless = encoded(picture())
    app = open_grid(open_review(*photos(2), placeless))
    first, second, third = waiting()
    press(app, "Choose all")
    services().store.decide(first, Accept(), who=LOCAL.named("Somebody faster"))
    press(app, "Accept the chosen")
    assert services().store.proposal(second.id, who=LOCAL).state is State.ACCEPTED
    assert services().store.proposal(third.id, who=LOCAL).state is State.PROPOSED
    (warning,) = app.warning
    assert "**1 Bullet**: Somebody faster has changed this proposal meanwhile" in warning.value
    assert "**3 Bullet**: The place of this camera is unknown" in warning.value.replace("\\", "")


def test_without_a_choice_nothing_is_decided(open_review: OpenReview) -> None:
    app = press(open_grid(open_review(*photos(1))), "Accept the chosen")
    assert message(app) == "Choose some first"
    assert count(State.PROPOSED) == 1


def test_a_grid_holds_no_more_than_fits(open_review: OpenReview) -> None:
    assert 12 <= review_grid.SIZE <= 48
    app = open_grid(open_review(*photos(2)))
    press(app, "Choose all")
    assert all(box.value for box in app.checkbox)
    press(app, "Choose none")
    assert not any(box.value for box in app.checkbox)


def test_only_what_lies_around_a_place_is_shown(open_review: OpenReview) -> None:
    app = open_review(*photos(1))
    where = next(each for each in app.text_input if each.label.startswith("Only around"))
    where.input("44.9, 20.6").run()
    assert "Nothing waits that fits these filters." in app.info[0].value
    where = next(each for each in app.text_input if each.label.startswith("Only around"))
    where.input("somewhere").run()
    assert app.error
    (proposal,) = waiting()
    assert proposal.position is not None
    where = next(each for each in app.text_input if each.label.startswith("Only around"))
    where.input(f"{proposal.position.latitude}, {proposal.position.longitude}").run()
    assert any(button.label == "Accept" for button in app.button)


def test_one_click_stays_near_a_proposal(open_review: OpenReview) -> None:
    app = press(open_review(*photos(1)), "Go on near here")
    where = next(each for each in app.text_input if each.label.startswith("Only around"))
    assert (where.value or "").startswith("44.80")
    assert any(button.label == "Accept" for button in app.button)


def test_what_the_map_knows_is_a_filter(open_review: OpenReview) -> None:
    app = open_review(*photos(1))
    known = next(each for each in app.selectbox if each.label == "Held against the map")
    known.select("Known already").run()
    assert "Nothing waits that fits these filters." in app.info[0].value
    next(each for each in app.selectbox if each.label == "Held against the map").select("New").run()
    assert any(button.label == "Accept" for button in app.button)


def test_the_tally_is_the_reviewers_own_and_forgets_what_was_taken_back(
    open_review: OpenReview,
) -> None:
    app = open_review(*photos(3))
    services().store.decide(waiting()[2], Accept(), who=LOCAL.named("Somebody else"))
    press(press(app, "Accept"), "Lamp")
    bar = app.get("progress")[0].proto
    assert bar.text == "You decided 2 today, 2 in all"
    assert bar.value == 100
    press(app, "Undo")
    assert app.get("progress")[0].proto.text == "You decided 1 today, 1 in all"
