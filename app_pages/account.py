"""Account: sign in and out, and see which roles one has."""

import streamlit as st

from app_pages import sign_in, words
from app_pages.visitor import visitor
from mapping.access.role import Role


def page() -> None:
    """The whole page."""
    problem = sign_in.problem()
    identity = sign_in.identity()
    if problem:
        st.title("Sign in")
        st.error(f"Nobody can sign in at the moment. {problem}", icon=":material/error:")
    elif identity is None:
        _ask()
    else:
        _show(identity.subject_key, identity.email)


def _ask() -> None:
    st.title("Sign in")
    st.write(
        "Reviewers, coordinators, researchers and operators sign in. To hand in photos nobody "
        "needs an account, and it is better not to be signed in for that."
    )
    for provider in sign_in.providers():
        label = f"Sign in with {provider}" if provider else "Sign in"
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
    st.title("Account")
    roles = [role for role in Role if role in who.roles and role is not Role.VOLUNTEER]
    if roles:
        st.write(f"Your decisions are recorded under the name **{words.plain(who.name)}**.")
        for role in roles:
            st.markdown(f"- **{role.capitalize()}**: {role.purpose}")
    else:
        st.info(
            "You have no role here yet. Whoever runs this place can give you one: tell them one "
            "of the lines below.",
            icon=":material/badge:",
        )
    with st.container(border=True):
        st.caption("How you are known here")
        st.code(subject_key, language=None)
        if email:
            st.code(email, language=None)
    st.button("Sign out", icon=":material/logout:", on_click=st.logout)


page()
