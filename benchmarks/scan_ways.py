"""One way of scanning in a process of its own: `python -m benchmarks.scan_ways ORDER ANSWER`.

The order names the way, the model, the photos, and the score from which on boxes count (null: the
model's own threshold). The answer holds the records, the time from the first file to the last
record, without loading the model, that of the same forward passes alone, the processor time of both
(which other programs disturb less), and the peak of the memory of this process and its children
(the proportional set size, which counts shared pages once). Memory is watched while some of the
photos are scanned again, since each look takes 14 ms of a core.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import psutil

from detection import registry
from detection.record import Detection, Housing, ScanRecord

__all__ = ["AP_SCORE", "WAYS", "memory_mb"]

AP_SCORE = 0.01
"""From which score on boxes are asked for to measure average precision."""

CORES = len(os.sched_getaffinity(0))
_TILE_PX, _OVERLAP = 640, 0.15
_SAMPLE_SECONDS = 0.1

Scan = Callable[[Sequence[str], float], Iterator[ScanRecord]]
"""Scans photos, giving boxes from a score on."""


class _Forward:
    """The forward passes of the project's own networks: what each was given, by its shape."""

    passes: ClassVar[list[tuple[Any, dict[str, tuple[int, ...]]]]] = []

    @classmethod
    def again(cls, at_once: int) -> float | None:
        """Give the seconds of the same passes with nothing around them, None if there were none."""
        if not cls.passes:
            return None
        grey = {
            shape: np.full(shape, 0.45, dtype=np.float32)
            for shape in {shape for _, shapes in cls.passes for shape in shapes.values()}
        }

        def run(one: tuple[Any, dict[str, tuple[int, ...]]]) -> None:
            session, shapes = one
            session.run(None, {name: grey[shape] for name, shape in shapes.items()})

        started = time.perf_counter()
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(run, cls.passes))
        return time.perf_counter() - started


def _osmatrac(model: registry.Model) -> Scan:
    from detection import (  # noqa: PLC0415 - each way imports its own
        onnx_network,
        scan,
        yolo_onnx_network,
    )
    from detection.guarded_photo import GuardedReader  # noqa: PLC0415 - the same

    open_session = onnx_network.open_session

    class Noted:
        def __init__(self, session: Any) -> None:  # noqa: ANN401 - onnxruntime has no types
            self._session = session

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the same
            return getattr(self._session, name)

        def run(self, outputs: None, inputs: dict[str, Any]) -> Any:  # noqa: ANN401 - the same
            shapes = {name: given.shape for name, given in inputs.items()}
            _Forward.passes.append((self._session, shapes))
            return self._session.run(outputs, inputs)

    for module in (onnx_network, yolo_onnx_network):
        module.open_session = lambda *a, **k: Noted(open_session(*a, **k))  # type: ignore[attr-defined]
    detector = registry.load(model, threads=1)
    reader = GuardedReader(processes=CORES)

    def run(photos: Sequence[str], score: float) -> Iterator[ScanRecord]:
        least = model.calibration.probability(score)
        files = map(Path, photos)
        yield from scan.scan(files, detector, confidence=least, workers=CORES, read=reader.read)

    return run


def _ultralytics(model: registry.Model, side: int) -> Scan:
    from detection.ultralytics_network import import_ultralytics  # noqa: PLC0415 - as above

    network = import_ultralytics().YOLO(str(model.file.with_suffix(".pt")))

    def run(photos: Sequence[str], score: float) -> Iterator[ScanRecord]:
        for photo in photos:
            (found,) = network.predict(photo, imgsz=side, conf=score, device="cpu", verbose=False)
            boxes = found.boxes
            yield _record(photo, boxes.xyxy.tolist(), boxes.conf.tolist())

    return run


