"""Only the file that the registry describes is loaded."""

import hashlib
from pathlib import Path

import pytest

from detection import registry
from detection.registry import ModelError

ENTRY = """
default = "a"
[models.b]
file = "b.onnx"
sha256 = "00"
image_size = 640
confidence = 0.5
min_housing_confidence = 0.4
min_housing_px = 8
[models.a]
file = "a.onnx"
sha256 = "{sha256}"
image_size = 1280
confidence = 0.3
min_housing_confidence = 0.5
min_housing_px = 10
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.onnx").write_bytes(b"weights")
    sha256 = hashlib.sha256(b"weights").hexdigest()
    (tmp_path / "registry.toml").write_text(ENTRY.format(sha256=sha256))
    return tmp_path


def test_the_default_comes_first(folder: Path) -> None:
    assert list(registry.models(folder)) == ["a", "b"]
    assert registry.find(None, folder).name == "a"
    assert registry.find("a", folder).image_size == 1280


def test_a_changed_file_is_refused(folder: Path) -> None:
    (folder / "a.onnx").write_bytes(b"weights!")
    with pytest.raises(ModelError, match="not the file that the registry describes"):
        registry.find("a", folder)


def test_a_missing_file_is_refused(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"b\.onnx: the model file is missing"):
        registry.find("b", folder)


def test_an_unknown_name_lists_the_known_ones(folder: Path) -> None:
    with pytest.raises(ModelError, match="Known are a, b"):
        registry.find("yolo99", folder)


def test_a_foreign_file_is_taken_as_it_is(folder: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "mine.onnx"
    foreign.write_bytes(b"x")
    model = registry.find(str(foreign), folder)
    assert model.sha256 is None
    assert model.name == "mine.onnx"


@pytest.mark.parametrize("text", ["", "default = 'a'\n[models]", "not toml ["])
def test_a_broken_registry_names_its_file(folder: Path, text: str) -> None:
    (folder / "registry.toml").write_text(text)
    with pytest.raises(ModelError, match=r"registry\.toml: cannot be read"):
        registry.models(folder)


def test_the_shipped_models_match_their_hashes() -> None:
    for name in registry.models():
        assert registry.find(name).sha256


class _Program:
    """Pickled, this runs a program when it is read."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.trace,)


def test_a_foreign_checkpoint_that_would_run_a_program_is_not_loaded(tmp_path: Path) -> None:
    trace, poisoned = tmp_path / "it ran", tmp_path / "best.pt"
    torch = pytest.importorskip("torch")
    torch.save({"model": _Program(trace), "names": {0: "dome"}}, poisoned)
    with pytest.raises(ModelError, match=r"best\.pt: holds more than weights"):
        registry.load(registry.find(str(poisoned)))
    assert not trace.exists()
    torch.load(poisoned, weights_only=False)
    assert trace.exists(), "or this test could find nothing"
