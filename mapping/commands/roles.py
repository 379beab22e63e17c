"""Roles: who may review, coordinate, research and operate; the first operator is named here."""

from enum import StrEnum
from typing import Annotated

import typer

from mapping.commands.console import Database, Who, local, open_store, refuse

__all__ = ["roles"]

roles = typer.Typer(help="Say who has which role, once people sign in.", no_args_is_help=True)

Identity = Annotated[
    str, typer.Argument(help='E-mail address, or "ISSUER SUBJECT" as the Account page shows it.')
]


class _Role(StrEnum):  # mapping.access.role.Role without its imports; a test compares them
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    RESEARCHER = "researcher"
    OPERATOR = "operator"


@roles.command("list")
def list_(
    history: Annotated[bool, typer.Option(help="Every change, not what holds now.")] = False,
    database: Database = None,
) -> None:
    """List the people with their roles, tab-separated."""
    from mapping.storage.people import members, role_changes  # noqa: PLC0415 - keeps --help fast

    with open_store(database) as store:
        if history:
            for change in role_changes(store, who=local()):
                what = "given" if change.granted else "taken"
                at = change.at.isoformat(timespec="seconds")
                cells = (at, change.name, change.identity, change.role, what, f"by {change.who}")
                typer.echo("\t".join(cells))
            return
        for member in members(store, who=local()):
            held = ", ".join(sorted(member.roles)) or "no role any more"
            typer.echo(f"{member.name}\t{member.identity}\t{held}")


@roles.command("grant")
def grant_(
    identity: Identity,
    role: Annotated[_Role, typer.Argument()],
    name: Annotated[
        str | None, typer.Option(help="Recorded with decisions; needed the first time.")
    ] = None,
    who: Who = None,
    database: Database = None,
) -> None:
    """Give a role to somebody."""
    from mapping.access.role import Role  # noqa: PLC0415 - keeps --help fast
    from mapping.review.review import ReviewError  # noqa: PLC0415 - the same
    from mapping.storage.people import grant  # noqa: PLC0415 - the same

    with open_store(database) as store:
        try:
            member = grant(store, identity, Role(role), name=name, who=local(who))
        except ReviewError as error:
            refuse(str(error))
    typer.echo(f"{member.name} ({member.identity}): {', '.join(sorted(member.roles))}")


@roles.command("revoke")
def revoke_(
    identity: Identity,
    role: Annotated[_Role, typer.Argument()],
    who: Who = None,
    database: Database = None,
) -> None:
    """Take a role from somebody; it ends with the next click."""
    from mapping.access.role import Role  # noqa: PLC0415 - keeps --help fast
    from mapping.review.review import ReviewError  # noqa: PLC0415 - the same
    from mapping.storage.people import revoke  # noqa: PLC0415 - the same

    with open_store(database) as store:
        try:
            member = revoke(store, identity, Role(role), who=local(who))
        except ReviewError as error:
            refuse(str(error))
    left = ", ".join(sorted(member.roles)) or "no role any more"
    typer.echo(f"{member.name} ({member.identity}): {left}")
