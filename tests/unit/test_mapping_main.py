import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mapping import __main__ as command_line
from mapping.access.person import LOCAL
from mapping.commands import dataset
from mapping.export import Format
from mapping.review.proposal import State
from mapping.review.verdict import Accept, Pin
from mapping.storage.labelled_photos import Layout
from mapping.storage.store import Store
from tests.mapping_builders import ANA, a_record

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("OSMATRAC_LICENCE", raising=False)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.jsonl"
    records = [a_record(), a_record(b"another photo", location=None)]
    path.write_text("".join(json.dumps(record.to_json()) + "\n" for record in records))
    return path


def run(*arguments: str | Path, status: int = 0) -> str:
    result = RUN.invoke(command_line.app, list(map(str, arguments)))
    assert result.exit_code == status, result.output
    return result.output


def accept_first() -> None:
    store = Store.open()
    proposal = store.next(who=LOCAL)
    assert proposal is not None
    pinned = store.decide(proposal, Pin(latitude=44.81, longitude=20.46), who=ANA)
    store.decide(pinned, Accept(), who=ANA)
    store.close()


def test_propose_takes_scan_records_once(scan: Path) -> None:
    first = run("propose", scan)
    assert "Photos: 2 new, 0 known already, 0 failed." in first
    assert "Proposals: 2 new, 1 of them without a place." in first
    assert "Receipt: " in first
    again = run("propose", scan)
    assert "Photos: 0 new, 2 known already, 0 failed." in again
    assert "Receipt" not in again


def test_export_writes_accepted_cameras_only(scan: Path, tmp_path: Path) -> None:
    run("propose", scan)
    accept_first()
    target = tmp_path / "cameras.geojson"
    assert "Cameras: 1" in run("export", "--format", "geojson", "--output", target)
    (feature,) = json.loads(target.read_text(encoding="utf-8"))["features"]
    assert feature["geometry"]["coordinates"] == [20.46, 44.81]
    run("export", "--format", "csv", "--status", "proposed", "--output", target)
    with target.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["status"], row["latitude"]) == ("proposed", "")


