"""Workers in processes of their own, and the photos that they set aside."""

from typing import TYPE_CHECKING, Annotated

import typer

from mapping.commands.console import Database, open_store, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from detection.detector import Detector
    from mapping.storage.worker import Worker

__all__ = ["failures", "retry", "run_worker", "worker"]


def worker(
    database: Database = None,
    model: Annotated[
        str | None, typer.Option(help="A model of models/registry.toml, or an .onnx file.")
    ] = None,
    nice: Annotated[
        int, typer.Option(min=0, max=19, help="Give way to other processes by so much.")
    ] = 0,
    attached: Annotated[
        bool, typer.Option("--attached", help="End when standard input is closed.", hidden=True)
    ] = False,
) -> None:
    """Scan uploaded photos as they come in, until stopped (Ctrl-C or SIGTERM).

    Several may run at once, on this machine or, with PostgreSQL and a shared photo folder, on
    others. Each ends after the photo that it is at; one that is killed loses nothing.
    """
    import os  # noqa: PLC0415 - keeps --help fast

    from detection import registry  # noqa: PLC0415 - the same

    os.nice(nice)
    run_worker(lambda: registry.load(registry.find(model)), database, attached=attached)


def run_worker(
    load: "Callable[[], Detector]", database: str | None = None, *, attached: bool = False
) -> None:
    """Scan with the detector that `load` gives until told to stop; see `worker`."""
    from detection.guarded_photo import GuardedReader  # noqa: PLC0415 - keeps --help fast
    from mapping.operations.logs import set_up_logs  # noqa: PLC0415 - the same
    from mapping.storage.intake import Intake  # noqa: PLC0415 - the same
    from mapping.storage.worker import Worker  # noqa: PLC0415 - the same

    set_up_logs()
    with open_store(database) as store, GuardedReader(remember=True) as reader:
        scanner = Worker(Intake(store, read=reader.read), load, read=reader.read)
        _stop_when_told(scanner, attached=attached)
        scanner.run()


def failures(
    database: Database = None,
    all_reasons: Annotated[
        bool, typer.Option("--all", help="Also photos that are damaged or no photos.")
    ] = False,
) -> None:
    """List the photos that were set aside, with the reason."""
    from mapping.access.person import LOCAL  # noqa: PLC0415 - keeps --help fast
    from mapping.storage.failures import failures as listed  # noqa: PLC0415 - keeps --help fast

    with open_store(database) as store:
        found = listed(store, who=LOCAL, all_reasons=all_reasons)
    for each in found:
        reason = each.reason or each.problem.message
        typer.echo(f"{each.sha256[:16]}  {each.received_at:%Y-%m-%d %H:%M}  {reason}")
    typer.echo(f"{len(found)} photos.", err=True)


def retry(
    photos: Annotated[
        list[str] | None, typer.Argument(help="First digits of the photos' SHA-256. Default: all.")
    ] = None,
    database: Database = None,
) -> None:
    """Let photos that were set aside be scanned again."""
    from mapping.access.person import LOCAL  # noqa: PLC0415 - keeps --help fast
    from mapping.storage.failures import failures as listed  # noqa: PLC0415 - keeps --help fast
    from mapping.storage.failures import retry as again  # noqa: PLC0415 - the same

    with open_store(database) as store:
        names = [each.sha256 for each in listed(store, who=LOCAL, all_reasons=bool(photos))]
        if photos:
            unknown = [part for part in photos if not any(each.startswith(part) for each in names)]
            if unknown:
                refuse(f"No photo that was set aside begins with {', '.join(unknown)}.")
            names = [name for name in names if name.startswith(tuple(photos))]
        count = again(store, names, who=LOCAL)
    typer.echo(f"{count} photos wait for another scan.")


def _stop_when_told(scanner: "Worker", *, attached: bool) -> None:
    """Stop on the signals that ask for it and, attached, when our standard input is closed."""
    import signal  # noqa: PLC0415 - keeps --help fast
    import sys  # noqa: PLC0415 - the same
    import threading  # noqa: PLC0415 - the same

    def stop(*_: object) -> None:
        # Not here: what this thread was doing may hold the lock that stopping needs.
        threading.Thread(target=scanner.stop).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)

    def listen() -> None:
        for _ in sys.stdin.buffer:
            scanner.wake()
        scanner.stop()

    if attached:
        threading.Thread(target=listen, daemon=True).start()
