"""How many cameras are there: what `python -m evaluation wild` reads, from the reviews."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mapping.commands.console import Database, Output, local, open_store, refuse, write

if TYPE_CHECKING:
    from mapping.storage.store import Store

__all__ = ["checked", "reviews", "sample"]


def reviews(output: Output = None, database: Database = None) -> None:
    """Write confidence and decision of each proposed camera (CSV), for: python -m evaluation wild.

    A camera that several photos of an upload show counts once; duplicates are left out.
    """
    with open_store(database) as store:
        write(_reviews(store), output)


def sample(
    output: Annotated[Path, typer.Option(help="Folder of the new dataset.")],
    photos: Annotated[int, typer.Option(min=1, help="How many to draw.")] = 100,
    seed: Annotated[int, typer.Option(help="Of the random numbers.")] = 0,
    database: Database = None,
) -> None:
    """Draw photos at random for a person to search in full: a YOLO folder without boxes."""
    from mapping.storage.checked_sample import write_sample  # noqa: PLC0415 - keeps --help fast

    with open_store(database) as store:
        try:
            done = write_sample(store, output, count=photos, seed=seed, who=local())
        except OSError as error:
            refuse(f"Cannot write {output}: {error.strerror}.")
    typer.echo(f"{done.written} photos written.")
    if done.not_kept:
        typer.echo(
            f"{done.not_kept} of the photos drawn are no longer kept, so the sample is not random: "
            "draw it before the reviews, or keep originals."
        )


def checked(
    folder: Annotated[Path, typer.Argument(help="The sample, with every camera drawn.")],
    output: Output = None,
    database: Database = None,
) -> None:
    """Count the cameras of each searched photo and those proposed (CSV), for `evaluation wild`."""
    from mapping.storage.checked_sample import SampleError, read_checked  # noqa: PLC0415 - as above

    with open_store(database) as store:
        try:
            counts = read_checked(store, folder, who=local())
        except (SampleError, UnicodeDecodeError) as error:
            refuse(str(error))
        except OSError as error:
            refuse(f"Cannot read {folder}: {error.strerror}.")
    write(iter(["cameras,found\n", *(f"{one.cameras},{one.found}\n" for one in counts)]), output)


def _reviews(store: "Store") -> Iterator[str]:
    from mapping.review.proposal import State  # noqa: PLC0415 - keeps --help fast
    from mapping.review.verdict import Reason  # noqa: PLC0415 - the same
    from mapping.storage.selection import Order, Selection  # noqa: PLC0415 - the same

    words = {State.PROPOSED: "open", State.ACCEPTED: "accepted", State.REJECTED: "rejected"}
    yield "confidence,decision\n"
    for proposal in store.proposals(Selection(states=(), order=Order.ID), who=local()):
        if proposal.state is State.REJECTED:
            reasons = [line.reason for line in store.history(proposal.id, who=local())]
            if next(filter(None, reversed(reasons)), None) is Reason.DUPLICATE:
                continue
        yield f"{proposal.detection.confidence:.4f},{words[proposal.state]}\n"