def test_export_goes_to_standard_output_under_the_operators_licence(
    scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSMATRAC_LICENCE", "CC0-1.0")
    run("propose", scan)
    accept_first()
    result = RUN.invoke(command_line.app, ["export", "--format", "geojson"])
    assert json.loads(result.stdout)["licence"] == "CC0-1.0"
    assert "Cameras: 1" in result.stderr


def test_the_same_export_twice_is_the_same_file(scan: Path) -> None:
    run("propose", scan)
    both = [run("export", "--format", "csv", "--status", "proposed") for _ in range(2)]
    assert both[0] == both[1]


@pytest.mark.parametrize("kind", list(Format))
def test_every_format_can_be_asked_for(scan: Path, tmp_path: Path, kind: Format) -> None:
    run("propose", scan)
    accept_first()
    target = tmp_path / "file"
    assert "Cameras: 1" in run("export", "--format", kind, "--output", target)
    assert "44" in target.read_text(encoding="utf-8")


def test_an_osmchange_file_holds_nothing_that_nobody_accepted(scan: Path) -> None:
    run("propose", scan)
    for status in ("proposed", "rejected"):
        refusal = run("export", "--format", "osmchange", "--status", status, status=2)
        assert "Only accepted cameras" in refusal


def test_what_is_left_out_for_want_of_a_place_is_told(scan: Path) -> None:
    run("propose", scan)
    told = run("export", "--format", "maproulette", "--status", "proposed")
    assert told.count('"FeatureCollection"') == 0
    assert "Left out, since their place is unknown: 2" in told
    assert "Left out" not in run("export", "--format", "geojson", "--status", "proposed")


def test_compare_holds_a_list_against_the_accepted_cameras(scan: Path, tmp_path: Path) -> None:
    run("propose", scan)
    accept_first()
    official, report = tmp_path / "list.csv", tmp_path / "report.json"
    official.write_text(
        "naziv;širina;dužina;broj\nOvde;44,8101;20,46;2\nTamo;44,82;20,46;1\nNigde;;;1\n",
        encoding="utf-8",
    )
    told = run("compare", official, "--output", report)
    assert "Line 4: Nigde has no coordinates" in told
    assert "Listed places: 2, with a camera within 50 m: 1, without: 1." in told
    found = json.loads(report.read_text(encoding="utf-8"))
    assert [place["name"] for place in found["on_both"]] == ["Ovde"]
    assert [place["name"] for place in found["only_on_list"]] == ["Tamo"]
    result = RUN.invoke(command_line.app, ["compare", str(official), "--radius", "5"])
    assert json.loads(result.stdout)["cameras"]["only_on_street"] == 1
    assert "Cannot read" in run("compare", tmp_path / "nothing.csv", status=2)
    official.write_text("a,b\n1,2\n")
    assert "No column tells where the places are" in run("compare", official, status=2)


def test_statistics_are_json(scan: Path) -> None:
    run("propose", scan)
    counted = json.loads(run("statistics"))
    assert counted["proposals"] == {"proposed": 2, "accepted": 0, "rejected": 0}


def test_statistics_count_by_area(scan: Path, tmp_path: Path) -> None:
    run("propose", scan)
    accept_first()
    areas = tmp_path / "areas.geojson"
    corners = [[20.4, 44.8], [20.5, 44.8], [20.5, 44.9], [20.4, 44.9], [20.4, 44.8]]
    polygon = {"type": "Polygon", "coordinates": [corners]}
    feature = {"type": "Feature", "properties": {"name": "Врачар"}, "geometry": polygon}
    areas.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    counted = json.loads(run("statistics", "--areas", areas))["cameras_by_area"]
    assert counted["areas"] == {"Врачар": {"bullet": 1}}
    assert counted["outside_of_all_areas"] == {}
    areas.write_text("{}")
    assert "expected a FeatureCollection" in run("statistics", "--areas", areas, status=2)


def test_another_database_can_be_named(scan: Path, tmp_path: Path) -> None:
    run("propose", scan, "--database", tmp_path / "other.db")
    assert json.loads(run("statistics"))["proposals"]["proposed"] == 0
    url = f"sqlite:///{tmp_path}/other.db"
    assert json.loads(run("statistics", "--database", url))["proposals"]["proposed"] == 2


def test_wrong_usage_is_answered_in_words_with_status_2(tmp_path: Path) -> None:
    assert "Cannot read" in run("propose", tmp_path / "nothing.jsonl", status=2)
    (tmp_path / "bad.jsonl").write_text('{"photo": 1}\n')
    output = run("propose", tmp_path / "bad.jsonl", status=2)
    assert "holds no scan records: line 1: photo: expected text" in output
    (tmp_path / "bad.jsonl").write_bytes(b"\xff\xfe\x00")
    assert "holds no scan records" in run("propose", tmp_path / "bad.jsonl", status=2)
    assert "address" in run("statistics", "--database", "nosuch://x", status=2)
    nowhere = tmp_path / "no" / "folder.csv"
    assert "Cannot write" in run("export", "--format", "csv", "--output", nowhere, status=2)
    run("export", "--format", "shapefile", status=2)
    run(status=2)


def test_the_choices_are_those_of_the_modules_behind() -> None:
    assert [kind.value for kind in dataset._Format] == [*Format, *Layout]
    assert [state.value for state in dataset._Status] == [state.value for state in State]


def test_help_needs_none_of_the_heavy_modules() -> None:
    code = (
        "import sys\n"
        "from mapping.__main__ import app\n"
        "app(['--help'], standalone_mode=False)\n"
        "heavy = {'sqlalchemy', 'alembic', 'numpy', 'PIL', 'pyproj', 'scipy'}\n"
        "sys.exit(f'imported {heavy & sys.modules.keys()}' if heavy & sys.modules.keys() else 0)\n"
    )
    started = time.monotonic()
    done = subprocess.run(  # noqa: PLW1510 - the status is the assertion
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "propose" in done.stdout
    assert time.monotonic() - started < 5  # half a second where nothing else runs
