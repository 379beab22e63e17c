"""The whole chain with tiny settings: compose, train, mine, second network, export, folds.

Rendering is left out where `make training` has not built its environment; CI builds it. Elsewhere
a drawn cut-out stands in for a rendered one.
"""

import hashlib
import json
import subprocess
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from typer.testing import CliRunner

from detection import registry
from detection.calibration import Calibration
from detection.record import Detection, Housing, ScanRecord, read_records, write_record
from detection.ultralytics_network import import_ultralytics
from training.__main__ import app
from training.cutouts import read_cutouts
from training.widen import widen
from training.yolo import load_yolo

# Ultralytics and torch warn about their own code; nothing of it is ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore")

_ROOT = Path(__file__).resolve().parents[2]
_BLENDER = _ROOT / ".venv-training/bin/python"


def _run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def _photos(folder: Path) -> Path:
    for kind in ("images", "labels"):
        (folder / kind).mkdir(parents=True)
    noise = np.random.default_rng(1)
    for number in range(4):
        pixels = noise.integers(60, 120, (120, 160, 3), dtype=np.uint8)
        cv2.imwrite(str(folder / f"images/photo_{number}.png"), pixels)
    (folder / "labels/photo_0.txt").write_text("2 0.5 0.5 0.2 0.2\n")
    return folder


def _crops(folder: Path) -> Path:
    folder.mkdir()
    pixels = np.zeros((40, 40, 4), dtype=np.uint8)
    pixels[10:30, 8:32] = (230, 230, 230, 255)
    for name, lookalike in (("dome", False), ("lantern", True)):
        cv2.imwrite(str(folder / f"{name}.png"), pixels)
        entry = {"kind": name, "box": [8, 10, 32, 30], "lookalike": lookalike}
        (folder / f"{name}.json").write_text(json.dumps(entry))
    return folder


def _records(path: Path, photos: Path) -> Path:
    """Give a scan that finds the camera of photo_0, and something in every photo."""
    with path.open("w") as stream:
        for number in range(4):
            boxes = [(0.4, (1, 1, 20, 20)), *([(0.8, (64, 48, 96, 72))] if number == 0 else [])]
            detections = tuple(
                Detection(housing=Housing.BULLET, housing_confidence=1, confidence=score, box=box)
                for score, box in boxes
            )
            photo = str(photos / f"images/photo_{number}.png")
            record = ScanRecord(
                photo=photo, sha256=None, width=160, height=120, detections=detections
            )
            write_record(record, stream)
    return path


