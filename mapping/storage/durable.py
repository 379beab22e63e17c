"""Files that are complete or absent, whenever the machine stops.

A file is written beside its place, forced to the disk, renamed, and its folder is forced to
the disk too.
"""

import os
import tempfile
import time
from pathlib import Path

__all__ = ["ABANDONED_S", "remove", "remove_abandoned", "sync_folder", "write"]

ABANDONED_S = 3600.0
"""A file that is still being written after so long belongs to a process that was killed."""

_PART = ".part"


def write(target: Path, content: bytes) -> None:
    """Write a file, or put it in the place of one that is there; raises OSError."""
    _make_folder(target.parent)
    handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=_PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def remove(target: Path) -> None:
    """Remove a file, if it is there, so that it does not come back; raises OSError."""
    try:
        target.unlink()
    except FileNotFoundError:
        return
    sync_folder(target.parent)


def remove_abandoned(folder: Path) -> None:
    """Remove what killed processes left half written anywhere below a folder; raises OSError."""
    long_ago = time.time() - ABANDONED_S
    for part in folder.rglob(f"*{_PART}"):
        try:
            abandoned = part.stat().st_mtime < long_ago
        except FileNotFoundError:  # it was finished a moment ago
            continue
        if abandoned:
            remove(part)


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk."""
    if os.name == "nt":  # there a folder cannot be opened, and a rename needs no such help
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_folder(folder: Path) -> None:
    """Make a folder and its parents, each forced to the disk."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)
