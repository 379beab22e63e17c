"""A YOLO network run by ultralytics: ONNX files on onnxruntime, `.pt` files on torch.

Ultralytics looks up hosts, sends statistics, installs packages and unpickles what it is
given unless told otherwise, and part of that at import. So it is imported here alone.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from detection.photo import Pixels
from detection.yolo_format import MAX_BOXES, NMS_IOU, RawBoxes, as_batch, housing_of

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["UltralyticsNetwork", "import_ultralytics"]

_ENVIRONMENT = {
    "YOLO_OFFLINE": "true",
    "YOLO_AUTOINSTALL": "false",
    "YOLO_VERBOSE": "false",
    "ULTRALYTICS_SAFE_LOAD": "true",
}


@cache
def import_ultralytics() -> ModuleType:
    """Import ultralytics so that it makes no request, installs nothing and loads safely."""
    os.environ.update(_ENVIRONMENT)
    os.environ.setdefault("YOLO_CONFIG_DIR", str(Path.home() / ".cache" / "osmatrac"))
    Path(os.environ["YOLO_CONFIG_DIR"]).mkdir(parents=True, exist_ok=True)
    import ultralytics  # noqa: PLC0415 - takes seconds and needs the environment above

    ultralytics.settings.update({"sync": False})  # type: ignore[no-untyped-call]
    module: ModuleType = ultralytics
    return module


class UltralyticsNetwork:
    """See detector.Network. Ultralytics keeps state, so threads take turns."""

    def __init__(self, weights: Path) -> None:
        import_ultralytics()
        from ultralytics.nn.autobackend import AutoBackend  # noqa: PLC0415 - as above

        self._lock = threading.Lock()
        self._backend: Any = AutoBackend(weights, device="cpu", verbose=False)
        self._stride = int(self._backend.stride)
        names: dict[int, str] = self._backend.names
        self.housings = tuple(housing_of(names[at]) for at in sorted(names))

    def forward(self, images: Sequence[Pixels], confidence: float) -> list[RawBoxes]:
        """Boxes for images of one shape; see detector.Network."""
        import torch  # noqa: PLC0415 - takes seconds
        from ultralytics.utils.nms import non_max_suppression  # noqa: PLC0415 - as above

        batch = torch.from_numpy(as_batch(images, self._stride))
        with self._lock, torch.inference_mode():
            raw = self._backend(batch)
        raw = raw[0] if isinstance(raw, list | tuple) else raw
        kept, indices = non_max_suppression(
            raw,
            conf_thres=confidence,
            iou_thres=NMS_IOU,
            agnostic=True,
            nc=len(self.housings),
            max_det=MAX_BOXES,
            end2end=bool(getattr(self._backend, "end2end", False)),
            return_idxs=True,
        )
        return [
            RawBoxes(
                boxes=boxes[:, :4].numpy(),
                scores=_scores(raw[at], boxes, index, len(self.housings)).numpy(),
            )
            for at, (boxes, index) in enumerate(zip(kept, indices, strict=True))
        ]


def _scores(raw: Tensor, boxes: Tensor, index: Tensor, classes: int) -> Tensor:
    """Scores of all classes for the boxes that were kept, n x classes.

    A head without non-maximum suppression gives only the best class of each box.
    """
    if raw.shape[-1] != 6:
        return raw[4 : 4 + classes, index.long().view(-1)].T
    scores = boxes.new_zeros((len(boxes), classes))
    if len(boxes):
        scores[range(len(boxes)), boxes[:, 5].long()] = boxes[:, 4]
    return scores
