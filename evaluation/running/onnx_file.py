"""Checks an ONNX model that a stranger may have made before anything else touches it.

The check runs in a process of its own with a limit of time and memory: a model can be made so
that merely loading it takes all memory or ends the process. It prints one JSON object:

python -m evaluation.running.onnx_file FILE
"""

# ruff: noqa: PLC0415 - onnx and onnxruntime are imported in the process that checks, alone

import ast
import contextlib
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.datasets.housing_names import housing_of
from languages.kept import kept

__all__ = ["MAX_BYTES", "MODEL_SUFFIX", "OnnxFacts", "OnnxFileError", "check"]

MODEL_SUFFIX = ".onnx"

MAX_BYTES = 300 * 1024**2
"""The shipped model takes 10 MB; the largest of its family about 230."""

_TIMEOUT_S = 90
_MAX_MEMORY_BYTES = 8 * 1024**3
_TRIED_SIDE_PX = 320
_MAX_NAMES_LENGTH = 20_000
_BOX_AND_SCORE = 6


class OnnxFileError(Exception):
    """A file that is not used as a model; the message says why in a sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OnnxFacts:
    """What an accepted model says of itself: its class names, and which mean no camera."""

    names: tuple[str, ...]
    unknown: tuple[str, ...]


def check(path: Path) -> OnnxFacts:
    """Check a model file in another process; raises OnnxFileError with what is wrong."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module on a path of ours
            [sys.executable, "-m", "evaluation.running.onnx_file", str(path)],
            capture_output=True,
            check=False,
            timeout=_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired:
        raise OnnxFileError(
            kept("Checking the model took over {seconds} seconds.", seconds=_TIMEOUT_S)
        ) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise OnnxFileError(kept("Loading the model ended the program that checked it.")) from None
    if "problem" in answer:
        raise OnnxFileError(answer["problem"])
    names = tuple(answer["names"])
    return OnnxFacts(names=names, unknown=tuple(name for name in names if housing_of(name) is None))


def examine(path: Path) -> tuple[str, ...]:
    """Give the class names of a model file, in a process of its own; raises OnnxFileError."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise OnnxFileError(
            kept("The model is over {megabytes} MB.", megabytes=MAX_BYTES // 1024**2)
        )
    _check_format(path)
    session = _session(path)
    _check_input(session)
    names = _names(session)
    _check_output(session, len(names))
    return names


def _check_format(path: Path) -> None:
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        model = onnx.load(str(path), load_external_data=False)
    except (DecodeError, ValueError, OSError):
        raise OnnxFileError(kept("The file is not an ONNX model.")) from None
    if not model.graph.node:
        raise OnnxFileError(kept("The file is not an ONNX model."))
    external = onnx.TensorProto.EXTERNAL
    if any(tensor.data_location == external for tensor in _tensors(model.graph)):
        raise OnnxFileError(
            kept("The model keeps its weights in other files. Export it as one file.")
        )


def _tensors(graph: Any) -> Iterator[Any]:  # noqa: ANN401 - protobuf
    yield from graph.initializer
    for one in graph.sparse_initializer:
        yield from (one.values, one.indices)
    for attribute in (attribute for node in graph.node for attribute in node.attribute):
        yield from (attribute.t, *attribute.tensors)
        for inner in (attribute.g, *attribute.graphs):
            yield from _tensors(inner)


def _session(path: Path) -> Any:  # noqa: ANN401 - onnxruntime has no types
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as errors

    try:
        return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except (errors.Fail, errors.InvalidGraph, errors.InvalidArgument, errors.NotImplemented,
            errors.InvalidProtobuf, errors.RuntimeException, RuntimeError):  # fmt: skip
        raise OnnxFileError(
            kept("The model does not load on ONNX Runtime's CPU provider.")
        ) from None


def _check_input(session: Any) -> None:  # noqa: ANN401 - as above
    inputs = session.get_inputs()
    shape = inputs[0].shape if inputs else []
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or len(shape) != 4 or shape[1] != 3:
        raise OnnxFileError(
            kept("The model must take one input of 32-bit numbers, batch x 3 x height x width.")
        )
    if any(isinstance(shape[at], int) for at in (0, 2, 3)):
        raise OnnxFileError(
            kept(
                "The model was exported for one fixed image size. Export it with dynamic=True, so "
                "that it takes photos of any shape."
            )
        )


def _names(session: Any) -> tuple[str, ...]:  # noqa: ANN401 - as above
    text = session.get_modelmeta().custom_metadata_map.get("names", "")
    try:
        names = ast.literal_eval(text) if len(text) <= _MAX_NAMES_LENGTH else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        names = None
    if isinstance(names, dict) and names and set(names) == set(range(len(names))):
        ordered = tuple(names[at] for at in range(len(names)))
        if all(isinstance(name, str) for name in ordered):
            return ordered
    raise OnnxFileError(
        kept(
            "The model does not say what its classes are called: its metadata needs 'names' as in "
            "{example}.",
            example="{0: 'dome', 1: 'bullet'}",
        )
    )


def _check_output(session: Any, classes: int) -> None:  # noqa: ANN401 - as above
    import numpy as np
    from onnxruntime.capi import onnxruntime_pybind11_state as errors

    black = np.zeros((1, 3, _TRIED_SIDE_PX, _TRIED_SIDE_PX), dtype=np.float32)
    try:
        (output, *more) = session.run(None, {session.get_inputs()[0].name: black})
    except (errors.Fail, errors.InvalidArgument, errors.RuntimeException, RuntimeError):
        raise OnnxFileError(kept("The model cannot be run on a photo.")) from None
    shape: tuple[int, ...] = getattr(output, "shape", ())
    raw = len(shape) == 3 and shape[1] == 4 + classes
    selected = len(shape) == 3 and shape[2] == _BOX_AND_SCORE
    if more or shape[:1] != (1,) or not (raw or selected):
        raise OnnxFileError(
            kept(
                "The model must give boxes with scores, 1 x {rows} x n or 1 x n x 6, and gives "
                "{shape}. Only detection models of YOLO fit.",
                rows=4 + classes,
                shape=" x ".join(map(str, shape)),
            )
        )


def _main(path: str) -> None:
    with contextlib.suppress(ValueError, OSError):  # the operator's limit may be lower already
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
    try:
        answer: dict[str, Any] = {"names": examine(Path(path))}
    except OnnxFileError as error:
        answer = {"problem": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main(sys.argv[1])
