"""The documentation builds, asks nobody else, and shows commands that exist."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "samples/README.md")
BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^(?:\S*/)?python -m (\S+)(.*)$")


def commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """The module and arguments of each `python -m …` in the fenced blocks of a page."""
    for block in BLOCK.findall(page.read_text("utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            for part in line.split(" && "):
                if found := COMMAND.match(part.strip()):
                    yield found[1], shlex.split(found[2], comments=True)


SHOWN = [
    pytest.param(module, arguments, id=f"{page.name}: {module} {' '.join(arguments)}"[:90])
    for page in PAGES
    for module, arguments in commands(page)
    if find_spec(module.partition(".")[0]) and (ROOT / module.partition(".")[0]).is_dir()
]


def understood(module: str, arguments: list[str]) -> Result:
    """Parse a command without running it: help is given only once all options are known."""
    app = import_module(f"{module}.__main__").app
    return CliRunner().invoke(app, [*arguments, "--help"])


@pytest.mark.parametrize(("module", "arguments"), SHOWN)
def test_a_shown_command_exists_with_its_options(module: str, arguments: list[str]) -> None:
    if "." in module:
        assert find_spec(module) is not None
    else:
        answer = understood(module, arguments)
        assert answer.exit_code == 0, answer.output


def test_commands_are_found_at_all() -> None:
    assert len(SHOWN) > 20


def test_an_unknown_option_would_be_noticed() -> None:
    assert understood("mapping", ["export", "--no-such-option", "1"]).exit_code == 2
    assert understood("mapping", ["no-such-command"]).exit_code == 2


def test_the_site_builds_strictly_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    loaded = re.compile(r'<(?:script|img|link)\b[^>]*?\b(?:src|href)="(https?:)?//(?!www\.w3)')
    for page in tmp_path.rglob("*.html"):
        assert not loaded.search(page.read_text("utf-8")), page


def few_samples(folder: Path, *names: str) -> None:
    """Copy a few of the sample photos with their truth: all would take a minute longer."""
    folder.mkdir()
    truth = json.loads((ROOT / "samples/truth.json").read_text("utf-8"))
    truth["photos"] = [photo for photo in truth["photos"] if photo["photo"] in names]
    (folder / "truth.json").write_text(json.dumps(truth), "utf-8")
    for name in names:
        shutil.copy(ROOT / "samples" / name, folder)


def test_the_commands_of_the_readme_work_one_after_the_other(tmp_path: Path) -> None:
    few_samples(tmp_path / "samples", "street-04.jpg", "street-09.heic")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "OSMATRAC_DATA": str(tmp_path / "data"),
    }
    for module, arguments in commands(ROOT / "README.md"):
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (module, arguments, done.stderr)
    assert (tmp_path / "cameras.geojson").exists()
    assert (tmp_path / "report" / "report.html").exists()
