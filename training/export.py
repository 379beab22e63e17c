"""Turn trained weights into a model that the app may load."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import onnx

from detection.calibration import Calibration
from detection.registry import SecondModel
from training.yolo import load_yolo

__all__ = [
    "ExportedModel",
    "export_onnx",
    "export_second_look",
    "stripped",
    "write_card",
    "write_checkpoint",
    "write_registry_entry",
]

_KEPT_METADATA = (
    "names",
    "stride",
    "task",
    "head",
    "end2end",
    "channels",
    "imgsz",
    "version",
    "license",
)
"""What inference needs, and whose code it is. Dates, arguments and folder names are dropped."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportedModel:
    """A model file, its hash, and how it is to be used (see detection.registry)."""

    name: str
    file: Path
    sha256: str
    image_size: int
    confidence: float
    enlarge: float = 1.0
    min_housing_confidence: float = 0.5
    min_housing_px: float = 10
    calibration: Calibration = field(default_factory=Calibration)
    candidate_score: float | None = None
    recall: float | None = None
    precision: float | None = None
    second_look: SecondModel | None = None

    def measured(self, report: Path) -> "ExportedModel":
        """Give the model with what `training.calibrate` measured, at the nearest threshold."""
        found = json.loads(report.read_text(encoding="utf-8"))
        point = min(
            found["thresholds"], key=lambda point: abs(point["confidence"] - self.confidence)
        )
        return replace(
            self,
            calibration=Calibration(**found["calibration"]),
            recall=point["recall"],
            precision=point["precision"],
        )


def export_onnx(
    weights: Path, name: str, folder: Path, *, image_size: int, confidence: float
) -> ExportedModel:
    """Write `folder/name.onnx`: opset 17, dynamic batch and size, no machine paths inside."""
    file = folder / f"{name}.onnx"
    sha256 = _write_onnx(weights, file)
    return ExportedModel(
        name=name, file=file, sha256=sha256, image_size=image_size, confidence=confidence
    )


def export_second_look(
    weights: Path, name: str, folder: Path, *, weight: float, candidate_score: float
) -> SecondModel:
    """Write `folder/name-second.onnx`, a classifier of crops with a dynamic batch."""
    file = folder / f"{name}-second.onnx"
    sha256 = _write_onnx(weights, file)
    return SecondModel(file=file, sha256=sha256, weight=weight, candidate_score=candidate_score)


def _write_onnx(weights: Path, file: Path) -> str:
    made = Path(load_yolo(weights).export(format="onnx", opset=17, dynamic=True, simplify=True))
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(stripped(onnx.load(str(made))), str(file))
    made.unlink()
    return hashlib.sha256(file.read_bytes()).hexdigest()


def write_checkpoint(weights: Path, file: Path) -> None:
    """Write the weights for further training, without folder names, arguments and results."""
    import torch  # noqa: PLC0415 - takes seconds

    model = load_yolo(weights).model
    model.pt_path = None
    model.args = {key: value for key, value in model.args.items() if "/" not in str(value)}
    kept = {"epoch": -1, "license": "AGPL-3.0 (https://ultralytics.com/license)"}
    torch.save({**kept, "model": model.half(), "train_args": model.args}, file)


def stripped(model: onnx.ModelProto) -> onnx.ModelProto:
    """Drop the metadata that tells of the machine, and the names of files in the graph."""
    kept = {entry.key: entry.value for entry in model.metadata_props if entry.key in _KEPT_METADATA}
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, kept | {"description": "Osmatrac camera housings"})
    model.doc_string = model.graph.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    return model


def write_registry_entry(model: ExportedModel, registry: Path) -> None:
    """Add the model to registry.toml; raises ValueError where the name is taken."""
    text = (
        registry.read_text(encoding="utf-8") if registry.exists() else f'default = "{model.name}"\n'
    )
    if f"[models.{model.name}]" in text:
        raise ValueError(f"{registry}: a model {model.name!r} is there already")
    entry = f"""
[models.{model.name}]
file = {json.dumps(model.file.name)}
sha256 = "{model.sha256}"
card = "{model.name}.md"
licence = "AGPL-3.0"
image_size = {model.image_size}
confidence = {model.confidence:.2f}
min_housing_confidence = {model.min_housing_confidence:.2f}
min_housing_px = {model.min_housing_px:g}
"""
    if model.enlarge != 1:
        entry += f"enlarge = {model.enlarge:g}\n"
    if model.candidate_score is not None:
        entry += f"candidate_score = {model.candidate_score:g}\n"
    if model.recall is not None and model.precision is not None:
        entry += f"recall = {model.recall:.2f}\nprecision = {model.precision:.2f}\n"
    if model.calibration != Calibration():
        parts = (f"{name} = {value:.4g}" for name, value in asdict(model.calibration).items())
        entry += f"calibration = {{ {', '.join(parts)} }}\n"
    if model.second_look is not None:
        second = model.second_look
        entry += (
            f"second_look = {{ file = {json.dumps(second.file.name)}, weight = {second.weight:g}, "
            f'candidate_score = {second.candidate_score:g}, sha256 = "{second.sha256}" }}\n'
        )
    registry.write_text(text.rstrip("\n") + "\n" + entry, encoding="utf-8")


def write_card(model: ExportedModel, path: Path) -> None:
    """Write the frame of a model card, to be filled in by hand; keeps one that is there."""
    if path.exists():
        return
    sections = {
        "What it was trained on": "Data with licences and counts.",
        "How it was trained": "Commands, seeds, start weights, hours.",
        "Figures": "Each with its interval and the command that gives it.",
        "Known failures": "What it takes for cameras, what it passes over.",
        "Not to be used for": "What a camera can do; places without detections.",
    }
    head = f"# {model.name}\n\nSHA-256 `{model.sha256}`. Licence AGPL-3.0.\n"
    body = "".join(f"\n## {title}\n(to be written: {hint})\n" for title, hint in sections.items())
    path.write_text(head + body, encoding="utf-8")
