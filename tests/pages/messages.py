"""What the app says of the press of a button; see app_pages/message.py."""

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

__all__ = ["message"]


def message(app: AppTest) -> str:
    """The message that is shown now, empty where there is none."""
    place = app.main.children[0]
    assert isinstance(place, Block)
    said = [each.value for kind in (place.success, place.warning) for each in kind]
    assert len(said) <= 1
    return "".join(said)
