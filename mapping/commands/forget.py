"""Forgetting: an upload, for people who cannot or will not use the page, and the samples."""

from pathlib import Path
from typing import Annotated

import typer

from mapping.commands.console import Database, open_store, refuse

__all__ = ["forget", "remove_samples"]


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


def remove_samples(
    folder: Annotated[Path, typer.Argument(help="The folder of the sample photos.")] = Path(
        "samples"
    ),
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    database: Database = None,
) -> None:
    """Delete the sample photos with their proposals and decisions, accepted cameras too."""
    from detection.scan import find_photos  # noqa: PLC0415 - keeps --help fast
    from mapping.access.person import LOCAL  # noqa: PLC0415 - the same
    from mapping.storage.originals import digest  # noqa: PLC0415 - the same
    from mapping.storage.sample_photos import remove_samples as remove  # noqa: PLC0415 - the same

    if not folder.is_dir():
        refuse(f"There is no folder {folder}.")
    if not yes:
        typer.confirm("This cannot be undone. Remove the sample photos?", abort=True)
    samples = [digest(photo.read_bytes()) for photo in find_photos([folder])]
    with open_store(database) as store:
        count = remove(store, samples, who=LOCAL)
    typer.echo(f"{count} sample {'photo' if count == 1 else 'photos'} removed.")
