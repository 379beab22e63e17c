"""Uploaded models: what is not a plain YOLO detector in one ONNX file is refused with a reason."""

import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from detection.registry import MODELS_FOLDER, models
from evaluation.running import onnx_file
from evaluation.running.onnx_file import OnnxFileError, check, examine
from evaluation.running.uploaded_models import UploadedModels

NAMES = "{0: 'dome', 1: 'bird'}"
Shape = tuple[int | str, ...]


def write_model(  # noqa: PLR0917 - one parameter a thing that may be wrong
    path: Path,
    names: str | None = NAMES,
    shape: Shape = ("batch", 3, "height", "width"),
    rows: int = 6,
    last: int = 8,
    kind: int = TensorProto.FLOAT,
) -> Path:
    """A model that gives the same 1 x rows x last output for every photo."""
    image = helper.make_tensor_value_info("images", kind, shape)
    output = helper.make_tensor_value_info("output0", TensorProto.FLOAT, (1, rows, last))
    boxes = numpy_helper.from_array(np.zeros((1, rows, last), dtype=np.float32), "boxes")
    graph = helper.make_graph(
        [helper.make_node("Identity", ["boxes"], ["output0"])], "net", [image], [output], [boxes]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    if names is not None:
        helper.set_model_props(model, {"names": names})
    onnx.save(model, path)
    return path


def test_the_shipped_model_passes_in_a_process_of_its_own() -> None:
    facts = check(MODELS_FOLDER / next(iter(models().values())).file.name)
    assert set(facts.names) >= {"dome", "bullet", "ptz"}
    assert facts.unknown == ()


@pytest.mark.parametrize(("rows", "last"), [(6, 8), (300, 6)])
def test_both_kinds_of_output_pass(tmp_path: Path, rows: int, last: int) -> None:
    assert examine(write_model(tmp_path / "m.onnx", rows=rows, last=last)) == ("dome", "bird")


@pytest.mark.parametrize(
    ("names", "shape", "rows", "message"),
    [
        (None, ("b", 3, "h", "w"), 6, "does not say what its classes are called"),
        ("__import__('os').system('true')", ("b", 3, "h", "w"), 6, "does not say what its"),
        ("{0: 'dome', 2: 'bullet'}", ("b", 3, "h", "w"), 6, "does not say what its classes"),
        ("(" * 3000, ("b", 3, "h", "w"), 6, "does not say what its classes are called"),
        (NAMES, (1, 3, 640, 640), 6, "Export it with dynamic=True"),
        (NAMES, ("b", 1, "h", "w"), 6, "batch x 3 x height x width"),
        (NAMES, ("b", 3, "h"), 6, "batch x 3 x height x width"),
        (NAMES, ("b", 3, "h", "w"), 7, "gives 1 x 7 x 8"),
    ],
)
def test_what_does_not_fit_is_told(
    tmp_path: Path, names: str | None, shape: Shape, rows: int, message: str
) -> None:
    path = write_model(tmp_path / "m.onnx", names=names, shape=shape, rows=rows)
    with pytest.raises(OnnxFileError, match=message):
        examine(path)


@pytest.mark.parametrize("content", [b"", b"This is text.", b"\x80\x04 a pickle", b"PK\x03\x04"])
def test_other_files_are_no_models(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.onnx").write_bytes(content)
    with pytest.raises(OnnxFileError, match="is not an ONNX model"):
        examine(tmp_path / "m.onnx")


def test_weights_in_other_files_are_refused(tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.onnx")
    model = onnx.load(path)
    weights = model.graph.initializer[0]
    weights.ClearField("raw_data")
    weights.data_location = TensorProto.EXTERNAL
    weights.external_data.add(key="location", value="../../etc/passwd")
    path.write_bytes(model.SerializeToString())
    with pytest.raises(OnnxFileError, match="keeps its weights in other files"):
        examine(path)


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_file, "MAX_BYTES", 10)
    with pytest.raises(OnnxFileError, match="The model is over"):
        examine(write_model(tmp_path / "m.onnx"))


def test_a_model_that_ends_the_process_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(OnnxFileError, match="ended the program that checked it"):
        check(write_model(tmp_path / "m.onnx"))


def test_a_kept_model_is_named_by_name_and_content(tmp_path: Path) -> None:
    shelf = UploadedModels(tmp_path / "data")
    content = write_model(tmp_path / "m.onnx").read_bytes()
    name, facts = shelf.take("../my best.onnx", content)
    assert name.startswith("my-best-")
    assert facts.unknown == ("bird",)
    assert shelf.all()[name].read_bytes() == content
    assert shelf.all()[name].parent == tmp_path / "data" / "models"
    shelf.delete(name)
    assert shelf.all() == {}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.pt", "can run any program when it is loaded"),
        ("a.PT", "can run any program"),
        ("a.zip", "Only ONNX models"),
        ("a.onnx", "is not an ONNX model"),
    ],
)
def test_what_is_refused_is_not_kept(tmp_path: Path, name: str, message: str) -> None:
    shelf = UploadedModels(tmp_path)
    with pytest.raises(OnnxFileError, match=message):
        shelf.take(name, b"nonsense")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
