"""Whether a browser sits at the machine that the app runs on."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

__all__ = ["is_here", "is_local"]

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PROXIES = {"forwarded", "via", "x-real-ip"}


def is_here() -> bool:
    """Whether the browser of this session is on this machine.

    Headers are what a visitor makes them, so two things come before them: the connection itself
    is from this machine, and the app is not set up to be reached by others. Where it is, a proxy
    of this machine brings everybody, and may leave no trace.
    """
    if _is_for_others() or st.context.ip_address is not None:  # None where it is this machine
        return False
    return is_local(dict(st.context.headers.items()))


def _is_for_others() -> bool:
    """Whether the app is set up so that pages of other names than this machine's may use it."""
    return (
        st.get_option("browser.serverAddress") not in _LOOPBACK
        or not st.get_option("server.enableCORS")
        or bool(st.get_option("server.corsAllowedOrigins"))
    )


def is_local(headers: Mapping[str, str]) -> bool:
    """Whether a request came straight from this machine, by all that its headers tell.

    A proxy passes on the requests of others, so its traces count against it, and so does any
    name but that of this machine: also one that a stranger's page made point here.
    """
    given = {name.lower(): value for name, value in headers.items()}
    if any(name in _PROXIES or name.startswith("x-forwarded") for name in given):
        return False
    origin = given.get("origin")
    if origin is not None and urlsplit(origin).hostname not in _LOOPBACK:
        return False
    return urlsplit(f"//{given.get('host', '')}").hostname in _LOOPBACK
