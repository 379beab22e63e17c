"""Models that people uploaded to measure them: ONNX files that were checked, nothing else."""

import hashlib
import re
import tempfile
from pathlib import Path

from evaluation.running.onnx_file import MAX_BYTES, MODEL_SUFFIX, OnnxFacts, OnnxFileError, check
from languages.kept import kept

__all__ = ["UploadedModels"]

_MAX_STEM = 40


class UploadedModels:
    """A folder `models/` below the data folder; files are named by name and content."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder / "models"

    def all(self) -> dict[str, Path]:
        """Give the files by the names that people see."""
        found = sorted(self._folder.glob(f"[!.]*{MODEL_SUFFIX}"))
        return {path.name: path.resolve() for path in found}

    def take(self, file_name: str, content: bytes) -> tuple[str, OnnxFacts]:
        """Check a model and keep it; give its name and what it says of itself.

        Raises OnnxFileError, with nothing kept, for what will not be used.
        """
        suffix = Path(file_name).suffix.lower()
        if suffix == ".pt":
            raise OnnxFileError(
                kept(
                    "A .pt file can run any program when it is loaded, so it is never taken from "
                    "an upload. Export it: yolo export model=FILE.pt format=onnx dynamic=True."
                )
            )
        if suffix != MODEL_SUFFIX:
            raise OnnxFileError(kept("Only ONNX models can be uploaded."))
        if len(content) > MAX_BYTES:
            raise OnnxFileError(
                kept("The model is over {megabytes} MB.", megabytes=MAX_BYTES // 1024**2)
            )
        self._folder.mkdir(parents=True, exist_ok=True)
        stem = re.sub(r"[^\w-]+", "-", Path(file_name).stem).strip("-_")[:_MAX_STEM] or "model"
        name = f"{stem}-{hashlib.sha256(content).hexdigest()[:8]}{MODEL_SUFFIX}"
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=".incoming-") as temporary:
            incoming = Path(temporary) / name
            incoming.write_bytes(content)
            facts = check(incoming.resolve())
            incoming.replace(self._folder / name)
        return name, facts

    def delete(self, name: str) -> None:
        """Remove a model; one that is gone already is no error."""
        path = self.all().get(name)
        if path is not None:
            path.unlink(missing_ok=True)
