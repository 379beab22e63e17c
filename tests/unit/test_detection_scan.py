"""Scanning files in order, with bad ones among them, and the command around it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detection.photo import Pixels
from detection.record import Detection, Housing, read_records
from detection.scan import find_photos, scan, scan_bytes
from tests.builders import encoded, jpeg


class CornerDetector:
    """Finds one camera in every photo, as wide as the photo's mean brightness."""

    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        if (confidence or 0) > 0.8:
            return ()
        box = (0.0, 0.0, float(np.round(pixels.mean())), 10.0)
        return (Detection(housing=Housing.DOME, housing_confidence=0.9, confidence=0.8, box=box),)


@pytest.fixture
def street(tmp_path: Path) -> Path:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "b.jpg").write_bytes(jpeg())
    (tmp_path / "a.JPG").write_bytes(b"This is text.")
    (tmp_path / "deep" / "c.heic").write_bytes(encoded(kind="HEIF"))
    (tmp_path / "deep" / "er" / "d.png").write_bytes(encoded(kind="PNG"))
    (tmp_path / "labels.txt").write_text("0 0.5 0.5 0.1 0.1")
    return tmp_path


def test_folders_are_searched_in_order(street: Path) -> None:
    names = [path.name for path in find_photos([street])]
    assert names == ["a.JPG", "b.jpg", "c.heic", "d.png"]


def test_a_file_named_by_itself_is_always_taken_and_only_once(street: Path) -> None:
    files = find_photos([street / "labels.txt", street, street / "b.jpg"])
    assert [path.name for path in files] == ["labels.txt", "a.JPG", "b.jpg", "c.heic", "d.png"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no file or folder .*gone"):
        find_photos([tmp_path / "gone"])


@pytest.mark.parametrize("workers", [1, 3])
def test_records_come_in_order_and_bad_photos_stop_nothing(street: Path, workers: int) -> None:
    records = list(scan(find_photos([street]), CornerDetector(), workers=workers))
    assert [Path(record.photo).name for record in records] == ["a.JPG", "b.jpg", "c.heic", "d.png"]
    bad, good, *_ = records
    assert bad.error is not None
    assert bad.error.code == "not_a_photo"
    assert good.error is None
    assert good.location is not None
    assert len(good.detections) == 1
    assert all(record.location_problem for record in records[2:])


def test_order_holds_over_many_photos(tmp_path: Path) -> None:
    for at in range(30):
        image = Image.new("RGB", (64, 64), (8 + at * 8,) * 3)
        (tmp_path / f"{at:02}.png").write_bytes(encoded(image, kind="PNG"))
    records = list(scan(find_photos([tmp_path]), CornerDetector(), workers=4))
    widths = [record.detections[0].box[2] for record in records if record.detections]
    assert [Path(record.photo).stem for record in records] == [f"{at:02}" for at in range(30)]
    assert widths == sorted(widths)


def test_an_unreadable_file_gives_a_record(tmp_path: Path) -> None:
    (record,) = scan([tmp_path], CornerDetector())
    assert record.error is not None
    assert record.error.code == "unreadable"
    assert record.sha256 is None


def test_the_threshold_reaches_the_detector() -> None:
    assert scan_bytes(jpeg(), CornerDetector(), name="a", confidence=0.9).detections == ()


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "detection", "scan", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_the_command_writes_json_lines_and_counts(street: Path, tmp_path: Path) -> None:
    output = tmp_path / "scan.jsonl"
    done = run(street, "--output", output)
    assert done.returncode == 1, "one of the photos is text"
    assert "4 photos" in done.stderr
    assert "1 failed" in done.stderr
    assert "a.JPG: This is not a photo." in done.stderr
    assert done.stdout == ""
    lines = output.read_text().splitlines()
    assert list(json.loads(lines[1])) == [
        "photo",
        "sha256",
        "width",
        "height",
        "taken_at",
        "location",
        "location_problem",
        "detections",
        "error",
        "notes",
    ]
    assert len(list(read_records(lines))) == 4


def test_the_command_ends_with_zero_when_all_were_read(street: Path) -> None:
    done = run(street / "b.jpg")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["location"]["heading_reference"] == "true"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.jpg"], "There is no file or folder gone.jpg."),
        (["tests/unit", "--model", "yolo99"], "No photos found in tests/unit."),
        (["--workers", "0", "tests"], "--workers"),
        (["samples", "--confidence", "2"], "--confidence"),
    ],
)
def test_wrong_usage_ends_with_two(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
