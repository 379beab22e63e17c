"""The pages, and for whom each of them is."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app_pages import sign_in, words
from languages.kept import kept
from languages.text import tr
from mapping.access.permission import Permission
from mapping.access.person import Forbidden, Person, require

__all__ = ["PAGES", "PageEntry", "pages"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageEntry:
    """A page by the name of its file, and the permission that it takes to open it."""

    name: str
    title: str
    icon: str
    permission: Permission


def _entry(name: str, title: str, icon: str, permission: Permission) -> PageEntry:
    return PageEntry(name=name, title=title, icon=icon, permission=permission)


PAGES = (
    _entry("upload", kept("Upload"), ":material/upload:", Permission.UPLOAD),
    _entry("review", kept("Review"), ":material/rule:", Permission.SEE_PROPOSALS),
    _entry("dataset", kept("Dataset"), ":material/map:", Permission.SEE_DATASET),
    _entry(
        "official_list",
        kept("Official list"),
        ":material/fact_check:",
        Permission.COMPARE_LIST,
    ),
    _entry("known", kept("Known"), ":material/database:", Permission.SEE_KNOWN),
    _entry("evaluate", kept("Evaluate"), ":material/analytics:", Permission.EVALUATE),
    _entry("annotate", kept("Annotate"), ":material/draw:", Permission.ANNOTATE),
    _entry("operations", kept("Operations"), ":material/monitor_heart:", Permission.SEE_OPERATIONS),
    _entry("people", kept("People"), ":material/group:", Permission.EDIT_ROLES),
)


def pages(who: Person) -> list[StreamlitPage]:
    """The pages that a person may open, the first being the one that opens by itself.

    The others keep their addresses, hidden from the menu, and say there for whom they are.
    """
    shown = [_page(entry, who) for entry in PAGES]
    if sign_in.is_set_up():
        title = tr("Sign in") if sign_in.identity() is None else tr("Account")
        shown.append(st.Page("app_pages/account.py", title=title, icon=":material/person:"))
    return shown


def _page(entry: PageEntry, who: Person) -> StreamlitPage:
    if who.may(entry.permission):
        return st.Page(
            f"app_pages/{entry.name}.py",
            title=tr(entry.title),
            icon=entry.icon,
            default=entry is PAGES[0],
        )
    return st.Page(
        _closed(entry, who),
        title=tr(entry.title),
        icon=entry.icon,
        url_path=entry.name,
        visibility="hidden",
    )


def _closed(entry: PageEntry, who: Person) -> Callable[[], None]:
    def say_so() -> None:
        st.title(tr(entry.title))
        try:
            require(who, entry.permission)
        except Forbidden as refusal:
            st.info(words.error(refusal), icon=":material/lock:")
        if not sign_in.is_set_up():
            st.write(tr("Sign-in is not set up here: open this page on the machine itself."))
        elif sign_in.identity() is None:
            st.page_link("app_pages/account.py", label=tr("Sign in"), icon=":material/login:")
        else:
            st.write(tr("Whoever runs this place can give you that role: see your account page."))

    return say_so
