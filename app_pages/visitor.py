"""Who uses the app in this browser session."""

from app_pages.session import session
from mapping.access.person import LOCAL, Person

__all__ = ["visitor"]


def visitor() -> Person:
    """The person of this session, asked for anew with each action."""
    return LOCAL.named(session().reviewer)
