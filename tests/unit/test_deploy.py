"""The container files, as far as they can be checked without an engine."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = (DEPLOY / "compose.yaml").read_text()


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
    return loaded


def test_the_compose_file_has_the_form_of_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run(
        [*command, str(DEPLOY / "compose.yaml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_nothing_but_the_proxy_is_open_to_others(services: dict[str, Any]) -> None:
    open_ = {name: one["ports"] for name, one in services.items() if "ports" in one}
    assert open_.pop("proxy") == ["80:80", "443:443"]
    assert all(port.startswith("127.0.0.1:") for ports in open_.values() for port in ports)
    assert "outside" not in services["app"]["networks"] + services["database"]["networks"]


def test_services_share_database_and_photos(services: dict[str, Any]) -> None:
    for name in ("app", "worker", "status"):
        assert services[name]["environment"]["DATABASE_URL"].endswith("@database/osmatrac")
        assert services[name]["volumes"] == ["data:/data"]


def test_every_variable_is_explained_in_the_example() -> None:
    example = (DEPLOY / "example.env").read_text()
    for name in re.findall(r"\$\{(\w+)", COMPOSE):
        assert re.search(rf"^{name}=", example, re.MULTILINE), name


def test_the_commands_and_files_that_the_images_name_exist(services: dict[str, Any]) -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    copied = re.findall(r"^COPY ((?:\S+ )+)\S+$", dockerfile, re.MULTILINE)
    for name in (name for group in copied for name in group.split()):
        assert (ROOT / name).exists(), name
    targets = set(re.findall(r"AS (\w+)", dockerfile))
    assert {one["build"]["target"] for one in services.values() if "build" in one} == targets
    for name in ("worker", "status"):
        module = services[name]["command"][1:4]
        done = subprocess.run(
            [sys.executable, *module, "--help"], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0, module


def test_the_images_do_not_run_as_root_and_hold_no_data() -> None:
    app = (DEPLOY / "Dockerfile").read_text().partition("AS proxy")[0]
    assert re.search(r"^USER osmatrac$", app, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".git", "data", "deploy/.env", ".streamlit/secrets.toml"} <= set(ignored)


def test_the_proxy_script_fills_in_every_name_of_its_template() -> None:
    named = set(re.findall(r"\$\{(OSMATRAC_\w+)\}", (DEPLOY / "nginx.conf.template").read_text()))
    script = (DEPLOY / "start-proxy").read_text()
    (filled,) = re.findall(r"envsubst '([^']*)'", script)
    assert set(filled.replace("$", "").split()) == named