@pytest.fixture(scope="module")
def start_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an untrained network: the chain must run, not learn."""
    path = tmp_path_factory.mktemp("weights") / "start.pt"
    import_ultralytics().YOLO("yolo26n.yaml").save(str(path))
    return path


def test_the_chain_from_photos_to_a_registered_model(tmp_path: Path, start_weights: Path) -> None:
    photos, crops = _photos(tmp_path / "photos"), _crops(tmp_path / "crops")
    data, run, models = tmp_path / "data", tmp_path / "run", tmp_path / "models"
    tiny = ("--tile", 64, "--seed", 3)
    _run(
        "compose",
        "--output",
        data,
        "--photos",
        photos,
        "--crops",
        crops,
        "--train",
        4,
        "--val",
        2,
        *tiny,
    )
    fast = ("--epochs", 1, "--batch", 2, "--tile", 64)
    _run("train", "--dataset", data, "--output", run, "--weights", start_weights, *fast)
    trained = run / "weights" / "last.pt"
    assert set(load_yolo(trained).names.values()) == {
        "dome", "turret", "bullet", "ptz", "box", "alpr",
    }  # fmt: skip

    alarms = tmp_path / "alarms.json"
    _run("mine", "--output", alarms, "--photos", photos, "--weights", trained, "--long-side", 64)
    assert isinstance(json.loads(alarms.read_text()), dict)

    measured = tmp_path / "measured.json"
    records = _records(tmp_path / "records.jsonl", photos)
    measured.write_text(_run("calibrate", "--records", records, "--photos", photos))
    crops_of_boxes, second = tmp_path / "examples", tmp_path / "second"
    material = ("--photos", photos, "--crops", crops, "--alarms", alarms)
    _run("second", "examples", "--output", crops_of_boxes, *material, "--pasted", 20)
    learn = ("--dataset", crops_of_boxes, "--output", second, "--weights", trained)
    _run("second", "train", *learn, "--epochs", 1)
    again = ("--dataset", crops_of_boxes, "--output", tmp_path / "again", "--epochs", 1)
    once = load_yolo(second / "weights" / "last.pt").model.state_dict()
    further = ("--weights", second / "weights" / "last.pt", "--learning-rate", 1e-9)
    _run("second", "train", *again, *further)
    twice = load_yolo(tmp_path / "again/weights/last.pt").model.state_dict()
    assert torch.allclose(
        once["model.10.linear.weight"], twice["model.10.linear.weight"], atol=1e-3
    )

    export = ("--weights", trained, "--name", "tiny", "--models", models)
    looks = ("--candidate-score", 0.03, "--second-look", second / "weights" / "last.pt")
    output = _run("export", *export, *looks, "--measured", measured)
    known = registry.find("tiny", models)
    assert known.candidate_score == 0.03
    assert known.second_look is not None
    assert known.recall == 1.0
    assert known.calibration != Calibration()
    file = models / "tiny.onnx"
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert sha256 in output
    assert sha256 in (models / "registry.toml").read_text()
    assert sha256 in (models / "tiny.md").read_text()
    _check_network(file, str(tmp_path))
    checkpoint = models / "tiny.pt"
    assert str(tmp_path).encode() not in checkpoint.read_bytes()
    assert load_yolo(checkpoint).names == load_yolo(trained).names


def test_folds_scan_each_photo_by_a_model_that_has_not_seen_it(
    tmp_path: Path, start_weights: Path
) -> None:
    photos, output = _photos(tmp_path / "photos"), tmp_path / "folds"
    tiny = ("--tiles", 2, "--tile", 64, "--batch", 2, "--image-size", 64, "--bfloat16")
    rounds = ("--rounds", 2, "--enlarge", 1.5, "--second-look", "--pasted", 20)
    looks = (*rounds, "--candidate-score", 0.03)
    arguments = ("--output", output, "--photos", photos, "--weights", start_weights, *tiny, *looks)
    predictions = _run("folds", *arguments, "--fold", "0-1", "--fold", "3").strip()
    with Path(predictions).open() as lines:
        scanned = [Path(record.photo).name for record in read_records(lines)]
    assert scanned == ["photo_0.png", "photo_1.png", "photo_3.png"]
    kept = (output / "fold-3" / "records.jsonl").stat().st_mtime_ns
    _run("folds", *arguments, "--fold", "0-1", "--fold", "3")
    assert (output / "fold-3" / "records.jsonl").stat().st_mtime_ns == kept


def _check_network(file: Path, machine_path: str) -> None:
    network = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    for shape in ((1, 3, 64, 96), (2, 3, 128, 64)):
        (found,) = network.run(None, {"images": np.zeros(shape, dtype=np.float32)})
        assert found.shape[0] == shape[0]
    model = onnx.load(str(file))
    assert {entry.version for entry in model.opset_import if not entry.domain} == {17}
    assert machine_path.encode() not in file.read_bytes()


def test_a_widened_network_computes_the_same_and_can_be_trained(
    tmp_path: Path, start_weights: Path
) -> None:
    wide = tmp_path / "wide.pt"
    _run("widen", "--weights", start_weights, "--output", wide)
    narrow_model, wide_model = (
        load_yolo(path).model.float().eval() for path in (start_weights, wide)
    )
    picture = torch.rand((1, 3, 96, 64), generator=torch.Generator().manual_seed(5))
    with torch.no_grad():
        before, after = narrow_model(picture)[1]["one2one"], wide_model(picture)[1]["one2one"]
    assert torch.allclose(before["scores"], after["scores"], atol=0.05)
    assert torch.allclose(before["boxes"], after["boxes"], atol=0.05)
    kernel = wide_model.model[1].conv.weight
    assert not torch.allclose(kernel[:, 0::2], kernel[:, 1::2])
    sums = kernel[:, 0::2] + kernel[:, 1::2]  # what each channel makes of a pair of twins
    assert torch.allclose(sums[0::2], sums[1::2], atol=1e-3)
    assert sum(map(torch.numel, wide_model.parameters())) > 3.5 * sum(
        map(torch.numel, narrow_model.parameters())
    )


def test_a_network_that_is_no_yolo26n_is_not_widened(tmp_path: Path) -> None:
    other = tmp_path / "other.pt"
    import_ultralytics().YOLO("yolo11n.yaml").save(str(other))
    with pytest.raises(ValueError, match="no YOLO26n"):
        widen(other, tmp_path / "wide.pt", seed=1)


def test_missing_weights_are_not_downloaded(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="weights not found"):
        load_yolo(tmp_path / "yolo11n.pt")


@pytest.mark.skipif(not _BLENDER.exists(), reason="`make training` has not been run")
def test_rendering_crops_of_all_sorts_and_a_street(tmp_path: Path) -> None:
    small = ("--size", "48", "--samples", "1")
    for name, options in (
        ("crops", ("--count", "2")),
        ("trial", ("--count", "2", "--trial")),
        ("bullets", ("--count", "2", "--only", "bullet")),
    ):
        _render("crops", "--output", tmp_path / name, *options, *small)
        cutouts = read_cutouts([tmp_path / name])
        assert len(cutouts) == 2
        assert all(cutout.pixels.shape == (48, 48, 4) for cutout in cutouts)
    assert {cutout.kind for cutout in cutouts} == {"bullet"}
    street = tmp_path / "street"
    _render(
        "scenes", "--output", street, "--only", "street-02.jpg", "--scale", "0.05", "--samples", "1"
    )
    assert [path.name for path in street.glob("*.jpg")] == ["street-02.jpg"]


def _render(*arguments: object) -> None:
    """Render in Blender's own environment, as one would type it."""
    command = [str(_BLENDER), "-m", "training", "render", *map(str, arguments)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
