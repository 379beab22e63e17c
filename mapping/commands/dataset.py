"""The dataset: giving it away, as map data and as labelled photos, and counting it."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mapping.commands.console import Database, Output, local, open_store, refuse, write

if TYPE_CHECKING:
    from mapping.storage.store import Store

__all__ = ["export", "statistics"]


class _Format(StrEnum):  # those of mapping.export and of labelled photos; a test compares them
    GEOJSON = "geojson"
    CSV = "csv"
    SPREADSHEET = "spreadsheet"
    KML = "kml"
    OSMCHANGE = "osmchange"
    MAPROULETTE = "maproulette"
    YOLO = "yolo"
    COCO = "coco"


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

    yolo and coco write a folder of the reviewed photos with their boxes instead, accepted,
    corrected and rejected ones, to measure and train models on.

    Nothing is uploaded anywhere: docs/exports.md says which tool takes which format.
    """
    if output_format in {_Format.YOLO, _Format.COCO}:
        if output is None:
            refuse("A labelled dataset is a folder: name a new one with --output.")
        if status is not _Status.ACCEPTED:
            refuse("A labelled dataset holds every decision: leave --status out.")
        with open_store(database) as store:
            _export_photos(store, output_format, output, licence)
        return
    if output_format is _Format.OSMCHANGE and status is not _Status.ACCEPTED:
        refuse("Only accepted cameras can become an OsmChange file: it is made to be uploaded.")
    with open_store(database) as store:
        _export_cameras(store, output_format, status, output, licence)


def _export_cameras(
    store: "Store", output_format: _Format, status: _Status, output: Path | None, licence: str
) -> None:
    from mapping.export import FILES, FORMATS, Format, Licence  # noqa: PLC0415 - keeps --help fast
    from mapping.review.proposal import State  # noqa: PLC0415 - the same
    from mapping.storage.selection import Order, Selection  # noqa: PLC0415 - the same

    chosen = Selection(states=(State(status),), order=Order.ID)
    kind = Format(output_format)
    write(FORMATS[kind](store.exported(chosen, who=local()), Licence(identifier=licence)), output)
    typer.echo(f"Cameras: {store.count(chosen)}", err=True)
    if FILES[kind].needs_place:
        exported = store.exported(chosen, who=local())
        placeless = sum(proposal.standing.camera_position is None for proposal in exported)
        typer.echo(f"Left out, since their place is unknown: {placeless}", err=True)


def _export_photos(store: "Store", output_format: _Format, folder: Path, licence: str) -> None:
    from mapping.export import Licence  # noqa: PLC0415 - keeps --help fast
    from mapping.storage.labelled_photos import Layout, write_labelled_photos  # noqa: PLC0415

    try:
        done = write_labelled_photos(
            store,
            folder,
            who=local(),
            layout=Layout(output_format),
            licence=Licence(identifier=licence),
        )
    except OSError as error:
        refuse(f"Cannot write {folder}: {error.strerror}.")
    typer.echo(
        f"{done.photos} photos with {done.boxes} cameras and {done.look_alikes} look-alikes "
        f"written; {done.set_aside} boxes set aside. Left out: {done.undecided} with something "
        f"undecided, {done.not_kept} no longer kept.",
        err=True,
    )


def statistics(
    areas: Annotated[
        Path | None,
        typer.Option(
            envvar="OSMATRAC_AREAS",
            help="GeoJSON of named polygons, to count the accepted cameras in each.",
        ),
    ] = None,
    output: Output = None,
    database: Database = None,
) -> None:
    """Count photos, proposals and cameras by state, housing and day, and by area (JSON).

    An area without cameras is one where nobody has mapped any, not one without.
    """
    import json  # noqa: PLC0415 - keeps --help fast

    from mapping.storage.statistics import count  # noqa: PLC0415 - the same

    with open_store(database) as store:
        counted = count(store).to_json()
        if areas is not None:
            counted["cameras_by_area"] = _by_area(store, areas)
    write(iter([json.dumps(counted, indent=2, ensure_ascii=False) + "\n"]), output)


def _by_area(store: "Store", areas: Path) -> dict[str, Any]:
    from mapping.export.camera import released  # noqa: PLC0415 - keeps --help fast
    from mapping.importing.districts import DistrictError, read_districts  # noqa: PLC0415
    from mapping.matching.district import count_by_district  # noqa: PLC0415 - the same

    try:
        districts = read_districts(areas)
    except DistrictError as error:
        refuse(f"{areas}: {error}")
    return count_by_district(released(store.cameras()), districts).to_json()
