"""The command line: python -m detection."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer

from detection.record import ScanRecord, write_record

app = typer.Typer(
    help="Find camera housings in photos.", no_args_is_help=True, pretty_exceptions_enable=False
)


_RAY_WORKERS = 2


class Engine(StrEnum):
    """What runs a scan."""

    LOCAL = "local"
    RAY = "ray"


@app.callback()
def _commands() -> None:
    """Find camera housings in photos."""


@app.command()
def scan(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Photos, or folders to search for photos. With --engine ray also patterns "
            "(quoted) and addresses of object storage."
        ),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            help="Write the records here instead of standard output. With --engine ray a folder "
            "or address for Parquet files; named again, it is gone on with."
        ),
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="A model of models/registry.toml, or an .onnx or .pt file.")
    ] = None,
    confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Leave out boxes below this. Default: the model's own."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=4096,
            help="Photos that are scanned at a time; processes with --engine ray. "
            "Default: one a core, with --engine ray two.",
        ),
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="ray is for archives and clusters: see docs/bulk.md.")
    ] = Engine.LOCAL,
    cluster: Annotated[
        str | None, typer.Option(help="Address of a running Ray cluster. Default: this machine.")
    ] = None,
    photos_a_task: Annotated[
        int, typer.Option(min=1, help="With ray: photos a file, which a worker takes at a time.")
    ] = 32,
) -> None:
    """Scan photos and write one JSON object a photo (JSON Lines), in the order given.

    Exit status 0: every photo was read. 1: some failed; they are in the output with their
    reason. 2: wrong usage.
    """
    started = time.monotonic()
    if engine is Engine.RAY:
        photos, cameras, failed = _scan_on_ray(
            paths,
            output,
            model,
            confidence=confidence,
            workers=workers or _RAY_WORKERS,
            photos_a_task=photos_a_task,
            cluster=cluster,
        )
    else:
        photos, cameras, failed = _scan_here(
            list(map(Path, paths)),
            None if output is None else Path(output),
            model,
            confidence=confidence,
            workers=workers or _cores(),
        )
    seconds = time.monotonic() - started
    typer.echo(f"{photos} photos, {cameras} cameras, {failed} failed, {seconds:.1f} s", err=True)
    raise typer.Exit(1 if failed else 0)


@app.command()
def records(
    folder: Annotated[str, typer.Argument(help="What scan --engine ray wrote.")],
    output: Annotated[
        Path | None, typer.Option(help="Write the records here instead of standard output.")
    ] = None,
) -> None:
    """Write the records of an archive as JSON Lines, as the local engine would have."""
    from detection.bulk.parts import Parts  # noqa: PLC0415 - keeps --help fast

    with _stream(output) as stream:
        for line in Parts(folder).lines():
            stream.write(line)


def _scan_here(
    paths: list[Path],
    output: Path | None,
    model: str | None,
    *,
    confidence: float | None,
    workers: int,
) -> tuple[int, int, int]:
    """Scan in this process; give photos, cameras, failed photos."""
    from detection import registry  # noqa: PLC0415 - keeps --help fast
    from detection import scan as scanning  # noqa: PLC0415 - the same
    from detection.guarded_photo import GuardedReader  # noqa: PLC0415 - the same

    try:
        files = scanning.find_photos(paths)
        if not files:
            _refuse(f"No photos found in {', '.join(map(str, paths))}.")
        # as many photos at once as cores, each on one: quicker than one after the other on all
        threads = 1 if workers >= _cores() else 0
        detector = registry.load(registry.find(model), threads=threads)
    except (FileNotFoundError, registry.ModelError) as error:
        _refuse(str(error))
    with _stream(output) as stream, GuardedReader(processes=workers) as reader:
        scanned = scanning.scan(
            files, detector, confidence=confidence, workers=workers, read=reader.read
        )
        return len(files), *_write(scanned, stream, total=len(files))


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _scan_on_ray(  # noqa: PLR0913 - one parameter an option
    places: list[str],
    output: str | None,
    model: str | None,
    *,
    confidence: float | None,
    workers: int,
    photos_a_task: int,
    cluster: str | None,
) -> tuple[int, int, int]:
    """Scan on a cluster; give photos, cameras, failed photos of the whole archive."""
    if output is None:
        _refuse("--engine ray writes Parquet files: name a folder with --output.")
    try:
        from detection.bulk.command import BulkError, scan_archive  # noqa: PLC0415 - the same
        from detection.bulk.ray_engine import BulkScan  # noqa: PLC0415 - the same
    except ModuleNotFoundError as error:
        _refuse(f"{error.name} is not installed: pip install -r requirements-ray.txt")
    from detection.registry import ModelError  # noqa: PLC0415 - the same

    order = BulkScan(
        folder=str(Path.cwd()),
        output=_from_anywhere(output),
        model=_from_anywhere(model) if model and Path(model).is_file() else model,
        confidence=confidence,
        workers=workers,
        photos_a_task=photos_a_task,
    )
    try:
        return scan_archive(places, order, cluster=cluster)
    except (BulkError, FileNotFoundError, ModelError) as error:
        _refuse(str(error))


def _from_anywhere(path_or_address: str) -> str:
    """Name a file so that a process with another working folder finds it too."""
    return path_or_address if "://" in path_or_address else str(Path(path_or_address).absolute())


def _write(scanned: Iterator[ScanRecord], stream: TextIO, total: int) -> tuple[int, int]:
    """Write the records with progress on standard error; give cameras found, photos failed."""
    from rich.console import Console  # noqa: PLC0415 - keeps --help fast
    from rich.progress import track  # noqa: PLC0415 - the same

    cameras = failed = 0
    console = Console(stderr=True)
    for record in track(scanned, "Scanning", total=total, console=console, transient=True):
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
