"""The grown set-up of deploy/compose.yaml, as plain processes side by side.

Proxy, app without scanning, one worker, status server and PostgreSQL: what goes in through the
proxy ends scanned, and the operator's view, a backup and the logs say what they should.
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE_MS, ROOT, started
from tests.postgresql import Cluster
from tests.proxy import NGINX, running_proxy

pytestmark = pytest.mark.skipif(not NGINX.exists(), reason="scripts/system-packages proxy")

SECRET_NAME = "protest-12-may.jpg"
WAIT_SECONDS = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Topology:
    site: str
    status: str
    data: Path
    logs: tuple[Path, ...]
    environment: dict[str, str]


@pytest.fixture(scope="module")
def topology(postgresql: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    data, logs = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("logs")
    composed = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]
    settings = {
        "DATABASE_URL": postgresql.empty(),
        "OSMATRAC_LOG": composed["app"]["environment"]["OSMATRAC_LOG"],
        "OSMATRAC_WORKERS": composed["app"]["environment"]["OSMATRAC_WORKERS"],
    }
    environment = {**os.environ, **settings, "OSMATRAC_DATA": str(data)}
    worker = composed["worker"]["command"][1:]
    port = ["--port", "0"]
    with (
        started(ROOT, data, settings=settings) as app,
        _process(worker, environment, logs / "worker.log"),
        _process(["-m", "mapping", "serve-status", *port], environment, logs / "status.log"),
        running_proxy(
            urlsplit(app).netloc.replace("localhost", "127.0.0.1"),
            tmp_path_factory.mktemp("proxy"),
        ) as site,
    ):
        yield Topology(
            site=site,
            status=_told_address(logs / "status.log"),
            data=data,
            logs=(data / "server.log", logs / "worker.log", logs / "status.log"),
            environment=environment,
        )


@contextmanager
def _process(
    arguments: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _told_address(log: Path) -> str:
    deadline = time.monotonic() + WAIT_SECONDS
    while not (found := re.search(r"(http://[\d.:]+)/healthz", log.read_text())):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    return found[1]


def _get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_an_upload_through_the_proxy_ends_scanned(
    topology: Topology, browser: Browser, tmp_path: Path
) -> None:
    photo = tmp_path / SECRET_NAME
    photo.write_bytes((ROOT / "samples" / "street-01.jpg").read_bytes())
    context = browser.new_context(ignore_https_errors=True, locale="en-GB")
    context.set_default_timeout(2 * PATIENCE_MS)
    page = context.new_page()
    page.goto(topology.site)
    page.locator("input[type=file]").set_input_files([photo])
    expect(page.get_by_text("All photos were looked at")).to_be_visible(timeout=2 * PATIENCE_MS)
    receipt = page.locator("[data-testid=stCode]").first.inner_text().strip()
    context.close()

    status, health = _get(f"{topology.status}/healthz")
    assert status == 200, health
    assert "postgresql" in json.loads(health)["parts"]["database"]["message"]
    _, metrics = _get(f"{topology.status}/metrics")
    assert 'osmatrac_photos{state="scanned"} 1.0' in metrics
    assert "osmatrac_workers 1.0" in metrics

    backup = [sys.executable, "-m", "mapping", "backup", str(tmp_path / "backup")]
    done = subprocess.run(
        backup, cwd=ROOT, env=topology.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "backup" / "database.dump").exists()

    for log in topology.logs:
        logged = log.read_text()
        assert receipt not in logged, log
        assert SECRET_NAME not in logged, log
        assert "street-01" not in logged, log
    lines = topology.logs[1].read_text().splitlines()
    assert lines, "the worker logs its start"
    assert {json.loads(line)["level"] for line in lines} <= {"INFO", "WARNING"}
