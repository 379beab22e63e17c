"""People: who has which role. For operators."""

import pandas as pd
import streamlit as st

from app_pages import sign_in, words
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
from languages.text import tr
from mapping.access.role import Role
from mapping.review.review import ReviewError
from mapping.storage.people import Member, grant, members, revoke, role_changes

ROLES = [role for role in Role if role is not Role.VOLUNTEER]


def page() -> None:
    """The whole page."""
    st.title(tr("People"))
    st.write(
        tr(
            "Everybody may hand in photos. Name here who may do more, once they can sign in. A "
            "role that you take away ends at once."
        )
    )
    if not sign_in.is_set_up():
        st.info(
            tr(
                "Nobody can sign in here yet: docs/roles.md says how to set that up. Until then, "
                "whoever is at this machine has all roles."
            ),
            icon=":material/key:",
        )
    _give()
    known = members(services().store, who=visitor())
    for member in known:
        _show(member)
    if known:
        _history()
    with st.expander(tr("What the roles are for")):
        for role in Role:
            st.markdown(f"- **{_title(role)}**: {tr(role.purpose)}")


def _title(role: Role) -> str:
    return tr(role.word)


def _give() -> None:
    with st.form("give-role", clear_on_submit=False):
        identity, name, role = st.columns([3, 2, 2], vertical_alignment="bottom")
        identity.text_input(
            tr("E-mail address, or issuer and subject"),
            key="role-identity",
            placeholder="ana@example.org",
            help=tr(
                "An address counts if the provider has verified it. People see issuer and "
                "subject on their account page."
            ),
        )
        name.text_input(
            tr("Name, kept with their decisions"), key="role-name", placeholder=tr("Ana")
        )
        role.selectbox(tr("Role"), ROLES, key="role-role", format_func=_title)
        st.form_submit_button(
            tr("Give this role"),
            type="primary",
            icon=":material/person_add:",
            on_click=_grant,
        )


def _grant() -> None:
    state = st.session_state
    role: Role = state["role-role"]
    try:
        member = grant(
            services().store,
            state["role-identity"],
            role,
            name=state["role-name"],
            who=visitor(),
        )
    except ReviewError as error:
        session().warn(words.error(error))
    else:
        session().say(tr("{name} is {role} now", name=words.plain(member.name), role=tr(role)))


def _show(member: Member) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        held = ", ".join(tr(role) for role in ROLES if role in member.roles)
        held = held or tr("no role any more")
        st.markdown(
            f"**{words.plain(member.name)}** · {words.plain(member.identity)}  \n{held}",
            width="stretch",
        )
        for role in ROLES:
            if role in member.roles:
                st.button(
                    tr("Take {role} away", role=tr(role)),
                    key=f"take-{role}-{member.identity}",
                    on_click=_revoke,
                    args=(member.identity, role),
                )


def _revoke(identity: str, role: Role) -> None:
    try:
        member = revoke(services().store, identity, role, who=visitor())
    except ReviewError as error:
        session().warn(words.error(error))
    else:
        session().say(
            tr("{name} is no {role} any more", name=words.plain(member.name), role=tr(role))
        )


def _history() -> None:
    with st.expander(tr("Every change of a role")):
        rows = [
            {
                tr("When"): change.at,
                tr("Who"): change.who,
                tr("Person"): change.name,
                tr("Known by"): change.identity,
                tr("Role"): (
                    tr("{role} given", role=tr(change.role))
                    if change.granted
                    else tr("{role} taken", role=tr(change.role))
                ),
            }
            for change in reversed(role_changes(services().store, who=visitor()))
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, key="role-changes")


page()
