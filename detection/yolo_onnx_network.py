"""A YOLO network in an ONNX file run by onnxruntime alone: neither torch nor ultralytics."""

import ast
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from detection.onnx_network import open_session
from detection.photo import Pixels
from detection.yolo_format import (
    BatchRoom,
    KeptBatch,
    RawBoxes,
    as_batch,
    decode,
    decode_end_to_end,
    housing_of,
    new_batch,
)

__all__ = ["YoloOnnxNetwork", "open_session"]


class YoloOnnxNetwork:
    """See detector.Network. Takes files as ultralytics exports them, with dynamic shapes."""

    def __init__(self, file: Path, *, threads: int = 0) -> None:
        """Load a file; `threads` work on one forward pass, 0 for one a core.

        With one thread, as many passes run at once as threads ask for, else one after the other.
        """
        self._alone = threads == 1
        self._room: BatchRoom = KeptBatch().room if self._alone else new_batch
        self._turn: AbstractContextManager[object] = nullcontext() if self._alone else Lock()
        self._session: Any = open_session(file, threads=threads)
        self._input: str = self._session.get_inputs()[0].name
        notes: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        names: dict[int, str] = ast.literal_eval(notes["names"])
        self.housings = tuple(housing_of(names[at]) for at in sorted(names))
        self._stride = int(notes["stride"])
        self._end_to_end = notes.get("end2end") == "True"

    def forward(self, images: Sequence[Pixels], confidence: float) -> list[RawBoxes]:
        """Boxes for images of one shape; see detector.Network."""
        if self._alone:  # one image after the other keeps more of what it needs in the cache
            return [self._forward([image], confidence)[0] for image in images]
        return self._forward(images, confidence)

    def _forward(self, images: Sequence[Pixels], confidence: float) -> list[RawBoxes]:
        batch = as_batch(images, self._stride, self._room)
        with self._turn:  # a pass that keeps all cores busy; what is around it need not wait
            (output,) = self._session.run(None, {self._input: batch})
        if self._end_to_end:
            return [decode_end_to_end(raw, confidence, len(self.housings)) for raw in output]
        return [decode(raw, confidence) for raw in output]
