"""The command line: python -m languages."""

import typer

app = typer.Typer(
    help="Keep the catalogue of translations.", no_args_is_help=True, pretty_exceptions_enable=False
)


@app.callback()
def main() -> None:
    """Keep the catalogue of translations."""


@app.command()
def update() -> None:
    """Bring the catalogue to the sentences of the code, and list what is to be translated."""
    from languages import extraction, faults  # noqa: PLC0415 - keeps --help quick

    extraction.update()
    found = faults.faults()
    for fault in found:
        typer.echo(fault)
    raise typer.Exit(1 if found else 0)


@app.command()
def check() -> None:
    """Say what is wrong with the catalogue, and change nothing."""
    from languages import faults  # noqa: PLC0415 - keeps --help quick

    found = faults.faults()
    for fault in found:
        typer.echo(fault)
    raise typer.Exit(1 if found else 0)


if __name__ == "__main__":
    app()
