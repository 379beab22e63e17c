"""The models that may be used, each known by the SHA-256 of its file.

`models/registry.toml` names for each model its file, hash, thresholds and card; `default`
names the one that is used when nobody says otherwise.
"""

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detection.calibration import Calibration
from detection.detector import Detector, Network, TiledDetector
from detection.faces import FaceFinder
from detection.onnx_network import OnnxNetwork
from detection.plates import PlateFinder
from detection.redaction import Redactor
from detection.second_look import SecondLook
from detection.yolo_onnx_network import YoloOnnxNetwork
from languages.kept import kept

__all__ = [
    "MODELS_FOLDER",
    "Model",
    "ModelError",
    "SecondModel",
    "find",
    "load",
    "load_redactor",
    "models",
]

MODELS_FOLDER = Path(__file__).resolve().parent.parent / "models"

FOREIGN_IMAGE_SIZE = 1280
FOREIGN_CONFIDENCE = 0.25
SUFFIXES = (".onnx", ".pt")


class ModelError(Exception):
    """A model that is unknown, missing, or not the file that the registry describes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondModel:
    """The file of a second network and how it is to be used; see SecondLook."""

    file: Path
    sha256: str
    weight: float
    candidate_score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """A model file and how it is to be used; see TiledDetector for the thresholds.

    `sha256` is None for a file that is not in the registry. `recall` and `precision` are those at
    the threshold `confidence`, measured as the card says; None where they were not.
    """

    name: str
    file: Path
    sha256: str | None
    image_size: int
    confidence: float
    enlarge: float = 1.0
    min_housing_confidence: float = 0.0
    min_housing_px: float = 0.0
    calibration: Calibration = field(default_factory=Calibration)
    candidate_score: float | None = None
    recall: float | None = None
    precision: float | None = None
    second_look: SecondModel | None = None


def models(folder: Path = MODELS_FOLDER) -> dict[str, Model]:
    """All models of the registry by name, the default one first; raises ModelError."""
    path = folder / "registry.toml"
    try:
        registry = tomllib.loads(path.read_text(encoding="utf-8"))
        default = registry["default"]
        known = {
            name: Model(
                name=name,
                file=folder / entry["file"],
                sha256=entry["sha256"],
                image_size=entry["image_size"],
                confidence=entry["confidence"],
                enlarge=entry.get("enlarge", 1.0),
                min_housing_confidence=entry["min_housing_confidence"],
                min_housing_px=entry["min_housing_px"],
                calibration=Calibration(**entry.get("calibration", {})),
                candidate_score=entry.get("candidate_score"),
                recall=entry.get("recall"),
                precision=entry.get("precision"),
                second_look=_second_model(entry.get("second_look"), folder),
            )
            for name, entry in registry["models"].items()
        }
        return {default: known.pop(default), **known}
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ModelError(
            kept(
                "{file}: cannot be read as a model registry: {reason}",
                file=path,
                reason=repr(error),
            )
        ) from error


def find(name_or_file: str | None = None, folder: Path = MODELS_FOLDER) -> Model:
    """A model by its name in the registry or by its file; None gives the default.

    Raises ModelError, also where the file is not the one that the registry describes.
    """
    known = models(folder)
    if name_or_file is None or name_or_file in known:
        model = known[name_or_file] if name_or_file else next(iter(known.values()))
        assert model.sha256 is not None
        _check_hash(model.file, model.sha256)
        if model.second_look is not None:
            _check_hash(model.second_look.file, model.second_look.sha256)
        return model
    path = Path(name_or_file)
    if path.suffix not in SUFFIXES or not path.is_file():
        raise ModelError(
            kept(
                "There is no model {name}. Known are {known}, or name an existing {kinds} file.",
                name=repr(name_or_file),
                known=", ".join(known),
                kinds=" or ".join(SUFFIXES),
            )
        )
    return Model(
        name=path.name,
        file=path,
        sha256=None,
        image_size=FOREIGN_IMAGE_SIZE,
        confidence=FOREIGN_CONFIDENCE,
    )


def load(model: Model, *, threads: int = 0) -> Detector:
    """Load the weights of a model found by `find`; raises ModelError.

    `threads` work on one forward pass of the project's own models: 1 for detectors that several
    threads ask at once, 0 for one a core.
    """
    return TiledDetector(
        _network(model, threads),
        image_size=model.image_size,
        confidence=model.confidence,
        enlarge=model.enlarge,
        min_housing_confidence=model.min_housing_confidence,
        min_housing_px=model.min_housing_px,
        calibration=model.calibration,
        candidate_score=model.candidate_score,
        second_look=_load_second_look(model.second_look, threads),
    )


def _network(model: Model, threads: int) -> Network:
    """Run the project's own ONNX files by onnxruntime alone, and all others by ultralytics."""
    if model.sha256 is not None and model.file.suffix == ".onnx":
        return YoloOnnxNetwork(model.file, threads=threads)
    # Ultralytics and torch take seconds to import, so only where a model needs them.
    from detection.ultralytics_network import UltralyticsNetwork  # noqa: PLC0415

    try:
        return UltralyticsNetwork(model.file)
    except TypeError as error:  # what it refuses to unpickle, since that could run any program
        raise ModelError(
            kept("{file}: holds more than weights, so it is not loaded.", file=model.file)
        ) from error


def _second_model(entry: dict[str, Any] | None, folder: Path) -> SecondModel | None:
    if entry is None:
        return None
    return SecondModel(
        file=folder / entry["file"],
        sha256=entry["sha256"],
        weight=entry["weight"],
        candidate_score=entry["candidate_score"],
    )


def _load_second_look(model: SecondModel | None, threads: int) -> SecondLook | None:
    if model is None:
        return None
    network = OnnxNetwork(model.file, threads=threads)
    return SecondLook(network, weight=model.weight, candidate_score=model.candidate_score)


def load_redactor(folder: Path = MODELS_FOLDER) -> Redactor:
    """Load what hides faces and number plates; raises ModelError."""
    path = folder / "registry.toml"
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["redaction"]
        files = {
            name: (folder / entries[name]["file"], entries[name]["sha256"])
            for name in ("faces", "plates")
        }
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ModelError(
            kept(
                "{file}: cannot be read as a model registry: {reason}",
                file=path,
                reason=repr(error),
            )
        ) from error
    for file, sha256 in files.values():
        _check_hash(file, sha256)
    networks = {name: OnnxNetwork(file) for name, (file, _) in files.items()}
    return Redactor(FaceFinder(networks["faces"]), PlateFinder(networks["plates"]))


def _check_hash(file: Path, sha256: str) -> None:
    try:
        found = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(
            kept("{file}: the model file is missing or unreadable.", file=file)
        ) from error
    if found != sha256:
        raise ModelError(
            kept(
                "{file}: this is not the file that the registry describes (SHA-256 {found}, "
                "expected {expected}). It was not loaded.",
                file=file,
                found=found,
                expected=sha256,
            )
        )
