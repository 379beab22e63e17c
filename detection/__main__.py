"""The command line: python -m detection."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer

from detection.record import ScanRecord, write_record

app = typer.Typer(
    help="Find camera housings in photos.", no_args_is_help=True, pretty_exceptions_enable=False
)


@app.callback()
def _commands() -> None:
    """Find camera housings in photos."""


@app.command()
def scan(
    paths: Annotated[list[Path], typer.Argument(help="Photos, or folders to search for photos.")],
    output: Annotated[
        Path | None, typer.Option(help="Write the records here instead of standard output.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="A model of models/registry.toml, or an .onnx or .pt file.")
    ] = None,
    confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Leave out boxes below this. Default: the model's own."),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Photos that are read and decoded at a time.")
    ] = 2,
) -> None:
    """Scan photos and write one JSON object a photo (JSON Lines), in the order given.

    Exit status 0: every photo was read. 1: some failed; they are in the output with their
    reason. 2: wrong usage.
    """
    from detection import registry  # noqa: PLC0415 - keeps --help fast
    from detection import scan as scanning  # noqa: PLC0415 - the same
    from detection.guarded_photo import GuardedReader  # noqa: PLC0415 - the same

    try:
        files = scanning.find_photos(paths)
        if not files:
            _refuse(f"No photos found in {', '.join(map(str, paths))}.")
        detector = registry.load(registry.find(model))
    except (FileNotFoundError, registry.ModelError) as error:
        _refuse(str(error))
    started = time.monotonic()
    with _stream(output) as stream, GuardedReader(processes=workers) as reader:
        records = scanning.scan(
            files, detector, confidence=confidence, workers=workers, read=reader.read
        )
        cameras, failed = _write(records, stream, total=len(files))
    seconds = time.monotonic() - started
    summary = f"{len(files)} photos, {cameras} cameras, {failed} failed, {seconds:.1f} s"
    typer.echo(summary, err=True)
    raise typer.Exit(1 if failed else 0)


def _write(records: Iterator[ScanRecord], stream: TextIO, total: int) -> tuple[int, int]:
    """Write the records with progress on standard error; give cameras found, photos failed."""
    from rich.console import Console  # noqa: PLC0415 - keeps --help fast
    from rich.progress import track  # noqa: PLC0415 - the same

    cameras = failed = 0
    console = Console(stderr=True)
    for record in track(records, "Scanning", total=total, console=console, transient=True):
        write_record(record, stream)
        cameras += len(record.detections)
        if record.error:
            failed += 1
            console.print(f"{record.photo}: {record.error.message}", markup=False, soft_wrap=True)
    return cameras, failed


@contextmanager
def _stream(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    try:
        stream = output.open("w", encoding="utf-8")
    except OSError as error:
        _refuse(f"Cannot write {output}: {error.strerror}.")
    with stream:
        yield stream


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


if __name__ == "__main__":
    app(prog_name="python -m detection")
