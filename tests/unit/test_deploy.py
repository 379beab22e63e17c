"""The container files, as far as they can be checked without an engine."""

import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
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


def test_the_dockerfile_passes_its_linter() -> None:
    """But for versions of Debian's packages, which its mirrors keep only until the next one."""
    linter = str(Path(sysconfig.get_path("scripts")) / "hadolint")
    command = [linter, "--failure-threshold", "warning", "--ignore", "DL3008"]
    done = subprocess.run(
        [*command, str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_nobody_has_a_role_in_a_container_by_being_there(services: dict[str, Any]) -> None:
    assert "OSMATRAC_SIGN_IN=required" in (DEPLOY / "Dockerfile").read_text()
    assert services["app"]["environment"]["OSMATRAC_SIGN_IN"] == "required"


OWN = re.compile(r"\b(?:OSMATRAC_[A-Z_]+|DATABASE_URL)\b")
EXPLAINED = ("docs/operators.md", "deploy/example.env", "deploy/nginx.conf.template")
READ = ("app_pages", "detection", "evaluation", "languages", "mapping", "deploy")


def test_every_setting_that_is_read_is_explained_and_the_other_way_round() -> None:
    read = _named(
        path
        for folder in READ
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".yaml"} or path.name in {"Dockerfile", "start-proxy"}
    )
    explained = _named(ROOT / name for name in EXPLAINED)
    assert read - explained == set()
    assert explained - read == set()
    assert {"OSMATRAC_DATA", "OSMATRAC_SIGN_IN", "DATABASE_URL"} <= read


def test_no_page_of_the_documentation_names_a_setting_that_nobody_reads() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "SECURITY.md"]
    assert _named(pages) <= _named(ROOT / name for name in EXPLAINED)


def _named(files: Iterable[Path]) -> set[str]:
    return {name for path in files for name in OWN.findall(path.read_text("utf-8"))}
