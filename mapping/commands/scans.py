"""Scan records: into the database, or with positions back out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from mapping.commands.console import Database, Output, local, open_store, refuse, write

__all__ = ["locate", "propose"]


def propose(
    scan: Annotated[Path, typer.Argument(help="Scan records, made by: python -m detection scan")],
    database: Database = None,
) -> None:
    """Take scan records into the database and propose their cameras for review.

    Photos that are known already are left alone, so doing it twice changes nothing.
    """
    from detection.record import RecordError, read_records  # noqa: PLC0415 - keeps --help fast
    from mapping.storage.adoption import adopt  # noqa: PLC0415 - the same

    with open_store(database) as store:
        try:
            with scan.open(encoding="utf-8") as lines:
                done = adopt(store, read_records(lines), who=local())
        except OSError as error:
            refuse(f"Cannot read {scan}: {error.strerror}.")
        except (RecordError, UnicodeDecodeError) as error:
            refuse(f"{scan} holds no scan records: {error}")
    typer.echo(f"Photos: {done.new} new, {done.known} known already, {done.failed} failed.")
    typer.echo(f"Proposals: {done.proposals} new, {done.unplaced} of them without a place.")
    if done.unread:
        typer.echo(f"{done.unread} files could not be read when they were scanned.")
    if done.pictureless:
        typer.echo(f"The files of {done.pictureless} photos were not found: review has no picture.")
    if done.receipt:
        typer.echo(f"Receipt: {done.receipt}")


def locate(
    scan: Annotated[Path, typer.Argument(help="Scan records, made by: python -m detection scan")],
    output: Output = None,
) -> None:
    """Add to each detection of scan records where its camera stands (JSON Lines)."""
    from mapping.geometry.located import located_lines  # noqa: PLC0415 - keeps --help fast

    with _scan_lines(scan) as lines:
        write(located_lines(lines), output)


@contextmanager
def _scan_lines(scan: Path) -> Iterator[Iterator[str]]:
    from detection.record import RecordError  # noqa: PLC0415 - keeps --help fast

    try:
        with scan.open(encoding="utf-8") as lines:
            yield lines
    except OSError as error:
        refuse(f"Cannot read {scan}: {error.strerror}.")
    except (RecordError, UnicodeDecodeError) as error:
        refuse(f"{scan} holds no scan records: {error}")
