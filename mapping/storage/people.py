"""People in the database: who has which role, as a history that is only ever added to.

A sign-in is looked up anew with each action, so a role that is taken away ends at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from languages.kept import kept
from mapping.access.identity import Identity, parse_key
from mapping.access.permission import Permission
from mapping.access.person import SIGNED_OUT, Person, require
from mapping.access.role import Role
from mapping.review.review import Refused
from mapping.storage.ledger import signed
from mapping.storage.schema import RoleChangeRow
from mapping.storage.store import Store

__all__ = ["Member", "RoleChange", "grant", "members", "person_of", "revoke", "role_changes"]

_TAKEN = {SIGNED_OUT.name, "uploader"}
"""Names that the history gives to people whom nobody knows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Somebody with roles now, or once; `identity` is a key of `mapping.access.identity`."""

    identity: str
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleChange:
    """One line of the history: `who` gave (`granted`) or took a role."""

    at: datetime
    who: str
    identity: str
    name: str
    role: Role
    granted: bool


def person_of(store: Store, identity: Identity) -> Person:
    """Give the person of a sign-in; without any role it is a volunteer, and nameless."""
    lines = select(RoleChangeRow).where(RoleChangeRow.identity.in_(identity.keys))
    with store.database.read() as session:
        found = _members(session.scalars(lines.order_by(RoleChangeRow.id)))
    roles = frozenset[Role]().union(*(member.roles for member in found))
    if not roles:
        return SIGNED_OUT
    name = next(member.name for member in found if member.roles)
    return Person(name=name, roles=roles | SIGNED_OUT.roles)


def members(store: Store, *, who: Person) -> tuple[Member, ...]:
    """Read everybody who has or had a role, by name."""
    require(who, Permission.EDIT_ROLES)
    with store.database.read() as session:
        return _all(session)


def role_changes(store: Store, *, who: Person) -> tuple[RoleChange, ...]:
    """Read the history of all roles, oldest first."""
    require(who, Permission.EDIT_ROLES)
    with store.database.read() as session:
        return tuple(
            RoleChange(
                at=row.at,
                who=row.who,
                identity=row.identity,
                name=row.name,
                role=Role(row.role),
                granted=row.granted,
            )
            for row in session.scalars(select(RoleChangeRow).order_by(RoleChangeRow.id))
        )


def grant(
    store: Store, identity: str, role: Role, *, who: Person, name: str | None = None
) -> Member:
    """Give a role to somebody, under a name that decisions are then recorded with.

    The name may be left out for somebody who is known already. Raises Refused for an identity
    that is none, for a name that somebody else has, and Forbidden.
    """
    require(who, Permission.EDIT_ROLES)
    key, by = parse_key(identity), signed(who.name)
    if role is Role.VOLUNTEER:
        raise Refused(kept("Everybody is a volunteer: that role is neither given nor taken."))
    with store.database.write() as session:
        known = {member.identity: member for member in _all(session)}
        chosen = (name or "").strip()[:200] or (known[key].name if key in known else "")
        if not chosen:
            raise Refused(kept("Give a name too: decisions are recorded with it."))
        others = {member.name.casefold() for other, member in known.items() if other != key}
        if chosen.casefold() in others | _TAKEN:
            raise Refused(
                kept("Somebody else is called {name} here: give another name.", name=chosen)
            )
        return _append(session, key, chosen, role, granted=True, by=by)


def revoke(store: Store, identity: str, role: Role, *, who: Person) -> Member:
    """Take a role from somebody; raises Refused where it was not given, and Forbidden.

    The last operator stays one, so that somebody can still edit roles in the app.
    """
    require(who, Permission.EDIT_ROLES)
    key, by = parse_key(identity), signed(who.name)
    with store.database.write() as session:
        known = {member.identity: member for member in _all(session)}
        if key not in known or role not in known[key].roles:
            raise Refused(kept("{key} is no {role}.", key=key, role=role))
        operators = [each for each in known.values() if Role.OPERATOR in each.roles]
        if role is Role.OPERATOR and len(operators) == 1:
            raise Refused(kept("This is the last operator: name another one first."))
        return _append(session, key, known[key].name, role, granted=False, by=by)


def _append(  # noqa: PLR0913 - each is a column
    session: Session, identity: str, name: str, role: Role, *, granted: bool, by: str
) -> Member:
    session.add(
        RoleChangeRow(
            identity=identity,
            name=name,
            role=role.value,
            granted=granted,
            at=datetime.now(UTC),
            who=by,
        )
    )
    session.flush()
    return next(member for member in _all(session) if member.identity == identity)


def _all(session: Session) -> tuple[Member, ...]:
    found = _members(session.scalars(select(RoleChangeRow).order_by(RoleChangeRow.id)))
    return tuple(sorted(found, key=lambda member: (member.name.casefold(), member.identity)))


def _members(rows: Iterable[RoleChangeRow]) -> list[Member]:
    """Fold a history, oldest line first, into what holds at its end."""
    names: dict[str, str] = {}
    roles: dict[str, set[Role]] = {}
    for row in rows:
        names[row.identity] = row.name
        held = roles.setdefault(row.identity, set())
        (held.add if row.granted else held.discard)(Role(row.role))
    return [
        Member(identity=key, name=name, roles=frozenset(roles[key])) for key, name in names.items()
    ]
