"""Backup and restore of a whole installation: the database, and all of the data folder.

    backup/
      manifest.json        every file with its hash
      database.sqlite      or database.dump (PostgreSQL)
      data/photos/ab/…     the data folder as it was, without what is made anew by itself

The database goes first: a photo is on the disk before its row is written, so every row of the
snapshot finds its file. A backup appears under its name only when it is complete and checked.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from mapping.operations.manifest import BackupError, FileHash, Manifest, hash_file
from mapping.storage import snapshot
from mapping.storage.database import database_url

__all__ = ["back_up", "check", "restore"]

_DATA = "data"
_MADE_ANEW = frozenset({"predictions", "logs"})
_LEFT_OUT_ENDINGS = (".part", "-wal", "-shm", "-journal", ".lock")

_log = logging.getLogger(__name__)


def back_up(data: Path, address: str, target: Path) -> Manifest:
    """Back the data folder and the database at `address` up into the new folder `target`.

    Others may go on writing meanwhile. Raises BackupError and DatabaseError; nothing is left
    under the name `target` then.
    """
    _refuse_used_folder(target)
    growing = target.with_name(f".{target.name}.partial")
    shutil.rmtree(growing, ignore_errors=True)  # of an attempt that was interrupted
    try:
        growing.mkdir(mode=0o700, parents=True)
        manifest = _fill(growing, data, address)
        manifest.write(growing)
        check(growing)
        if target.exists():
            target.rmdir()  # it is empty
        growing.rename(target)
    except OSError as error:
        raise BackupError(f"The backup cannot be written: {error}") from error
    finally:
        shutil.rmtree(growing, ignore_errors=True)
    _log.info("A backup was made", extra={"files": len(manifest.files)})
    return manifest


def check(backup: Path) -> Manifest:
    """Read all of a backup and hold it against its manifest.

    Raises BackupError or DatabaseError where it is damaged, incomplete or of a later version.
    """
    manifest = Manifest.read(backup)
    strange = [name for name in manifest.files if name != manifest.database and not _is_data(name)]
    if strange:
        raise BackupError(f"The backup is damaged: {strange[0]} has no place in a backup.")
    manifest.check(backup)
    snapshot.check_snapshot(backup / manifest.database)
    return manifest


def restore(backup: Path, data: Path, address: str) -> Manifest:
    """Bring a backup into an empty data folder and an empty database.

    The backup is checked as a whole before anything is written. Raises BackupError and
    DatabaseError, also where there is something in the folder or in the database already.
    """
    manifest = check(backup)
    _refuse_used_folder(data)
    snapshot.refuse_target(backup / manifest.database, address)
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, expected in manifest.files.items():
            if name != manifest.database:
                inside = Path(name).relative_to(_DATA)
                _copy(backup / name, data / inside)
                if hash_file(data / inside) != expected:
                    raise BackupError(f"{name} was not written as it is: is the disk full?")
    except OSError as error:
        raise BackupError(f"The backup cannot be restored: {error}") from error
    snapshot.load_snapshot(backup / manifest.database, address)
    _log.info("A backup was restored", extra={"files": len(manifest.files)})
    return manifest


def _is_data(name: str) -> bool:
    return Path(name).is_relative_to(_DATA)


def _fill(folder: Path, data: Path, address: str) -> Manifest:
    made_at = datetime.now(UTC)
    database = snapshot.snapshot_name(address)
    snapshot.take_snapshot(address, folder / database)
    files = {database: hash_file(folder / database)}
    own = database_url(address).database if database == "database.sqlite" else None
    for source in _files(data, own=Path(own).resolve() if own else None):
        name = f"{_DATA}/{source.relative_to(data).as_posix()}"
        copied = _copy_in_use(source, folder / name)
        if copied:
            files[name] = copied
    return Manifest(made_at=made_at, database=database, files=files)


def _files(data: Path, own: Path | None) -> Iterator[Path]:
    """Walk the data folder, all but the database itself and what is made anew."""
    for folder, names, files in os.walk(data):
        place = Path(folder)
        if place == data:
            names[:] = [name for name in names if name not in _MADE_ANEW]
        for name in sorted(files):
            path = place / name
            if not (name.endswith(_LEFT_OUT_ENDINGS) or path.is_symlink() or path.resolve() == own):
                yield path


def _copy_in_use(source: Path, target: Path) -> FileHash | None:
    """Copy a file that others may use; None where it was deleted meanwhile."""
    try:
        if snapshot.is_sqlite_file(source):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            snapshot.copy_sqlite(source, target)
        else:
            _copy(source, target)
    except FileNotFoundError:
        return None
    return hash_file(target)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o600)


def _refuse_used_folder(folder: Path) -> None:
    try:
        used = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise BackupError(f"{folder} cannot be used: {error.strerror}") from error
    if used:
        raise BackupError(f"The folder {folder} is not empty: nothing is overwritten.")
