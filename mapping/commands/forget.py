"""Forgetting an upload, for people who cannot or will not use the page."""

from typing import Annotated

import typer

from mapping.commands.console import Database, open_store, refuse

__all__ = ["forget"]


def forget(
    receipt: Annotated[str, typer.Argument(help="The receipt code of the upload.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    database: Database = None,
) -> None:
    """Delete an upload for good: photos, pictures, and who stood where and when.

    Cameras that a person accepted stay on the map, without photo.
    """
    from mapping.access.person import LOCAL  # noqa: PLC0415 - keeps --help fast
    from mapping.review.review import NotFound  # noqa: PLC0415 - the same
    from mapping.storage.forgetting import forget as forget_upload  # noqa: PLC0415 - the same

    if not yes:
        typer.confirm("This cannot be undone. Forget this upload?", abort=True)
    with open_store(database) as store:
        try:
            done = forget_upload(store, receipt, who=LOCAL)
        except NotFound as error:
            refuse(str(error))
    typer.echo(
        f"{done.photos} {'photo' if done.photos == 1 else 'photos'} forgotten. "
        f"Accepted cameras that stay on the map: {done.cameras}."
    )
    if not done.complete:
        typer.echo(
            "The database was busy: its journal is cleared within an hour by the running app.",
            err=True,
        )
