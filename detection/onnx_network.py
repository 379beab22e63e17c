"""Networks run by onnxruntime alone, quiet and on the CPU."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["OnnxNetwork", "open_session"]

Array = npt.NDArray[np.float32]
_ERRORS_ONLY = 3


def open_session(file: Path, *, threads: int = 0) -> Any:  # noqa: ANN401 - it has no types
    """Open a file for onnxruntime; `threads` work on one forward pass, 0 for one a core."""
    import onnxruntime  # noqa: PLC0415 - half a second, so only where it is used

    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ERRORS_ONLY
    options.intra_op_num_threads = threads
    # threads that turn in circles while they wait took a quarter of all processor time
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


class OnnxNetwork:
    """A network with one input, 1 x 3 x height x width; safe to call from several threads."""

    def __init__(self, file: Path) -> None:
        self._session: Any = open_session(file)
        self._input: str = self._session.get_inputs()[0].name

    def forward(self, image: Array) -> list[Array]:
        """Give the outputs in the order of the file."""
        outputs: list[Array] = self._session.run(None, {self._input: image[np.newaxis]})
        return outputs
