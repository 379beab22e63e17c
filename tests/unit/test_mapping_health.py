"""Health and metrics, as an operator's scraper and a container's health check see them."""

import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from detection.record import Problem, ScanRecord
from detection.registry import Model, ModelError
from mapping.__main__ import app
from mapping.operations import health as healths
from mapping.operations.health import Installation, Part
from mapping.operations.metrics import metrics_text
from mapping.operations.queue_state import read_queue
from mapping.operations.status_server import StatusServer
from mapping.storage.database import UnavailableError
from mapping.storage.intake import Intake
from mapping.storage.store import Store
from mapping.storage.worker_register import WorkerRegister
from tests.mapping_builders import PHOTO, a_record


def earlier() -> datetime:
    return datetime.now(UTC) - timedelta(hours=2)


def find_model() -> Model:
    return Model(name="m", file=Path("m.onnx"), sha256="0", image_size=640, confidence=0.2)


@pytest.fixture
def installation(store: Store, tmp_path: Path) -> Installation:
    return Installation(tmp_path, lambda: store, find_model)


def message(installation: Installation, part: Part) -> tuple[bool, str]:
    (found,) = (each for each in installation.examine().findings if each.part is part)
    return found.fine, found.message


def test_an_empty_installation_is_fine(installation: Installation) -> None:
    found = installation.examine()
    assert found.fine, found
    assert [finding.part for finding in found.findings] == list(Part)
    assert found.to_json()["parts"]["worker"]["message"] == "Nothing waits for a worker."


def test_a_photo_that_nobody_takes_shows_that_no_worker_runs(
    installation: Installation, store: Store
) -> None:
    Intake(store, clock=earlier).receive([PHOTO])
    fine, told = message(installation, Part.WORKER)
    assert not fine
    assert re.fullmatch(r"A photo has waited for 12\d minutes and no worker takes one\.", told)
    Intake(store).claim()
    assert message(installation, Part.WORKER) == (True, "Nothing waits for a worker.")


def test_a_long_queue_is_fine_while_somebody_works(
    installation: Installation, store: Store
) -> None:
    Intake(store, clock=earlier).receive([PHOTO, b"another photo"])
    Intake(store).claim()
    fine, told = message(installation, Part.WORKER)
    assert fine
    assert re.fullmatch(r"2 photos wait, the oldest for 12\d minutes\.", told)


def test_workers_that_are_all_held_up_are_told(installation: Installation, store: Store) -> None:
    register = WorkerRegister(store.database)
    held_up, well = register.enter(), register.enter()
    problem = Problem(code="model", message="The detector is missing.")
    register.pulse(held_up, scanned=0, problem=problem)
    assert message(installation, Part.WORKER)[0] is True
    register.leave(well)
    assert message(installation, Part.WORKER) == (False, "The detector is missing.")


def test_a_full_disk_and_a_missing_model_are_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> Model:
        raise ModelError("a.onnx: the model file is missing or unreadable.")

    monkeypatch.setattr(healths, "MIN_FREE_BYTES", 10**18)
    installation = Installation(tmp_path, lambda: store, missing)
    assert not installation.examine().fine
    assert message(installation, Part.DISK)[0] is False
    assert message(installation, Part.MODEL) == (
        False,
        "a.onnx: the model file is missing or unreadable.",
    )
    nowhere = Installation(tmp_path / "nowhere", lambda: store, find_model)
    assert message(nowhere, Part.DISK)[0] is False


def test_a_database_that_is_gone_is_told_and_found_again(tmp_path: Path) -> None:
    (tmp_path / "osmatrac.db").write_text("no database, but a text that is long enough" * 50)
    address = str(tmp_path / "osmatrac.db")
    installation = Installation(
        tmp_path, lambda: Store.open(tmp_path, database=address), find_model
    )
    fine, told = message(installation, Part.DATABASE)
    assert not fine
    assert "cannot be opened" in told
    assert message(installation, Part.WORKER) == (
        False,
        "Unknown while the database does not answer.",
    )
    assert b"osmatrac_queue_length" not in metrics_text(installation.examine())
    (tmp_path / "osmatrac.db").unlink()
    assert message(installation, Part.DATABASE) == (
        True,
        "It answers and can be written (sqlite).",
    )
    installation.close()


def test_a_database_that_is_locked_is_told(
    installation: Installation, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked() -> object:
        raise UnavailableError("The database does not answer: database is locked")

    monkeypatch.setattr(type(store.database), "write", lambda _self: locked())
    assert message(installation, Part.DATABASE) == (
        False,
        "The database does not answer: database is locked",
    )


def scan(content: bytes) -> ScanRecord:
    return a_record(content)


def fail(_content: bytes) -> ScanRecord:
    raise RuntimeError("fell over")


def samples(text: bytes) -> dict[tuple[str, str], float]:
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_metrics_count_what_is_there(installation: Installation, store: Store) -> None:
    intake = Intake(store, clock=earlier)
    intake.receive([PHOTO])
    intake.scan_next(scan)
    intake.receive([b"another photo"])
    intake.scan_next(fail)
    found = samples(metrics_text(installation.examine()))
    assert found["osmatrac_photos", "scanned"] == 1
    assert found["osmatrac_photos", "failed"] == 0
    assert found["osmatrac_photos_received_total", ""] == 2
    assert found["osmatrac_scan_seconds_count", ""] == 1
    assert 0 < found["osmatrac_scan_seconds_sum", ""] < 60
    assert found["osmatrac_queue_length", ""] == 1
    assert found["osmatrac_queue_tried_again", ""] == 1
    assert found["osmatrac_queue_oldest_seconds", ""] == pytest.approx(7200, abs=600)
    assert found["osmatrac_proposals", "proposed"] == 1
    assert found["osmatrac_part_fine", "model"] == 1
    assert found["osmatrac_part_fine", "worker"] == 0
    assert found["osmatrac_disk_free_bytes", ""] > 0


def test_the_queue_is_read_without_a_photo_too(store: Store) -> None:
    queue = read_queue(store.database)
    assert queue.waiting == queue.in_work == 0
    assert queue.oldest_waiting is None
    assert queue.photos == {"received": 0, "scanned": 0, "failed": 0}


@pytest.fixture
def address(store: Store, tmp_path: Path) -> Iterator[str]:
    """A status server."""
    installation = Installation(tmp_path, lambda: store, find_model)
    with StatusServer(installation, host="127.0.0.1", port=0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_health_and_metrics_over_http(address: str, store: Store) -> None:
    with urllib.request.urlopen(f"{address}/healthz") as answer:
        assert json.load(answer)["fine"] is True
    with urllib.request.urlopen(f"{address}/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert samples(answer.read())["osmatrac_part_fine", "database"] == 1
    Intake(store, clock=earlier).receive([PHOTO])
    with pytest.raises(urllib.error.HTTPError, match="503") as refused:
        urllib.request.urlopen(f"{address}/healthz")
    assert json.load(refused.value)["parts"]["worker"]["fine"] is False
    refused.value.close()
    with pytest.raises(urllib.error.HTTPError, match="404") as unknown:
        urllib.request.urlopen(f"{address}/healthz/../etc/passwd")
    unknown.value.close()


def test_the_command_says_what_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = CliRunner().invoke(app, ["health"])
    assert done.exit_code == 0, done.output
    assert "fine  model: " in done.output
    monkeypatch.setattr(healths, "MIN_FREE_BYTES", 10**18)
    assert "NOT FINE  disk" in CliRunner().invoke(app, ["health"]).output
    assert CliRunner().invoke(app, ["health"]).exit_code == 1
