"""Builders of scenes and datasets for the evaluation tests."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from detection.record import Box, Detection, Housing
from evaluation.datasets.truth import TruthBox
from evaluation.figures.matching import Scene

BULLET = Housing.BULLET


def truth(*box: float, housing: Housing = BULLET, crowd: bool = False) -> TruthBox:
    x1, y1, x2, y2 = box
    return TruthBox(box=(x1, y1, x2, y2), housing=housing, crowd=crowd)


def found(
    *box: float,
    confidence: float = 0.9,
    housing: Housing = BULLET,
    housing_confidence: float = 0.8,
) -> Detection:
    x1, y1, x2, y2 = box
    return Detection(
        box=(x1, y1, x2, y2),
        confidence=confidence,
        housing=housing,
        housing_confidence=housing_confidence,
    )


def write_photo(path: Path, width: int = 200, height: int = 100, pattern: int = 120) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(pattern).integers(0, 255, (8, 8, 3), dtype=np.uint8)
    Image.fromarray(coarse).resize((width, height), Image.Resampling.BILINEAR).save(path)
    return path


def write_yolo(
    folder: Path, labels: Sequence[str | None], classes: Sequence[str] | None = ("dome", "bullet")
) -> Path:
    """Write one photo (200 x 100 px) a label text; None leaves the label file out."""
    for index, text in enumerate(labels):
        write_photo(folder / "images" / f"{index}.png", pattern=index)
        (folder / "labels").mkdir(exist_ok=True)
        if text is not None:
            (folder / "labels" / f"{index}.txt").write_text(text, "utf-8")
    if classes is not None:
        (folder / "classes.txt").write_text("\n".join(classes), "utf-8")
    return folder


_housings = st.sampled_from([Housing.BULLET, Housing.DOME, Housing.UNKNOWN])
# Few distinct confidences, so that ties are common.
_confidences = st.integers(0, 20).map(lambda step: step / 20)
# Few places and sizes, so that overlaps are common.
_boxes: st.SearchStrategy[Box] = st.tuples(
    st.integers(0, 12), st.integers(0, 12), st.integers(1, 30), st.integers(1, 30)
).map(lambda box: (box[0] * 3.0, box[1] * 3.0, box[0] * 3.0 + box[2], box[1] * 3.0 + box[3]))
_truths = st.builds(
    TruthBox, box=_boxes, housing=_housings, crowd=st.integers(0, 5).map(lambda n: n == 0)
)
_found = st.builds(
    Detection,
    box=_boxes,
    housing=_housings,
    confidence=_confidences,
    housing_confidence=_confidences,
)
any_scenes: st.SearchStrategy[list[Scene]] = st.lists(
    st.builds(
        Scene,
        found=st.lists(_found, max_size=12).map(tuple),
        truth=st.lists(_truths, max_size=8).map(tuple),
    ),
    min_size=1,
    max_size=6,
)
