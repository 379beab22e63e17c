"""Versions: what runs here, for reports of mistakes and for updates."""

import platform
import sqlite3
import tomllib
from importlib import metadata
from pathlib import Path

__all__ = ["versions"]

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
_SHOWN = ("streamlit", "onnxruntime", "pillow", "pi-heif", "sqlalchemy", "psycopg", "ultralytics")


def versions() -> dict[str, str]:
    """Give the versions of Osmatrač and of what matters under it, by name."""
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    found = {"Osmatrač": str(project), "Python": platform.python_version()}
    for name in _SHOWN:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return {**found, "SQLite": sqlite3.sqlite_version, "System": platform.platform(terse=True)}
