"""What is said of the press of a button, how long, and that it is said anew."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from app_pages import message as messages
from app_pages.message import Message
from tests.pages.messages import message

Open = Callable[..., AppTest]
UNKNOWN = "There is no upload with this receipt."


def ask_for_unknown(app: AppTest) -> AppTest:
    app.text_input(key="receipt-code").set_value("AAAA-BBBB").run()
    return next(each for each in app.button if each.label == "Show my photos").click().run()


def test_a_page_that_draws_itself_anew_leaves_the_message(open_app: Open) -> None:
    app = ask_for_unknown(open_app())
    assert message(app) == UNKNOWN
    assert message(app.run()) == UNKNOWN


def test_the_next_action_takes_the_message_away(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LEAST_SECONDS", -1.0)
    app = ask_for_unknown(open_app())
    assert message(app) == UNKNOWN
    assert message(app.run()) == ""


def test_what_was_not_done_is_a_warning(open_app: Open) -> None:
    app = ask_for_unknown(open_app())
    place = app.main.children[0]
    assert isinstance(place, Block)
    assert [each.value for each in place.warning] == [UNKNOWN]


def test_the_same_words_again_are_another_message() -> None:
    first, second = (Message(text="Kept", icon=":material/check:") for _ in range(2))
    assert first.number != second.number
