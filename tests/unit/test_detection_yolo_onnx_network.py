"""The shipped network on onnxruntime alone: the same boxes as by ultralytics, and no torch."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from detection import photo, registry, tiles
from detection.detector import TiledDetector
from detection.photo import Pixels
from detection.pyramid import Pyramid
from detection.record import Housing
from detection.ultralytics_network import UltralyticsNetwork
from detection.yolo_format import KeptBatch, as_batch, decode, decode_end_to_end
from detection.yolo_onnx_network import YoloOnnxNetwork

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "samples").glob("street-0[12].jpg"))
MODEL = registry.find()


@pytest.fixture(scope="module")
def networks() -> tuple[YoloOnnxNetwork, UltralyticsNetwork]:
    return YoloOnnxNetwork(MODEL.file), UltralyticsNetwork(MODEL.file)


def sample(path: Path) -> Pixels:
    return photo.read(path.read_bytes()).pixels


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_views_give_the_boxes_that_ultralytics_gives(
    path: Path, networks: tuple[YoloOnnxNetwork, UltralyticsNetwork]
) -> None:
    pixels = sample(path)
    views = tiles.plan(pixels.shape[1], pixels.shape[0], MODEL.image_size)
    for batch in (views[:1], views[1:3]):
        images = [Pyramid(pixels).crop(view) for view in batch]
        own, theirs = (network.forward(images, 0.01) for network in networks)
        for ours, other in zip(own, theirs, strict=True):
            assert len(ours.boxes) > 0
            np.testing.assert_allclose(ours.boxes, other.boxes, rtol=0, atol=1e-3)
            np.testing.assert_allclose(ours.scores, other.scores, rtol=0, atol=1e-4)


def test_one_thread_gives_the_same_boxes_however_many_ask(
    networks: tuple[YoloOnnxNetwork, UltralyticsNetwork],
) -> None:
    pixels = sample(SAMPLES[0])
    images = [pixels[y : y + 640, x : x + 640] for y, x in ((300, 500), (700, 900), (900, 100))]
    together = networks[0].forward(images, 0.005)
    assert any(len(found.boxes) for found in together)
    alone = YoloOnnxNetwork(MODEL.file, threads=1)
    with ThreadPoolExecutor(3) as pool:
        for found in pool.map(lambda _: alone.forward(images, 0.005), range(3)):
            for one, other in zip(found, together, strict=True):
                np.testing.assert_allclose(one.boxes, other.boxes, rtol=0, atol=1e-3)
                np.testing.assert_allclose(one.scores, other.scores, rtol=0, atol=1e-4)


def test_an_image_that_is_no_whole_stride_gives_the_same_boxes_too(
    networks: tuple[YoloOnnxNetwork, UltralyticsNetwork],
) -> None:
    part = sample(SAMPLES[0])[300:945, 500:1201]
    own, theirs = (network.forward([part], 0.005)[0] for network in networks)
    assert len(own.boxes) > 0
    np.testing.assert_allclose(own.boxes, theirs.boxes, rtol=0, atol=1e-3)


def test_photos_give_the_detections_that_ultralytics_gives(
    networks: tuple[YoloOnnxNetwork, UltralyticsNetwork],
) -> None:
    pixels = sample(SAMPLES[1])
    own, theirs = (
        TiledDetector(network, image_size=640, confidence=0.1).detect(pixels[:900, :1200])
        for network in networks
    )
    assert len(own) > 0
    assert [found.housing for found in own] == [found.housing for found in theirs]
    for ours, other in zip(own, theirs, strict=True):
        assert ours.box == pytest.approx(other.box, abs=1e-3)
        assert ours.confidence == pytest.approx(other.confidence, abs=1e-4)


@pytest.mark.parametrize("which", [0, 1], ids=["onnxruntime", "ultralytics"])
def test_threads_may_share_a_network(
    which: int, networks: tuple[YoloOnnxNetwork, UltralyticsNetwork]
) -> None:
    pixels = sample(SAMPLES[1])
    parts = [pixels[300 : 300 + 96 * at, 400:1200] for at in range(3, 7)] * 2

    def look(part: Pixels) -> list[list[float]]:
        found: list[list[float]] = networks[which].forward([part], 0.01)[0].boxes.tolist()
        return found

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, parts)) == [look(part) for part in parts]


def test_padding_is_grey_below_and_to_the_right() -> None:
    batch = as_batch([np.full((33, 40, 3), (255, 0, 51), dtype=np.uint8)], 32)
    assert batch.shape == (1, 3, 64, 64)
    np.testing.assert_allclose(batch[0, :, 32, 39], [1, 0, 0.2], atol=1e-6)
    np.testing.assert_allclose(batch[0, :, 33, 0], 114 / 255, atol=1e-6)
    np.testing.assert_allclose(batch[0, :, 0, 40], 114 / 255, atol=1e-6)


def test_overlapping_boxes_give_way_to_the_best_whatever_their_class() -> None:
    raw = np.array(
        [[50, 50, 20, 10, 0.2, 0.6], [51, 50, 20, 10, 0.9, 0.1], [90, 50, 20, 10, 0.3, 0.0]],
        dtype=np.float32,
    ).T
    found = decode(raw, 0.25)
    np.testing.assert_allclose(found.boxes, [[41, 45, 61, 55], [80, 45, 100, 55]])
    np.testing.assert_allclose(found.scores, [[0.9, 0.1], [0.3, 0.0]])
    assert decode(raw, 0.95).boxes.shape == (0, 4)
    assert decode(raw, 0.95).scores.shape == (0, 2)


def test_an_end_to_end_head_is_only_held_against_the_threshold() -> None:
    raw = np.array([[1, 2, 3, 4, 0.8, 1], [1, 2, 3, 4, 0.7, 0], [0, 0, 0, 0, 0.1, 0]], np.float32)
    found = decode_end_to_end(raw, 0.25, 3)
    np.testing.assert_allclose(found.boxes, [[1, 2, 3, 4]] * 2)
    np.testing.assert_allclose(found.scores, [[0, 0.8, 0], [0.7, 0, 0]])


def test_an_end_to_end_file_is_told_by_its_metadata(tmp_path: Path) -> None:
    """A file that gives one fixed box, in the shape of ultralytics' end-to-end exports."""
    box = helper.make_tensor("box", TensorProto.FLOAT, [1, 1, 6], [5, 6, 15, 26, 0.75, 1])
    sizes: list[str | int | None] = ["batch", 3, "height", "width"]
    graph = helper.make_graph(
        [helper.make_node("Constant", [], ["output0"], value=box)],
        "fixed",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, sizes)],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, [1, 1, 6])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    notes = {"names": "{0: 'dome', 1: 'lamp'}", "stride": "32", "end2end": "True"}
    helper.set_model_props(model, notes)
    onnx.save(model, tmp_path / "fixed.onnx")
    network = YoloOnnxNetwork(tmp_path / "fixed.onnx")
    assert network.housings == (Housing.DOME, Housing.UNKNOWN)
    (found,) = network.forward([np.zeros((64, 64, 3), np.uint8)], 0.5)
    np.testing.assert_allclose(found.boxes, [[5, 6, 15, 26]])
    np.testing.assert_allclose(found.scores, [[0, 0.75]])


