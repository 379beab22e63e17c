"""Networks run by onnxruntime alone, and quietly."""

import ast
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["OnnxNetwork", "open_session"]

Array = npt.NDArray[np.float32]
_PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")
"""What may compute, the quickest first; onnxruntime-gpu brings the first."""
_ERRORS_ONLY = 3


def open_session(file: Path, *, threads: int = 0) -> Any:  # noqa: ANN401 - it has no types
    """Open a file for onnxruntime; `threads` work on one forward pass, 0 for one a core."""
    import onnxruntime  # noqa: PLC0415 - half a second, so only where it is used

    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ERRORS_ONLY
    options.intra_op_num_threads = threads
    # threads that turn in circles while they wait took a quarter of all processor time
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    here = onnxruntime.get_available_providers()
    providers = [provider for provider in _PROVIDERS if provider in here]
    return onnxruntime.InferenceSession(str(file), options, providers=providers)


class OnnxNetwork:
    """A network with one input, batch x 3 x height x width; safe to call from several threads."""

    def __init__(self, file: Path, *, threads: int = 0) -> None:
        """Load a file; `threads` work on one forward pass, 0 for one a core."""
        self._session: Any = open_session(file, threads=threads)
        self._input: str = self._session.get_inputs()[0].name

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the classes in the order of the outputs, as ultralytics writes them."""
        written = self._session.get_modelmeta().custom_metadata_map["names"]
        names: dict[int, str] = ast.literal_eval(written)
        return tuple(names[number] for number in sorted(names))

    def forward(self, image: Array) -> list[Array]:
        """Give the outputs for one image in the order of the file."""
        return self.forward_all(image[np.newaxis])

    def forward_all(self, images: Array) -> list[Array]:
        """Give the outputs for a batch of images in the order of the file."""
        outputs: list[Array] = self._session.run(None, {self._input: images})
        return outputs
