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
    """A page by the name of its file, and the permission that it takes to open it.

    `purpose` says what it is for, `task` what to try on it with the sample photos.
    """

    name: str
    title: str
    icon: str
    permission: Permission
    purpose: str
    task: str

    @property
    def file(self) -> str:
        """Where the page stands, as Streamlit links to it."""
        return f"app_pages/{self.name}.py"

    def shows(self, page: StreamlitPage) -> bool:
        """Whether this is the page; the first one has an empty address."""
        return page.url_path == ("" if self is PAGES[0] else self.name)


PAGES = (
    PageEntry(
        name="upload",
        title=kept("Upload"),
        icon=":material/upload:",
        permission=Permission.UPLOAD,
        purpose=kept("Hand in street photos, and follow with the receipt what becomes of them."),
        task=kept(
            "The sample photos are here, and the program looks for cameras in them. Scroll down to "
            "see what it found and where each camera may stand. Keep the receipt, as you would "
            "with your own photos."
        ),
    ),
    PageEntry(
        name="review",
        title=kept("Review"),
        icon=":material/rule:",
        permission=Permission.SEE_PROPOSALS,
        purpose=kept("Decide on what the program found: is it a camera, and does it stand there?"),
        task=kept(
            "Accept two or three cameras, and reject what is none, with its reason. What you press "
            "by mistake is taken back with Undo."
        ),
    ),
    PageEntry(
        name="dataset",
        title=kept("Dataset"),
        icon=":material/map:",
        permission=Permission.SEE_DATASET,
        purpose=kept("See the accepted cameras on the map, and take them along as a file."),
        task=kept(
            "What you accepted is on the map. Open a camera to read on what each statement rests, "
            "and download the files that OpenStreetMap tools and spreadsheets take."
        ),
    ),
    PageEntry(
        name="official_list",
        title=kept("Official list"),
        icon=":material/fact_check:",
        permission=Permission.COMPARE_LIST,
        purpose=kept("Hold the list of an office against what people found."),
        task=kept(
            "Here a list of places that an office has published is held against the map. The "
            "samples bring none, so look and go on."
        ),
    ),
    PageEntry(
        name="known",
        title=kept("Known cameras"),
        icon=":material/database:",
        permission=Permission.SEE_KNOWN,
        purpose=kept("Bring in what is mapped already, so that nothing is proposed twice."),
        task=kept(
            "Here a group brings in the cameras that it or OpenStreetMap has already, and sees "
            "which proposals are new."
        ),
    ),
    PageEntry(
        name="evaluate",
        title=kept("Evaluate"),
        icon=":material/analytics:",
        permission=Permission.EVALUATE,
        purpose=kept("Measure how well a model finds the cameras in labelled photos."),
        task=kept(
            "The sample photos come with their truth. Start an evaluation on them, and see after "
            "a minute how many cameras the model found and what it mistook."
        ),
    ),
    PageEntry(
        name="annotate",
        title=kept("Annotate"),
        icon=":material/draw:",
        permission=Permission.ANNOTATE,
        purpose=kept("Label photos of your own, to measure a model on them or to train one."),
        task=kept("Here you make a photo set and draw boxes around its cameras."),
    ),
    PageEntry(
        name="operations",
        title=kept("Operations"),
        icon=":material/monitor_heart:",
        permission=Permission.SEE_OPERATIONS,
        purpose=kept("See whether everything runs: queue, failures, disk."),
        task=kept("See how long the samples took, and whether any photo failed."),
    ),
    PageEntry(
        name="people",
        title=kept("People"),
        icon=":material/group:",
        permission=Permission.EDIT_ROLES,
        purpose=kept("Say who reviews, coordinates, researches or runs this place."),
        task=kept("Once sign-in is set up, you give people their roles here."),
    ),
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
            entry.file,
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
