"""Files that are complete or absent, whenever the machine stops.

A file is written beside its place, forced to the disk, renamed, and its folder is forced to
the disk too.
"""

import os
import tempfile
from pathlib import Path

__all__ = ["remove", "sync_folder", "write"]


def write(target: Path, content: bytes) -> None:
    """Write a file, or put it in the place of one that is there; raises OSError."""
    _make_folder(target.parent)
    handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".part")
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
