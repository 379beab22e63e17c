"""What the commands share: options, opening the store, writing, and saying what is wrong."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from mapping.access.person import Person
    from mapping.storage.store import Store

__all__ = ["Database", "Output", "Who", "local", "open_store", "refuse", "write"]

Database = Annotated[
    str | None,
    typer.Option(
        envvar="DATABASE_URL",
        help="Database URL, or the path of an SQLite file. "
        "Default: osmatrac.db in the folder that OSMATRAC_DATA names, or in data.",
    ),
]
Who = Annotated[str | None, typer.Option(help="Your name, recorded with what you change.")]
Output = Annotated[Path | None, typer.Option(help="Write to this file, not to standard output.")]


def local(name: str | None = None) -> "Person":
    """Whoever may run commands here may do all; the name is recorded."""
    from mapping.access.person import LOCAL  # noqa: PLC0415 - keeps --help fast

    return LOCAL.named(name) if name else LOCAL


@contextmanager
def open_store(database: str | None) -> Iterator["Store"]:
    """Open the store of a command and close it behind it; refuses what cannot be opened."""
    from mapping.storage.database import DatabaseError  # noqa: PLC0415 - keeps --help fast
    from mapping.storage.store import Store  # noqa: PLC0415 - the same

    try:
        store = Store.open(database=database)
    except DatabaseError as error:
        refuse(error.reason)
    try:
        yield store
    finally:
        store.close()


def write(pieces: Iterator[str], output: Path | None) -> None:
    """Write text piece by piece to a file, or to standard output."""
    if output is None:
        for piece in pieces:
            sys.stdout.write(piece)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
    except OSError as error:
        refuse(f"Cannot write {output}: {error.strerror}.")


def refuse(message: str) -> NoReturn:
    """Say what is wrong with the call and end with status 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)
