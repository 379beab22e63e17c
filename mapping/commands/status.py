"""How the installation is doing: once, or over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from mapping.commands.console import Database, refuse

if TYPE_CHECKING:
    from mapping.operations.health import Installation

__all__ = ["health", "serve_status"]


def health(database: Database = None) -> None:
    """Say whether database, disk, workers and model are fine; status 1 where one is not."""
    with _installation(database) as installation:
        found = installation.examine()
    for finding in found.findings:
        typer.echo(f"{'fine' if finding.fine else 'NOT FINE'}  {finding.part}: {finding.message}")
    if not found.fine:
        raise typer.Exit(1)


def serve_status(
    host: Annotated[str, typer.Option(help="Keep it off the public network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8502,
    database: Database = None,
) -> None:
    """Answer /healthz and /metrics over HTTP until interrupted."""
    from mapping.operations.logs import set_up_logs  # noqa: PLC0415 - keeps --help fast
    from mapping.operations.status_server import StatusServer  # noqa: PLC0415 - the same

    set_up_logs()
    with _installation(database) as installation:
        try:
            server = StatusServer(installation, host=host, port=port)
        except OSError as error:
            refuse(f"Cannot listen on {host}:{port}: {error.strerror}.")
        with server:
            typer.echo(f"http://{host}:{server.server_port}/healthz", err=True)
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                typer.echo("Ended.", err=True)


@contextmanager
def _installation(database: str | None) -> Iterator["Installation"]:
    from mapping.operations.health import Installation  # noqa: PLC0415 - keeps --help fast
    from mapping.storage.store import Store, data_folder  # noqa: PLC0415 - the same

    installation = Installation(data_folder(), lambda: Store.open(database=database))
    try:
        yield installation
    finally:
        installation.close()
