"""Known cameras in the store, and proposals held against them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from detection.record import Housing
from mapping import __main__ as command_line
from mapping.access.person import LOCAL
from mapping.matching.known import KnownCamera
from mapping.review.verdict import Accept, Pin, Reason, Reject
from mapping.storage import known_store
from mapping.storage.adoption import adopt
from mapping.storage.known_store import (
    Imported,
    KnownSource,
    import_known,
    known_cameras,
    known_sources,
)
from mapping.storage.selection import Area
from mapping.storage.store import Store
from mapping.storage.stored_matches import OWN_SOURCE, match_stored
from tests.mapping_builders import ANA, PHOTOGRAPHER, a_detection, a_record

OSM = KnownSource(name="OpenStreetMap", origin="https://www.openstreetmap.org", licence="ODbL-1.0")


def camera(source_id: str = "node/1", **changes: Any) -> KnownCamera:
    plain = KnownCamera(
        source=OSM.name,
        source_id=source_id,
        latitude=44.81,
        longitude=20.46,
        error_m=8.0,
        tags={"man_made": "surveillance"},
    )
    return replace(plain, **changes)


def test_importing_twice_changes_nothing(store: Store) -> None:
    cameras = [camera("node/1"), camera("node/2", latitude=44.82)]

    assert import_known(store, OSM, cameras, who=LOCAL) == Imported(
        new=2, changed=0, unchanged=0, missing=0
    )
    assert import_known(store, OSM, cameras, who=LOCAL) == Imported(
        new=0, changed=0, unchanged=2, missing=0
    )
    assert list(known_cameras(store, who=LOCAL)) == cameras
    assert known_sources(store, who=LOCAL) == (OSM,)


def test_a_later_import_changes_what_changed_and_keeps_what_is_missing(store: Store) -> None:
    import_known(store, OSM, [camera("node/1"), camera("node/2")], who=LOCAL)
    moved = camera("node/1", tags={"camera:type": "dome"})

    done = import_known(store, OSM, [moved, camera("node/3")], who=LOCAL)

    assert done == Imported(new=1, changed=1, unchanged=0, missing=1)
    assert {known.source_id: known.tags for known in known_cameras(store, who=LOCAL)}[
        "node/1"
    ] == moved.tags
    assert len(list(known_cameras(store, who=LOCAL))) == 3


def test_a_long_import_goes_in_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_store, "_BATCH", 2)
    cameras = [camera(f"node/{at}", latitude=44.8 + at / 1000) for at in range(7)]
    import_known(store, OSM, cameras[:4], who=LOCAL)
    cameras[1] = replace(cameras[1], error_m=2.0)

    done = import_known(store, OSM, iter(cameras[1:]), who=LOCAL)

    assert done == Imported(new=3, changed=1, unchanged=2, missing=1)
    assert list(known_cameras(store, who=LOCAL)) == cameras


def test_known_cameras_of_an_area_are_read_alone(store: Store) -> None:
    places = {"in": 20.46, "east": 20.48, "fiji": 179.99, "samoa": -179.99}
    cameras = [camera(name, longitude=place) for name, place in places.items()]
    import_known(store, OSM, cameras, who=LOCAL)

    def inside(west: float, east: float) -> set[str]:
        area = Area(south=44.8, west=west, north=44.82, east=east)
        return {each.source_id for each in known_cameras(store, who=LOCAL, area=area)}

    assert inside(20.45, 20.47) == {"in"}
    assert inside(179.0, -179.0) == {"fiji", "samoa"}


def test_sources_keep_their_ids_apart_and_their_licences(store: Store) -> None:
    other = KnownSource(name="table", origin="a coordinator", licence="CC-BY-4.0")
    import_known(store, OSM, [camera("1")], who=LOCAL)
    import_known(store, other, [camera("1", source="table")], who=LOCAL)

    assert [known.key for known in known_cameras(store, who=LOCAL)] == [
        ("OpenStreetMap", "1"),
        ("table", "1"),
    ]
    assert known_sources(store, who=LOCAL) == (OSM, other)


def test_a_waiting_proposal_is_held_against_the_sources(store: Store) -> None:
    located = replace(PHOTOGRAPHER, heading_deg=90.0, accuracy_m=2.0)
    adopt(store, [a_record(location=located)], who=LOCAL)
    (proposal,) = store.proposals(who=LOCAL)
    assert proposal.position is not None
    place = {"latitude": proposal.position.latitude, "longitude": proposal.position.longitude}
    import_known(store, OSM, [camera("node/5", **place, tags={"camera:type": "fixed"})], who=LOCAL)

    (found,) = match_stored(store, who=LOCAL)

    assert found.proposals == (proposal.id,)
    assert found.match.camera is not None
    assert found.match.camera.key == ("OpenStreetMap", "node/5")
    written = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert written["camera"] == {"source": "OpenStreetMap", "id": "node/5"}
    assert written["rejected"] is None


def test_photos_of_one_upload_that_agree_are_matched_as_one_camera(store: Store) -> None:
    located = replace(PHOTOGRAPHER, heading_deg=90.0, accuracy_m=3.0)
    records = [a_record(f"photo {n}".encode(), location=located) for n in range(5)]
    adopt(store, records, who=LOCAL)

    (found,) = match_stored(store, who=LOCAL)

    assert len(found.proposals) == 5
    assert len(found.match.observation.photos) == 5
    assert len(list(store.proposals(who=LOCAL))) == 1


def test_an_accepted_camera_is_known_from_then_on(store: Store) -> None:
    located = replace(PHOTOGRAPHER, heading_deg=90.0, accuracy_m=3.0)
    adopt(store, [a_record(b"one", location=located)], who=LOCAL)
    (first,) = store.proposals(who=LOCAL)
    assert first.position is not None
    pin = Pin(latitude=first.position.latitude, longitude=first.position.longitude)
    pinned = store.decide(first, pin, who=ANA)
    store.decide(pinned, Accept(), who=ANA)
    adopt(store, [a_record(b"two", location=located)], who=LOCAL)

    (found,) = match_stored(store, who=LOCAL)

    assert found.match.camera is not None
    assert found.match.camera.key == (OWN_SOURCE, first.id)


def test_what_was_rejected_is_shown_as_such_when_it_comes_back(store: Store) -> None:
    located = replace(PHOTOGRAPHER, heading_deg=90.0, accuracy_m=3.0)
    adopt(store, [a_record(b"one", location=located)], who=LOCAL)
    (first,) = store.proposals(who=LOCAL)
    store.decide(first, Reject(reason=next(iter(Reason))), who=ANA)
    adopt(store, [a_record(b"two", location=located)], who=LOCAL)

    (found,) = match_stored(store, who=LOCAL)

    assert found.rejected == first.id


def test_two_cameras_in_one_photo_stay_two(store: Store) -> None:
    located = replace(PHOTOGRAPHER, heading_deg=90.0)
    twins = (a_detection(), a_detection(box=(150.0, 50.0, 190.0, 90.0), housing=Housing.DOME))
    adopt(store, [a_record(location=located, detections=twins)], who=LOCAL)

    assert [len(found.proposals) for found in match_stored(store, who=LOCAL)] == [1, 1]


RUN = CliRunner()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def test_the_commands_import_and_match(folder: Path) -> None:
    table = folder / "cameras.csv"
    table.write_text("Šifra;Širina;Dužina\nA;44,8;20,4\nB;97;20,4\n", encoding="utf-8")
    scan = folder / "scan.jsonl"
    scan.write_text(json.dumps(a_record().to_json()) + "\n")
    arguments = ["import", str(table), "--source", "table", "--licence", "CC0-1.0"]

    first, second = (RUN.invoke(command_line.app, arguments) for _ in range(2))
    RUN.invoke(command_line.app, ["propose", str(scan)])
    matched = RUN.invoke(command_line.app, ["match"])

    assert "1 cameras read: 1 new, 0 changed, 0 known already." in first.output
    assert "Row 3 skipped. Impossible location: 97, 20,4." in first.output
    assert "0 new, 0 changed, 1 known already." in second.output
    assert matched.exit_code == 0
    assert json.loads(matched.stdout)["match"] == "new"
    assert "1 new" in matched.stderr


def test_the_import_command_refuses_what_it_cannot_read(folder: Path) -> None:
    table = folder / "cameras.csv"
    table.write_text("a;b\n")
    arguments = ["import", str(table), "--source", "table", "--licence", "CC0-1.0"]

    refused = RUN.invoke(command_line.app, arguments)
    misused = RUN.invoke(command_line.app, [*arguments, "--column", "latitude"])

    assert refused.exit_code == misused.exit_code == 2
    assert "No columns for latitude and longitude found; the table has a, b." in refused.output
    assert "--column takes FIELD=HEADER" in misused.output


def test_locate_gives_the_records_back_with_positions(folder: Path) -> None:
    scan, output = folder / "scan.jsonl", folder / "located.jsonl"
    records = [a_record(), a_record(b"nowhere", location=None)]
    scan.write_text("".join(json.dumps(record.to_json()) + "\n" for record in records))

    done = RUN.invoke(command_line.app, ["locate", str(scan), "--output", str(output)])

    assert done.exit_code == 0, done.output
    located, nowhere = map(json.loads, output.read_text().splitlines())
    position = located["detections"][0].pop("position")
    assert set(position) == {
        "latitude",
        "longitude",
        "semi_major_m",
        "semi_minor_m",
        "orientation_deg",
        "bearing_deg",
        "distance_m",
    }
    assert located == json.loads(json.dumps(records[0].to_json()))
    assert nowhere["detections"][0]["position"] is None


@pytest.mark.parametrize(
    "text", ["{", '{"photo": "a", "sha256": "b", "location": {"latitude": 97}}']
)
def test_locate_names_the_line_that_it_cannot_read(folder: Path, text: str) -> None:
    scan = folder / "scan.jsonl"
    scan.write_text(text + "\n")

    refused = RUN.invoke(command_line.app, ["locate", str(scan)])

    assert refused.exit_code == 2
    assert "line 1" in refused.output
