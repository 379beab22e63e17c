"""Account: sign in and out, and see which roles one has."""

import streamlit as st

from app_pages import sign_in, words
from app_pages.visitor import visitor
from languages.text import tr
from mapping.access.role import Role


def page() -> None:
    """The whole page."""
    problem = sign_in.problem()
    identity = sign_in.identity()
    if problem:
        st.title(tr("Sign in"))
        st.error(
            tr("Nobody can sign in at the moment. {problem}", problem=problem),
            icon=":material/error:",
        )
    elif identity is None:
        _ask()
    else:
        _show(identity.subject_key, identity.email)


def _ask() -> None:
    st.title(tr("Sign in"))
    st.write(
        tr(
            "Reviewers, coordinators, researchers and operators sign in. To hand in photos nobody "
            "needs an account, and it is better not to be signed in for that."
        )
    )
    for provider in sign_in.providers():
        label = tr("Sign in with {provider}", provider=provider) if provider else tr("Sign in")
        st.button(
            label,
            type="primary",
            icon=":material/login:",
            on_click=st.login,
            args=(provider,) if provider else (),
            key=f"sign-in-{provider}",
        )


def _show(subject_key: str, email: str | None) -> None:
    who = visitor()
    st.title(tr("Account"))
    roles = [role for role in Role if role in who.roles and role is not Role.VOLUNTEER]
    if roles:
        st.write(
            tr("Your decisions are recorded under the name **{name}**.", name=words.plain(who.name))
        )
        for role in roles:
            st.markdown(f"- **{tr(role.word)}**: {tr(role.purpose)}")
    else:
        st.info(
            tr(
                "You have no role here yet. Whoever runs this place can give you one: tell them "
                "one of the lines below."
            ),
            icon=":material/badge:",
        )
    with st.container(border=True):
        st.caption(tr("How you are known here"))
        st.code(subject_key, language=None, wrap_lines=True)
        if email:
            st.code(email, language=None, wrap_lines=True)
    st.button(tr("Sign out"), icon=":material/logout:", on_click=st.logout)


page()
