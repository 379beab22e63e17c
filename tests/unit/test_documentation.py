"""The documentation builds and asks nobody else, and the README's commands work in their order."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.unit.test_documented_commands import commands

ROOT = Path(__file__).parents[2]


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
    for command in commands(ROOT / "README.md"):
        if command.module is None:
            continue
        done = subprocess.run(
            [sys.executable, "-m", command.module, *command.arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (str(command), done.stderr)
    assert (tmp_path / "cameras.geojson").exists()
    assert (tmp_path / "report" / "report.html").exists()
