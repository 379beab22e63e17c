"""The command line: python -m mapping.

Each command imports what it needs when it runs, so that `--help` answers at once.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from mapping.storage.store import Store

app = typer.Typer(
    help="Place cameras on the map, review them, and give the data away.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_ROOT = Path(__file__).resolve().parent.parent

Database = Annotated[
    str | None,
    typer.Option(
        envvar="DATABASE_URL",
        help="Database URL, or the path of an SQLite file. "
        "Default: osmatrac.db in the folder that OSMATRAC_DATA names, or in data.",
    ),
]
Output = Annotated[Path | None, typer.Option(help="Write to this file, not to standard output.")]


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


@app.callback()
def _commands() -> None:
    """Place cameras on the map, review them, and give the data away."""


@app.command()
def propose(
    scan: Annotated[Path, typer.Argument(help="Scan records, made by: python -m detection scan")],
    database: Database = None,
) -> None:
    """Take scan records into the database and propose their cameras for review.

    Photos that are known already are left alone, so doing it twice changes nothing.
    """
    from detection.record import RecordError, read_records  # noqa: PLC0415 - keeps --help fast
    from mapping.storage.adoption import adopt  # noqa: PLC0415 - the same

    with _store(database) as store:
        try:
            with scan.open(encoding="utf-8") as lines:
                done = adopt(store, read_records(lines))
        except OSError as error:
            _refuse(f"Cannot read {scan}: {error.strerror}.")
        except (RecordError, UnicodeDecodeError) as error:
            _refuse(f"{scan} holds no scan records: {error}")
    typer.echo(f"Photos: {done.new} new, {done.known} known already, {done.failed} failed.")
    typer.echo(f"Proposals: {done.proposals} new, {done.unplaced} of them without a place.")
    if done.unread:
        typer.echo(f"{done.unread} files could not be read when they were scanned.")
    if done.pictureless:
        typer.echo(f"The files of {done.pictureless} photos were not found: review has no picture.")
    if done.receipt:
        typer.echo(f"Receipt: {done.receipt}")


@app.command()
def locate(
    scan: Annotated[Path, typer.Argument(help="Scan records, made by: python -m detection scan")],
    output: Output = None,
) -> None:
    """Add to each detection of scan records where its camera stands (JSON Lines)."""
    from mapping.geometry.located import located_lines  # noqa: PLC0415 - keeps --help fast

    with _scan_lines(scan) as lines:
        _write(located_lines(lines), output)


@app.command("import")
def import_(  # noqa: PLR0913, PLR0917 - each is an option of the command
    file: Annotated[Path, typer.Argument(help=".osm, .osm.pbf, .geojson or .csv")],
    source: Annotated[str, typer.Option(help="Name of the source, such as OpenStreetMap.")],
    licence: Annotated[str, typer.Option(help="SPDX identifier of the data's licence.")],
    origin: Annotated[str, typer.Option(help="Where the data is from: a link, a person.")] = "",
    error_m: Annotated[
        float, typer.Option(min=0.1, help="How well it places cameras (m, 95 %).")
    ] = 8.0,
    column: Annotated[
        list[str] | None, typer.Option(help="FIELD=HEADER for a table; may be repeated.")
    ] = None,
    database: Database = None,
) -> None:
    """Import cameras that are known already; importing them twice changes nothing."""
    from mapping.importing import UnreadableSource, read_cameras  # noqa: PLC0415 - the same
    from mapping.storage.known_store import KnownSource, import_known  # noqa: PLC0415 - the same

    columns = dict(_field_and_header(text) for text in column or ())
    try:
        reading = read_cameras(file, source=source, error_m=error_m, columns=columns)
    except UnreadableSource as error:
        _refuse(str(error))
    named = KnownSource(name=source, origin=origin or file.name, licence=licence)
    with _store(database) as store:
        done = import_known(store, named, reading.cameras)
    typer.echo(
        f"{len(reading.cameras)} cameras read: {done.new} new, {done.changed} changed, "
        f"{done.unchanged} known already. {done.missing} known ones are not in the file."
    )
    for skipped in reading.skipped:
        typer.echo(f"Row {skipped.row} skipped. {skipped.reason}", err=True)
    if reading.skipped:
        typer.echo(f"{len(reading.skipped)} rows skipped.", err=True)


@app.command()
def match(output: Output = None, database: Database = None) -> None:
    """Hold the proposals that wait for review against all known cameras (JSON Lines)."""
    import json  # noqa: PLC0415 - keeps --help fast
    from collections import Counter  # noqa: PLC0415 - the same

    from mapping.storage.stored_matches import match_stored  # noqa: PLC0415 - the same

    kinds = Counter[str]()
    with _store(database) as store:
        found = list(match_stored(store))
        kinds.update(each.match.kind.value for each in found)
        _write((json.dumps(each.to_json(), ensure_ascii=False) + "\n" for each in found), output)
    typer.echo(", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())), err=True)


@app.command()
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
        _refuse("Only accepted cameras can become an OsmChange file: it is made to be uploaded.")
    chosen = Selection(states=(State(status),), order=Order.ID)
    kind = Format(output_format)
    with _store(database) as store:
        _write(FORMATS[kind](store.proposals(chosen), Licence(identifier=licence)), output)
        typer.echo(f"Cameras: {store.count(chosen)}", err=True)
        if FILES[kind].needs_place:
            placeless = sum(p.standing.camera_position is None for p in store.proposals(chosen))
            typer.echo(f"Left out, since their place is unknown: {placeless}", err=True)


@app.command()
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
        _refuse(f"Cannot read {official}: {error.strerror}.")
    except OfficialListError as error:
        _refuse(f"{official}: {error}")
    for problem in listed.problems:
        typer.echo(f"Line {problem.line}: {problem.message}", err=True)
    with _store(database) as store:
        found = held_against(listed.places, released(store.cameras()), radius_m=radius)
    _write(iter([json.dumps(found.to_json(), ensure_ascii=False, indent=2) + "\n"]), output)
    typer.echo(
        f"Listed places: {len(found.findings)}, with a camera within {radius:g} m:"
        f" {len(found.on_both)}, without: {len(found.only_on_list)}.\n"
        f"Cameras: {found.camera_count}, at no listed place: {len(found.only_on_street)}.\n"
        "A place where nobody has mapped a camera is not a place without one.",
        err=True,
    )


@app.command()
def statistics(output: Output = None, database: Database = None) -> None:
    """Count photos, proposals and cameras by state, housing and day (JSON)."""
    import json  # noqa: PLC0415 - keeps --help fast

    from mapping.storage.statistics import count  # noqa: PLC0415 - the same

    with _store(database) as store:
        _write(iter([json.dumps(count(store).to_json(), indent=2) + "\n"]), output)


@app.command()
def basemap(
    file: Annotated[Path, typer.Argument(help="Extract of OpenStreetMap, .osm.pbf")],
    output: Annotated[
        Path, typer.Option(help="Folder to build; the app looks in the default.")
    ] = _ROOT / "static" / "basemap",
    threads: Annotated[int, typer.Option(min=0, help="0 means all.")] = 0,
) -> None:
    """Build streets, buildings and names for the app's maps, so that no tile server is asked."""
    from mapping.basemap import BasemapError, build  # noqa: PLC0415 - keeps --help fast

    typer.echo(f"Building {output} …", err=True)
    try:
        built = build(file, output, threads=threads)
    except BasemapError as error:
        _refuse(str(error))
    west, south, east, north = built.bounds
    typer.echo(
        f"{built.tiles} tiles, {built.size / 1e6:.1f} MB, "
        f"from {south:.4f}, {west:.4f} to {north:.4f}, {east:.4f}"
    )


