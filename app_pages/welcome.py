"""What there is to do here, for each page that a person may open: the first thing to read."""

import streamlit as st

from app_pages.navigation import PAGES
from app_pages.services import services
from app_pages.visitor import visitor
from languages.text import tr
from mapping.access.person import Person
from mapping.access.role import Role
from mapping.storage.statistics import has_photos

__all__ = ["show"]


def show() -> None:
    """List the pages with their purpose; open by itself as long as nothing was handed in."""
    who = visitor()
    with st.expander(
        tr("What can I do here?"),
        icon=":material/signpost:",
        expanded=not has_photos(services().store),
    ):
        st.write(_as_whom(who))
        for entry in PAGES:
            if who.may(entry.permission):
                st.page_link(entry.file, label=tr(entry.title), icon=entry.icon)
                st.caption(tr(entry.purpose))


def _as_whom(who: Person) -> str:
    roles = [role for role in Role if role in who.roles and role is not Role.VOLUNTEER]
    if len(roles) == len(Role) - 1:
        return tr("You sit at the machine itself, so everything is open to you.")
    if not roles:
        return tr("Everybody may do this, without an account.")
    return tr("Your roles: {roles}.", roles=", ".join(tr(role.word) for role in roles))
