"""The dataset: giving it away, as map data and as labelled photos, and counting it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mapping.commands.console import Database, Output, local, open_store, refuse, write

__all__ = ["export", "labels", "statistics"]


class _Format(StrEnum):  # mapping.export.Format without its imports; a test compares them
    GEOJSON = "geojson"
    CSV = "csv"
    SPREADSHEET = "spreadsheet"
    KML = "kml"
    OSMCHANGE = "osmchange"
    MAPROULETTE = "maproulette"


class _Status(StrEnum):  # the same for mapping.review.proposal.State
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


def export(
    output_format: Annotated[_Format, typer.Option("--format", help="Of the file.")],
    status: Annotated[
        _Status, typer.Option(help="Which proposals; only accepted ones are map data.")
    ] = _Status.ACCEPTED,
    output: Output = None,
    licence: Annotated[
        str, typer.Option(envvar="OSMATRAC_LICENCE", help="SPDX identifier of the data's licence.")
    ] = "ODbL-1.0",
    database: Database = None,
) -> None:
    """Export cameras with their OpenStreetMap tags; nothing about people goes along.

    Nothing is uploaded anywhere: docs/exports.md says which tool takes which format.
    """
    from mapping.export import FILES, FORMATS, Format, Licence  # noqa: PLC0415 - keeps --help fast
    from mapping.review.proposal import State  # noqa: PLC0415 - the same
    from mapping.storage.selection import Order, Selection  # noqa: PLC0415 - the same

    if output_format is _Format.OSMCHANGE and status is not _Status.ACCEPTED:
        refuse("Only accepted cameras can become an OsmChange file: it is made to be uploaded.")
    chosen = Selection(states=(State(status),), order=Order.ID)
    kind = Format(output_format)
    with open_store(database) as store:
        write(
            FORMATS[kind](store.exported(chosen, who=local()), Licence(identifier=licence)), output
        )
        typer.echo(f"Cameras: {store.count(chosen)}", err=True)
        if FILES[kind].needs_place:
            exported = store.exported(chosen, who=local())
            placeless = sum(proposal.standing.camera_position is None for proposal in exported)
            typer.echo(f"Left out, since their place is unknown: {placeless}", err=True)


def labels(
    output: Annotated[Path, typer.Option(help="Folder of the new dataset.")],
    database: Database = None,
) -> None:
    """Write the reviewed photos with their accepted boxes, to measure and train models on.

    A YOLO folder. Cameras that the detector did not propose have no box in it.
    """
    from mapping.storage.labelled_photos import write_labelled_photos  # noqa: PLC0415 - the same

    with open_store(database) as store:
        try:
            done = write_labelled_photos(store, output, who=local())
        except OSError as error:
            refuse(f"Cannot write {output}: {error.strerror}.")
    typer.echo(
        f"{done.photos} photos with {done.boxes} cameras written. Left out: {done.undecided} with "
        f"something undecided, {done.not_kept} no longer kept."
    )


def statistics(output: Output = None, database: Database = None) -> None:
    """Count photos, proposals and cameras by state, housing and day (JSON)."""
    import json  # noqa: PLC0415 - keeps --help fast

    from mapping.storage.statistics import count  # noqa: PLC0415 - the same

    with open_store(database) as store:
        write(iter([json.dumps(count(store).to_json(), indent=2) + "\n"]), output)