@contextmanager
def _scan_lines(scan: Path) -> Iterator[Iterator[str]]:
    from detection.record import RecordError  # noqa: PLC0415 - keeps --help fast

    try:
        with scan.open(encoding="utf-8") as lines:
            yield lines
    except OSError as error:
        _refuse(f"Cannot read {scan}: {error.strerror}.")
    except (RecordError, UnicodeDecodeError) as error:
        _refuse(f"{scan} holds no scan records: {error}")


def _field_and_header(text: str) -> tuple[str, str]:
    field, equals, header = text.partition("=")
    if not equals:
        _refuse(f"--column takes FIELD=HEADER, such as latitude=Sirina; got {text}.")
    return field.strip(), header.strip()


@contextmanager
def _store(database: str | None) -> Iterator["Store"]:
    from mapping.storage.database import DatabaseError  # noqa: PLC0415 - keeps --help fast
    from mapping.storage.store import Store  # noqa: PLC0415 - the same

    try:
        store = Store.open(database=database)
    except DatabaseError as error:
        _refuse(str(error))
    try:
        yield store
    finally:
        store.close()


def _write(pieces: Iterator[str], output: Path | None) -> None:
    if output is None:
        for piece in pieces:
            sys.stdout.write(piece)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
    except OSError as error:
        _refuse(f"Cannot write {output}: {error.strerror}.")


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


if __name__ == "__main__":
    app(prog_name="python -m mapping")
