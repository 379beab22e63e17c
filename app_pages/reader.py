"""Which language this browser session reads, and the switch for it."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app_pages import file_field
from app_pages.session import session
from languages.language import Language, accepted, preferred
from languages.reader import ask, reader_language
from languages.text import tr

__all__ = ["address", "find_language", "in_link", "switch"]

_page_language = st.components.v2.component(
    "osmatrac_page_language",
    js="export default ({ data }) => { document.documentElement.lang = data.language }",
)
"""For screen readers, hyphens and the shapes of letters; a script in the page would be refused."""

_ADDRESS = "lang"
_SWITCH = "language"


def find_language() -> None:
    """Settle the language at the start of a page: as the address says, as chosen, as the browser.

    A chosen language goes into the address of each page, so that links keep it.
    """
    ask(_of_this_session)
    state = session()
    in_address = st.query_params.get(_ADDRESS)
    if in_address != state.language_in_address:  # came by a link; else it is an older choice
        state.language_in_address = in_address
        if in_address in list(Language):
            state.language, state.language_chosen = Language(in_address), True
    if state.language is None:
        state.language = preferred(_wishes())
    if state.language_chosen and in_address != state.language:
        st.query_params[_ADDRESS] = state.language_in_address = state.language.value


def switch() -> None:
    """Let the reader choose, each language by its own name; tell the browser which it is."""
    _page_language(key="page-language", data={"language": reader_language().value}, height=1)
    file_field.name_it(tr("Choose files"))
    _say_streamlit_s()
    st.session_state[_SWITCH] = session().language
    with st.container(horizontal=True, horizontal_alignment="right", key="languages"):
        st.segmented_control(
            tr("Language"),
            list(Language),
            format_func=lambda language: language.own_name,
            key=_SWITCH,
            required=True,
            on_change=_choose,
            label_visibility="collapsed",
        )


def _say_streamlit_s() -> None:
    """Give our words for what Streamlit itself says in English; style.css puts them there."""
    file_field.put_words(
        ":root",
        {
            "--enter": tr("Press Enter to apply"),
            "--enter-lines": tr("Press Ctrl and Enter to apply"),
            "--more": tr("More pages"),
        },
    )


def _choose() -> None:
    state = session()
    state.language, state.language_chosen = st.session_state[_SWITCH], True


def _of_this_session() -> Language | None:
    """The language of the reader whose script runs in this thread, None where none does."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    return session().language


def _wishes() -> Sequence[str]:
    header = st.context.headers.get("Accept-Language")
    return accepted(header) if header else [st.context.locale or ""]


def in_link() -> str:
    """What a link inside the app takes along after its other parameters, so that it keeps."""
    state = session()
    return f"&{_ADDRESS}={state.language}" if state.language_chosen else ""


def address(**parameters: str) -> str:
    """The address of this page with parameters, as the browser knows it, to be passed on."""
    base = (st.context.url or "").partition("?")[0]
    told = "&".join(f"{name}={value}" for name, value in parameters.items()) + in_link()
    return f"{base}?{told.removeprefix('&')}" if told else base
