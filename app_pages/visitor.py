"""Who uses the app in this browser session."""

from collections.abc import Callable

from app_pages import local_request, sign_in
from app_pages.services import services
from app_pages.session import session
from mapping.access.person import LOCAL, SIGNED_OUT, Person
from mapping.storage.people import person_of

__all__ = ["names_themselves", "visitor", "visitor_then"]


def visitor() -> Person:
    """The person of this session, asked for anew with each action.

    Where people sign in, it is who they signed in as. Else whoever sits at the machine has all
    roles, and everybody else none.
    """
    if sign_in.is_set_up():
        identity = sign_in.identity()
        return SIGNED_OUT if identity is None else person_of(services().store, identity)
    if local_request.is_here():
        return LOCAL.named(session().reviewer)
    return SIGNED_OUT


def visitor_then() -> Callable[[], Person]:
    """Give what tells later, outside the session, what the person of this session may do then.

    A file is written when somebody asks for it, which may be long after its button was drawn.
    """
    if not sign_in.is_set_up():
        here = visitor()
        return lambda: here
    identity, store = sign_in.identity(), services().store
    return lambda: SIGNED_OUT if identity is None else person_of(store, identity)


def names_themselves() -> bool:
    """Whether people here say themselves who they are, since nobody signs in."""
    return not sign_in.is_set_up()
