"""Backup and restore."""

from pathlib import Path
from typing import Annotated

import typer

from mapping.commands.console import Database, refuse

__all__ = ["backup", "restore"]


def backup(
    folder: Annotated[Path, typer.Argument(help="New or empty folder to write")],
    database: Database = None,
) -> None:
    """Back the database and the data folder up, while the app goes on; checked before it counts."""
    from mapping.operations.backup import back_up  # noqa: PLC0415 - keeps --help fast
    from mapping.operations.manifest import BackupError  # noqa: PLC0415 - the same
    from mapping.storage.database import DatabaseError  # noqa: PLC0415 - the same
    from mapping.storage.store import data_folder, database_address  # noqa: PLC0415 - the same

    data = data_folder()
    try:
        manifest = back_up(data, database_address(data, database), folder)
    except DatabaseError as error:
        refuse(error.reason)
    except BackupError as error:
        refuse(str(error))
    size = sum(each.size for each in manifest.files.values())
    typer.echo(f"{folder}: {len(manifest.files)} files, {size / 1e6:.1f} MB, checked.")
    typer.echo("It holds photos and where they were taken: keep it as safe as the app itself.")


def restore(
    folder: Annotated[Path, typer.Argument(help="A backup")],
    check: Annotated[
        bool, typer.Option("--check", help="Only read it and say whether it is whole.")
    ] = False,
    database: Database = None,
) -> None:
    """Bring a backup into an empty data folder and an empty database; nothing is overwritten."""
    from mapping.operations import backup as backups  # noqa: PLC0415 - keeps --help fast
    from mapping.operations.manifest import BackupError  # noqa: PLC0415 - the same
    from mapping.storage.database import DatabaseError  # noqa: PLC0415 - the same
    from mapping.storage.store import data_folder, database_address  # noqa: PLC0415 - the same

    data = data_folder()
    try:
        if check:
            manifest = backups.check(folder)
        else:
            manifest = backups.restore(folder, data, database_address(data, database))
    except DatabaseError as error:
        refuse(error.reason)
    except BackupError as error:
        refuse(str(error))
    state = "is whole" if check else "is restored"
    typer.echo(f"The backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC {state}.")