def _sahi(model: registry.Model, suffix: str) -> Scan:
    from detection.ultralytics_network import import_ultralytics  # noqa: PLC0415 - as above

    import_ultralytics()  # so that it asks nobody
    from sahi import AutoDetectionModel  # noqa: PLC0415 - as above
    from sahi.predict import get_sliced_prediction  # noqa: PLC0415 - as above

    network = AutoDetectionModel.from_pretrained(
        model_type="ultralytics",
        model_path=str(model.file.with_suffix(suffix)),
        confidence_threshold=AP_SCORE,
        device="cpu",
        image_size=_TILE_PX,
        task="detect",
    )

    def run(photos: Sequence[str], score: float) -> Iterator[ScanRecord]:
        network.confidence_threshold = score
        for photo in photos:
            found = get_sliced_prediction(
                photo,
                network,
                slice_height=_TILE_PX,
                slice_width=_TILE_PX,
                overlap_height_ratio=_OVERLAP,
                overlap_width_ratio=_OVERLAP,
                verbose=0,
            ).object_prediction_list
            yield _record(
                photo, [one.bbox.to_xyxy() for one in found], [one.score.value for one in found]
            )

    return run


WAYS: dict[str, Callable[[registry.Model], Scan]] = {
    "osmatrac": _osmatrac,
    "ultralytics 640": lambda model: _ultralytics(model, 640),
    "ultralytics 1280": lambda model: _ultralytics(model, 1280),
    "sahi torch": lambda model: _sahi(model, ".pt"),
    "sahi onnx": lambda model: _sahi(model, ".onnx"),
}


def _record(photo: str, boxes: Sequence[Sequence[float]], scores: Sequence[float]) -> ScanRecord:
    found = (
        Detection(
            housing=Housing.UNKNOWN,
            housing_confidence=0.0,
            confidence=float(score),
            box=(float(x1), float(y1), float(x2), float(y2)),
        )
        for (x1, y1, x2, y2), score in zip(boxes, scores, strict=True)
        if x1 < x2 and y1 < y2
    )
    return ScanRecord(photo=photo, sha256=None, detections=tuple(found))


class _Memory:
    """Watches the memory of this process and its children."""

    def __init__(self) -> None:
        self.peak_mb = 0.0
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def end(self) -> float:
        self._ended.set()
        self._watch.join()
        return self.peak_mb

    def _look(self) -> None:
        own = psutil.Process(os.getpid())
        while not self._ended.wait(_SAMPLE_SECONDS):
            self.peak_mb = max(self.peak_mb, memory_mb(own))


def memory_mb(process: psutil.Process) -> float:
    """Give the proportional set size of a process and its children, which come and go."""
    total = 0
    try:
        for one in [process, *process.children(recursive=True)]:
            total += one.memory_full_info().pss
    except psutil.NoSuchProcess:
        pass  # it ended while it was asked
    return total / 1e6


def _processor_s() -> float:
    """Give the processor time of this process and the children that it has now."""
    own = psutil.Process(os.getpid())
    times = [one.cpu_times() for one in [own, *own.children(recursive=True)]]
    return float(sum(one.user + one.system for one in times))


def _main(order_file: Path, answer_file: Path) -> None:
    order = json.loads(order_file.read_text("utf-8"))
    model = registry.find(order["model"])
    own = model.calibration.score(model.confidence)
    score = own if order["score"] is None else order["score"]
    scan = WAYS[order["way"]](model)
    photos = order["photos"]
    list(scan(photos[:CORES], score))  # allocates, and starts what reads photos
    _Forward.passes.clear()
    before, started = _processor_s(), time.perf_counter()
    records = list(scan(photos, score))
    wall_s, between = time.perf_counter() - started, _processor_s()
    forward_s = _Forward.again(CORES) if order["score"] is None else None
    after = _processor_s()
    memory = _Memory()
    list(scan(photos[: 2 * CORES], score))
    timing = {
        "photos": len(photos),
        "wall_s": wall_s,
        "processor_s": between - before,
        "forward_s": forward_s,
        "forward_processor_s": None if forward_s is None else after - between,
        "peak_mb": memory.end(),
    }
    threshold = model.confidence if order["way"] == "osmatrac" else own
    written = [one.to_json() for one in records]
    answer_file.write_text(
        json.dumps({"timing": timing, "threshold": threshold, "records": written}), "utf-8"
    )


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
