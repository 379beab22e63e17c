"""The manifest of a backup: every file in it with its size and SHA-256, and when it was made."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Self

__all__ = ["BackupError", "FileHash", "Manifest", "hash_file"]

_NAME = "manifest.json"
_FORMAT = 1
_CHUNK = 1 << 20


class BackupError(Exception):
    """A backup cannot be made, read or restored; the message is for the operator."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileHash:
    """What a file must be: its size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """`database` is the name of the snapshot; `files` has paths from the backup's folder."""

    made_at: datetime
    database: str
    files: Mapping[str, FileHash]

    def write(self, folder: Path) -> None:
        """Write the manifest, forced to the disk."""
        files = {
            name: {"size": each.size, "sha256": each.sha256} for name, each in self.files.items()
        }
        content = {
            "format": _FORMAT,
            "made_at": self.made_at.isoformat(),
            "database": self.database,
            "files": files,
        }
        with (folder / _NAME).open("w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a backup; raises BackupError where there is none that holds."""
        try:
            value = json.loads((folder / _NAME).read_text(encoding="utf-8"))
        except OSError as error:
            raise BackupError(f"{folder} is no backup: {_NAME} is not there.") from error
        except (ValueError, RecursionError) as error:
            raise BackupError(f"{folder / _NAME} is damaged: {error}") from error
        if not isinstance(value, dict) or value.get("format") != _FORMAT:
            raise BackupError(f"{folder / _NAME} is of a format that this version does not know.")
        try:
            return cls(
                made_at=datetime.fromisoformat(value["made_at"]),
                database=str(value["database"]),
                files={_inside(name): _file_hash(each) for name, each in value["files"].items()},
            )
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
            raise BackupError(f"{folder / _NAME} is damaged: {error}") from error

    def check(self, folder: Path) -> None:
        """Raise BackupError for the first file that is missing or not what it was."""
        if self.database not in self.files:
            raise BackupError("The backup is damaged: it names no database.")
        for name, expected in self.files.items():
            path = folder / name
            if path.is_symlink() or not path.is_file():
                raise BackupError(f"The backup is incomplete: {name} is missing.")
            if hash_file(path) != expected:
                raise BackupError(f"The backup is damaged: {name} is not what was backed up.")


def hash_file(path: Path) -> FileHash:
    """Read a file once and give its size and SHA-256."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return FileHash(size=file.tell(), sha256=digest.hexdigest())


def _file_hash(value: dict[str, Any]) -> FileHash:
    return FileHash(size=int(value["size"]), sha256=str(value["sha256"]))


def _inside(name: str) -> str:
    """Refuse a path that leads out of the backup."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise ValueError(f"{name!r} leads out of the backup")
    return str(path)
