"""Persons: who acts, with which roles, and the check before each action.

require(person, Permission.DECIDE)      # raises Forbidden with a sentence for that person

ReviewError                             # mapping.review.review
└── Forbidden    the person's roles do not allow the action
"""

from dataclasses import dataclass, replace
from typing import Self

from languages.kept import kept
from mapping.access.permission import PERMITTED, Permission
from mapping.access.role import Role
from mapping.review.review import ReviewError

__all__ = ["LOCAL", "SIGNED_OUT", "Forbidden", "Person", "require"]


class Forbidden(ReviewError):  # noqa: N818 - it reads as what happened
    """The person's roles do not allow the action; one of `roles` would."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        self.roles = sorted(PERMITTED[permission], key=list(Role).index)
        able = " or ".join(role.members for role in self.roles)
        super().__init__(
            kept(
                "You may not {permission}: that is for {roles}.", permission=permission, roles=able
            )
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who acts; the history keeps the name."""

    name: str
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        """Say whether a role of this person allows an action."""
        return not self.roles.isdisjoint(PERMITTED[permission])

    def named(self, name: str) -> Self:
        """Give the same roles under another name."""
        return replace(self, name=name)


SIGNED_OUT = Person(name="volunteer", roles=frozenset({Role.VOLUNTEER}))
"""Whoever is not known. Where no person is given, this one acts."""

LOCAL = Person(name="local", roles=frozenset(Role))
"""Whoever sits at the machine itself: the command line, and the app without sign-in."""


def require(person: Person, permission: Permission) -> None:
    """Let a person pass who may do this; raises Forbidden for others."""
    if not person.may(permission):
        raise Forbidden(permission)
