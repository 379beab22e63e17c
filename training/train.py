"""Fine-tune a detector on composed tiles with ultralytics."""

from dataclasses import dataclass
from pathlib import Path

from training.yolo import load_yolo

__all__ = ["TrainSettings", "fine_tune"]


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
    seed: int = 1


def fine_tune(
    weights: Path, dataset: Path, output: Path, settings: TrainSettings, *, resume: bool
) -> Path:
    """Train from a .pt on a dataset with data.yaml; gives the path of the last weights.

    With `resume`, a run that was broken off goes on from its last checkpoint. An epoch is the
    unit of checkpoints: choose datasets of a size that an epoch takes minutes.
    """
    last = output / "weights" / "last.pt"
    if resume and last.exists():
        load_yolo(last).train(resume=True)
        return last
    load_yolo(weights).train(
        data=str(dataset / "data.yaml"),
        project=str(output.resolve().parent),
        name=output.name,
        exist_ok=True,
        epochs=settings.epochs,
        imgsz=settings.tile_px,
        batch=settings.batch,
        nbs=settings.batch,  # an optimizer step every batch: few steps must do
        optimizer="AdamW",
        lr0=settings.learning_rate,
        lrf=0.05,
        cos_lr=True,
        warmup_epochs=0.3,
        freeze=settings.frozen_layers,
        device=settings.device,
        workers=settings.workers,
        seed=settings.seed,
        amp=settings.device != "cpu",
        mosaic=0.0,
        fliplr=0.0,
        scale=0.15,
        translate=0.05,
        hsv_h=0.02,
        hsv_s=0.4,
        hsv_v=0.25,
        plots=False,
    )
    return last
