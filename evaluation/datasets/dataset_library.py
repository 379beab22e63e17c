"""The datasets of an installation: folders below `datasets/` in the data folder.

They come as zip files from strangers or are drawn in the annotation corner.
"""

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from evaluation.datasets.archive import unpack
from evaluation.datasets.reading import read_dataset
from evaluation.datasets.truth import Dataset, DatasetError
from languages.kept import kept

__all__ = ["MAX_UNPACKED_BYTES", "DatasetLibrary"]

MAX_UNPACKED_BYTES = 4 * 1024**3

_MAX_NAME = 60
_INCOMING = ".incoming-"


class DatasetLibrary:
    """Keeps datasets, each under a name of its own."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder / "datasets"

    def names(self) -> tuple[str, ...]:
        """Give the names of all datasets in their order."""
        if not self._folder.is_dir():
            return ()
        folders = (path for path in self._folder.iterdir() if path.is_dir())
        return tuple(sorted(path.name for path in folders if not path.name.startswith(".")))

    def folder(self, name: str) -> Path:
        """Give the folder of a dataset; raises DatasetError if there is none of this name."""
        if name not in self.names():
            raise DatasetError(kept("There is no photo set {name}.", name=repr(name)))
        return self._folder / name

    def create(self, name: str) -> Path:
        """Make an empty folder for a dataset and give it; raises DatasetError for a bad name."""
        name = _clean(name)
        if not name:
            raise DatasetError(kept("The name needs a letter or a digit."))
        if name in self.names():
            raise DatasetError(
                kept("There is a photo set {name} already. Choose another name.", name=repr(name))
            )
        folder = self._folder / name
        folder.mkdir(parents=True)
        return folder

    def take_zip(
        self,
        file_name: str,
        content: BinaryIO,
        classes: Sequence[str] = (),
        *,
        max_bytes: int = MAX_UNPACKED_BYTES,
    ) -> tuple[str, Dataset]:
        """Keep a zipped dataset, read once to see that it can be; give its name and content.

        `classes` names the classes of a YOLO folder that does not say. Raises DatasetError,
        with nothing kept, for what cannot be unpacked or read.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=_INCOMING) as temporary:
            inside = self._unpack(file_name, content, Path(temporary), max_bytes)
            if classes:
                (inside / "classes.txt").write_text("\n".join(classes) + "\n", "utf-8")
            try:
                dataset = read_dataset(inside, classes)
            except DatasetError as error:
                raise DatasetError(str(error).replace(str(inside), Path(file_name).name)) from error
            name = self._free_name(_clean(Path(file_name).stem) or "dataset")
            shutil.move(inside, self._folder / name)
        return name, replace(dataset, name=name)

    def delete(self, name: str) -> None:
        """Remove a dataset with its photos; raises DatasetError if there is none."""
        shutil.rmtree(self.folder(name))

    def _unpack(self, file_name: str, content: BinaryIO, folder: Path, max_bytes: int) -> Path:
        archive = folder / (_clean(Path(file_name).stem) + ".zip")
        with archive.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        inside = unpack(archive, folder / "content", max_bytes=max_bytes)
        if not inside.is_dir():
            raise DatasetError(
                kept("{file}: holds no photos and no labels.", file=Path(file_name).name)
            )
        return inside

    def _free_name(self, name: str) -> str:
        taken = set(self.names())
        number = 2
        free = name
        while free in taken:
            free = f"{name}-{number}"
            number += 1
        return free


def _clean(name: str) -> str:
    """Make a harmless folder name: letters, digits, spaces, hyphens, underscores and points."""
    return re.sub(r"[^\w .-]+", "-", name).strip(" .-_")[:_MAX_NAME]
