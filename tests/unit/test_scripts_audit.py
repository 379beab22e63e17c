"""The dependency audit fails where it must, and says so where it could not look."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "audit-dependencies"
VULNERABLE = {
    "name": "pillow",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": [], "description": ""}],
}
FINE = {"name": "numpy", "version": "2.0", "vulns": []}
UNKNOWN = {"name": "torch", "skip_reason": "Dependency not found on PyPI"}


def audit(tmp_path: Path, dependencies: list[object], ignored: str = "") -> tuple[int, str]:
    (tmp_path / "report.json").write_text(json.dumps({"dependencies": dependencies}))
    (tmp_path / "ignored.toml").write_text(ignored)
    files = ["--report", tmp_path / "report.json", "--ignored", tmp_path / "ignored.toml"]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, files)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_nothing_known_is_fine(tmp_path: Path) -> None:
    assert audit(tmp_path, [FINE, UNKNOWN]) == (
        0,
        "1 packages audited, 1 unknown to the database.\n",
    )


def test_a_vulnerable_package_fails(tmp_path: Path) -> None:
    status, told = audit(tmp_path, [VULNERABLE, FINE])
    assert status == 1
    assert "VULNERABLE: pillow 1.0, mended in 1.1 (PYSEC-1)" in told


def test_a_database_that_cannot_be_reached_is_no_clean_bill(tmp_path: Path) -> None:
    status, told = audit(tmp_path, [UNKNOWN])
    assert status == 0
    assert told.startswith("NOT AUDITED")


@pytest.mark.parametrize(("until", "status"), [("2999-01-01", 0), ("2020-01-01", 1)])
def test_what_is_ignored_is_ignored_until_its_day(tmp_path: Path, until: str, status: int) -> None:
    ignored = f'[[ignored]]\nid = "PYSEC-1"\nreason = "not called"\nuntil = {until}\n'
    found, told = audit(tmp_path, [VULNERABLE], ignored)
    assert found == status
    assert ("EXPIRED" in told) == bool(status)
