"""Signing in through an OpenID provider, as `[auth]` of the secrets file sets it up."""

import os
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from languages.text import tr
from mapping.access.identity import Identity, identity_of

__all__ = ["identity", "is_set_up", "problem", "providers"]

MIN_SECRET = 32
"""Characters of the cookie secret: whoever guesses it can be anybody."""


def is_set_up() -> bool:
    """Whether people sign in here, so that nobody has all roles just by being there.

    Also where a file of secrets is there but cannot be read, or the operator demands it by
    `OSMATRAC_SIGN_IN=required`: a mistake must not open the doors.
    """
    if os.environ.get("OSMATRAC_SIGN_IN") == "required":
        return True
    if not any(Path(file).exists() for file in st.get_option("secrets.files")):
        return False
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return True


def problem() -> str | None:
    """What keeps everybody from signing in, None if nothing does."""
    try:
        settings = st.secrets.to_dict().get("auth")
    except StreamlitSecretNotFoundError:
        settings = None
    if not isinstance(settings, dict):
        return tr("Signing in is demanded here, but no provider is set up.")
    if len(str(settings.get("cookie_secret", ""))) < MIN_SECRET:
        return tr(
            "The cookie secret must have {number} random characters or more.", number=MIN_SECRET
        )
    return None


def providers() -> list[str | None]:
    """The providers to choose from; None is the one without a name."""
    settings = st.secrets.to_dict()["auth"]
    named = [name for name, value in settings.items() if isinstance(value, dict)]
    named = [name for name in named if "client_id" in settings[name]]
    return [*([None] if "client_id" in settings else []), *named]


def identity() -> Identity | None:
    """Who is signed in in this session, None for nobody."""
    if problem() is not None or not st.user.get("is_logged_in"):
        return None
    return identity_of(st.user.to_dict())
