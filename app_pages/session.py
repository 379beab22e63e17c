"""What one browser session remembers between pages, in one record under one key."""

from dataclasses import dataclass, field

import streamlit as st

from app_pages.message import Message
from app_pages.settings import settings
from languages.language import Language
from mapping.storage.allowance import Allowance

__all__ = ["ForgottenUpload", "Session", "session"]

_KEY = "osmatrac"


@dataclass(frozen=True, kw_only=True, slots=True)
class ForgottenUpload:
    """An upload that was just deleted; `complete` as in `mapping.storage.forgetting`."""

    receipt: str
    photos: int
    complete: bool


@dataclass(kw_only=True, slots=True)
class Session:
    """Lost when the page is reloaded; nothing here must be missed then.

    `skipped` are the ids of proposals that the reviewer passed over. `refused` holds what was
    wrong with files that were not kept: name and sentence; `refused_labelled` those of the
    annotation corner. `receipts` are those that this session got or opened, `allowance` is what
    it may still hand in. `bulk_done` counts the last lot that was decided at once, `bulk_failed`
    names those of it that were not, and says why. `forgotten` is what the page says so of until
    another upload is opened. `on_tour` is whether pages say what to try. `language` is None before
    the first page, `language_chosen` once the reader said so, and `language_in_address` is what
    the address of the page held last.
    """

    reviewer: str = "reviewer"
    skipped: set[str] = field(default_factory=set)
    refused: list[tuple[str, str]] = field(default_factory=list)
    refused_labelled: list[tuple[str, str]] = field(default_factory=list)
    duplicates: int = 0
    receipts: set[str] = field(default_factory=set)
    allowance: Allowance = field(default_factory=lambda: Allowance(settings().limits))
    uploader: int = 0
    forgotten: ForgottenUpload | None = None
    message: Message | None = None
    on_tour: bool = False
    language: Language | None = None
    language_chosen: bool = False
    language_in_address: str | None = None
    bulk_done: int = 0
    bulk_failed: list[tuple[str, str]] = field(default_factory=list)

    def say(self, text: str, icon: str = ":material/check:") -> None:
        """Leave a short message of what was done, which the next run of the page shows."""
        self.message = Message(text=text, icon=icon)

    def warn(self, text: str, icon: str = ":material/warning:") -> None:
        """Leave a short message of what was not done, and why."""
        self.message = Message(text=text, icon=icon, warns=True)


def session() -> Session:
    """The record of the browser session that runs this script."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session()
    held: Session = st.session_state[_KEY]
    return held
