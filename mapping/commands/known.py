"""What others have mapped: importing it, and holding what is here against it."""

from pathlib import Path
from typing import Annotated

import typer

from mapping.commands.console import Database, Output, local, open_store, refuse, write

__all__ = ["compare", "import_", "match"]


def import_(  # noqa: PLR0913, PLR0917 - each is an option of the command
    file: Annotated[Path, typer.Argument(help=".osm, .osm.pbf, .geojson or .csv")],
    source: Annotated[str, typer.Option(help="Name of the source, such as OpenStreetMap.")],
    licence: Annotated[str, typer.Option(help="SPDX identifier of the data's licence.")],
    origin: Annotated[str, typer.Option(help="Where the data is from: a link, a person.")] = "",
    error_m: Annotated[
        float, typer.Option(min=0.1, help="How well it places cameras (m, 95%).")
    ] = 8.0,
    column: Annotated[
        list[str] | None, typer.Option(help="FIELD=HEADER for a table; may be repeated.")
    ] = None,
    database: Database = None,
) -> None:
    """Import cameras that are known already; importing them twice changes nothing."""
    from mapping.importing import UnreadableSource, read_cameras  # noqa: PLC0415 - keeps --help fast
    from mapping.storage.known_store import KnownSource, import_known  # noqa: PLC0415 - the same

    columns = dict(_field_and_header(text) for text in column or ())
    try:
        reading = read_cameras(file, source=source, error_m=error_m, columns=columns)
    except UnreadableSource as error:
        refuse(str(error))
    named = KnownSource(name=source, origin=origin or file.name, licence=licence)
    with open_store(database) as store:
        done = import_known(store, named, reading.cameras, who=local())
    typer.echo(
        f"{len(reading.cameras)} cameras read: {done.new} new, {done.changed} changed, "
        f"{done.unchanged} known already. {done.missing} known ones are not in the file."
    )
    for skipped in reading.skipped:
        typer.echo(f"Row {skipped.row} skipped. {skipped.reason}", err=True)
    if reading.skipped:
        typer.echo(f"{len(reading.skipped)} rows skipped.", err=True)


def match(output: Output = None, database: Database = None) -> None:
    """Hold the proposals that wait for review against all known cameras (JSON Lines)."""
    import json  # noqa: PLC0415 - keeps --help fast
    from collections import Counter  # noqa: PLC0415 - the same

    from mapping.storage.stored_matches import match_stored  # noqa: PLC0415 - the same

    kinds = Counter[str]()
    with open_store(database) as store:
        found = list(match_stored(store, who=local()))
        kinds.update(each.match.kind.value for each in found)
        write((json.dumps(each.to_json(), ensure_ascii=False) + "\n" for each in found), output)
    typer.echo(", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())), err=True)


def compare(
    official: Annotated[Path, typer.Argument(help="CSV file with latitude and longitude.")],
    radius: Annotated[
        float, typer.Option(min=0.1, help="How near a camera must stand to a place, in metres.")
    ] = 50.0,
    output: Output = None,
    database: Database = None,
) -> None:
    """Compare an official list of camera places with the accepted cameras (JSON)."""
    import json  # noqa: PLC0415 - keeps --help fast

    from mapping.export.camera import released  # noqa: PLC0415 - the same
    from mapping.matching.official_list import compare as held_against  # noqa: PLC0415 - the same
    from mapping.matching.official_list_file import (  # noqa: PLC0415 - the same
        OfficialListError,
        read_official_list,
    )

    try:
        listed = read_official_list(official.read_bytes())
    except OSError as error:
        refuse(f"Cannot read {official}: {error.strerror}.")
    except OfficialListError as error:
        refuse(f"{official}: {error}")
    for problem in listed.problems:
        typer.echo(f"Line {problem.line}: {problem.message}", err=True)
    with open_store(database) as store:
        found = held_against(listed.places, released(store.cameras()), radius_m=radius)
    write(iter([json.dumps(found.to_json(), ensure_ascii=False, indent=2) + "\n"]), output)
    typer.echo(
        f"Listed places: {len(found.findings)}, with a camera within {radius:g} m:"
        f" {len(found.on_both)}, without: {len(found.only_on_list)}.\n"
        f"Cameras: {found.camera_count}, at no listed place: {len(found.only_on_street)}.\n"
        "A place where nobody has mapped a camera is not a place without one.",
        err=True,
    )


def _field_and_header(text: str) -> tuple[str, str]:
    field, equals, header = text.partition("=")
    if not equals:
        refuse(f"--column takes FIELD=HEADER, such as latitude=Sirina; got {text}.")
    return field.strip(), header.strip()