USES = """
import sys
from pathlib import Path
import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner
import detection.__main__, mapping.__main__
from detection import registry

def run(app, *arguments):
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, (arguments, done.output, done.exception)

Image.fromarray(np.full((200, 300, 3), 90, np.uint8)).save("photo.jpg")
run(detection.__main__.app, "scan", "photo.jpg", "--output", "scan.jsonl")
run(mapping.__main__.app, "locate", "scan.jsonl")
run(mapping.__main__.app, "propose", "scan.jsonl")
assert not AppTest.from_file(sys.argv[1], default_timeout=60).run().exception
registry.load(registry.find()).detect(np.zeros((64, 64, 3), np.uint8))  # what a worker does
import mapping.commands.worker, mapping.storage.worker
print([name for name in ("torch", "torchvision", "ultralytics") if name in sys.modules])
"""


def test_neither_torch_nor_ultralytics_is_imported_where_the_shipped_model_serves(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", USES, str(ROOT / "app.py")],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "OSMATRAC_DATA": str(tmp_path / "data"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_a_thread_keeps_its_own_memory_for_batches() -> None:
    kept = KeptBatch()
    first = kept.room((1, 3, 64, 32))
    assert np.shares_memory(first, kept.room((2, 3, 32, 32))), "what is large enough serves again"
    assert not np.shares_memory(first, kept.room((2, 3, 64, 32)))
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(kept.room, (1, 3, 32, 32)).result()
    assert not np.shares_memory(other, kept.room((1, 3, 32, 32)))
