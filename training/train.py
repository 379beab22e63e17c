"""Fine-tune a detector on composed tiles with ultralytics."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detection.second_look import CROP_PX
from training.yolo import load_yolo

__all__ = ["SECOND_TRAIN", "TrainSettings", "fine_tune", "fine_tune_second"]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainSettings:
    """The few settings that matter; the augmentation is done by `compose`."""

    epochs: int = 5
    tile_px: int = 416
    batch: int = 16
    learning_rate: float = 1.2e-3
    frozen_layers: int = 5
    device: str = "cpu"
    workers: int = 0
    bfloat16: bool = False
    seed: int = 1


SECOND_TRAIN = TrainSettings(epochs=3, tile_px=CROP_PX, batch=32, learning_rate=1e-3)
"""Of the second network: crops are small, so it may see many."""


def fine_tune(
    weights: Path, dataset: Path, output: Path, settings: TrainSettings, *, resume: bool
) -> Path:
    """Train from a .pt on a dataset with data.yaml; gives the path of the last weights.

    With `resume`, a run that was broken off goes on from its last checkpoint. An epoch is the
    unit of checkpoints: choose datasets of a size that an epoch takes minutes.
    """
    last = output / "weights" / "last.pt"
    if resume and last.exists():
        _model(last, settings).train(resume=True)
        return last
    _model(weights, settings).train(
        data=str(dataset / "data.yaml"),
        **_arguments(output, settings),
        freeze=settings.frozen_layers,
        mosaic=0.0,
        fliplr=0.0,
        translate=0.05,
    )
    return last


def fine_tune_second(weights: Path, dataset: Path, output: Path, settings: TrainSettings) -> Path:
    """Train the second network on a folder of `second_look.write_examples`; gives the weights."""
    _model(weights, settings).train(
        data=str(dataset.resolve()),
        **_arguments(output, settings),
        auto_augment=None,
        erasing=0.0,
    )
    return output / "weights" / "last.pt"


def _arguments(output: Path, settings: TrainSettings) -> dict[str, Any]:
    """What ultralytics is told for both networks."""
    return {
        "project": str(output.resolve().parent),
        "name": output.name,
        "exist_ok": True,
        "epochs": settings.epochs,
        "imgsz": settings.tile_px,
        "batch": settings.batch,
        "nbs": settings.batch,  # an optimizer step every batch: few steps must do
        "optimizer": "AdamW",
        "lr0": settings.learning_rate,
        "lrf": 0.05,
        "cos_lr": True,
        "warmup_epochs": 0.3,
        "device": settings.device,
        "workers": settings.workers,
        "seed": settings.seed,
        "amp": settings.device != "cpu",
        "scale": 0.15,  # more would crop away the camera in the middle of the second's crops
        "hsv_h": 0.02,
        "hsv_s": 0.4,
        "hsv_v": 0.25,
        "plots": False,
    }


def _model(weights: Path, settings: TrainSettings) -> Any:  # noqa: ANN401 - ultralytics is untyped
    model = load_yolo(weights)
    if settings.bfloat16:
        model.add_callback("on_train_start", _multiply_in_bfloat16)
    return model


def _multiply_in_bfloat16(trainer: Any) -> None:  # noqa: ANN401 - as above
    """Let torch multiply in half as many bits: twice as fast on CPUs with avx512_bf16 or amx.

    Ultralytics refuses `amp` on CPUs when it checks its arguments, but runs with it.
    """
    trainer.amp = True
