"""Photos that crash, hang or swell their decoder are refused, and the next one is read."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detection import photo
from detection.guarded_photo import GuardedReader, ReadLimits
from detection.photo import PhotoError
from tests.builders import encoded, exif_block, jpeg
from tests.faulty_decoding import order

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def reader() -> Iterator[GuardedReader]:
    with GuardedReader() as reader:
        yield reader


@pytest.fixture(scope="module")
def faulty() -> Iterator[GuardedReader]:
    with GuardedReader(
        module="tests.faulty_decoding", limits=ReadLimits(max_seconds=6, max_cpu_seconds=1)
    ) as reader:
        yield reader


def refusal(read: Callable[[bytes], photo.Photo], data: bytes) -> PhotoError:
    with pytest.raises(PhotoError) as caught:
        read(data)
    return caught.value


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_it_reads_as_the_plain_reader_does(reader: GuardedReader, kind: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (90, 130, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), kind=kind, exif=exif_block(image={0x112: 6}))
    plain, guarded = photo.read(data), reader.read(data)
    assert np.array_equal(guarded.pixels, plain.pixels)
    assert guarded.pixels.dtype == np.uint8
    assert guarded.metadata.location == plain.metadata.location
    assert guarded.metadata.taken_at == plain.metadata.taken_at
    assert guarded.notes == plain.notes


def test_notes_and_location_problems_come_along(reader: GuardedReader) -> None:
    read = reader.read(encoded(Image.new("L", (64, 64)), kind="PNG"))
    assert [note.code for note in read.notes] == ["converted"]
    assert read.metadata.location_problem is not None
    assert read.metadata.location_problem.code == "no_gps"


def test_a_damaged_photo_keeps_its_location(reader: GuardedReader) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    whole = encoded(Image.fromarray(noise), exif=exif_block())
    error = refusal(reader.read, whole[: len(whole) // 2])
    assert error.problem.code == "damaged"
    assert error.metadata.location is not None


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("crash", "cannot_open"),
        ("abort", "cannot_open"),
        ("raise", "cannot_open"),
        ("die", "cannot_open"),
        ("sleep", "too_slow"),
        ("loop", "too_slow"),
        ("swell", "too_much_memory"),
    ],
)
def test_what_the_child_does_not_survive_is_a_problem_of_the_photo(
    faulty: GuardedReader, word: str, code: str
) -> None:
    started = time.monotonic()
    error = refusal(faulty.read, order(word, jpeg()))
    assert error.problem.code == code
    assert error.problem.message.endswith("so it was skipped.")
    assert time.monotonic() - started < 30
    assert faulty.read(jpeg()).width == 96, "the next photo is read"


def test_a_child_that_was_ended_from_outside_is_replaced(
    faulty: GuardedReader, tmp_path: Path
) -> None:
    assert faulty.read(order(f"die-once {tmp_path}/was-here", jpeg())).width == 96
    assert (tmp_path / "was-here").exists()


def test_the_memory_limit_is_the_systems() -> None:
    large = encoded(Image.new("RGB", (9000, 9000)), kind="PNG")
    with GuardedReader(limits=ReadLimits(max_memory_bytes=400 * 1024**2)) as small:
        assert refusal(small.read, large).problem.code == "too_much_memory"
        assert small.read(jpeg()).width == 96


def test_several_threads_share_the_children() -> None:
    images = [encoded(Image.new("RGB", (64 + at, 64)), kind="PNG") for at in range(20)]
    with GuardedReader(processes=2) as reader, ThreadPoolExecutor(6) as pool:
        widths = [read.width for read in pool.map(reader.read, images)]
    assert widths == [64 + at for at in range(20)]


def test_the_pixels_outlive_the_next_photo_and_the_reader() -> None:
    with GuardedReader() as reader:
        red = reader.read(encoded(Image.new("RGB", (64, 64), "red"), kind="PNG")).pixels
        reader.read(encoded(Image.new("RGB", (64, 64), "blue"), kind="PNG"))
    assert red[0, 0].tolist() == [255, 0, 0]


def test_any_view_of_the_pixels_keeps_them() -> None:
    with GuardedReader() as reader:
        photo = reader.read(encoded(Image.new("RGB", (64, 64), "red"), kind="PNG"))
        kept = photo.pixels[5:9, 5:9].transpose(1, 0, 2)
        del photo
        for colour in ("blue", "green", "blue"):
            reader.read(encoded(Image.new("RGB", (64, 64), colour), kind="PNG"))
    assert np.array_equal(kept, np.broadcast_to([255, 0, 0], (4, 4, 3)))


@pytest.mark.parametrize("orientation", [1, 6])
def test_photos_of_one_size_are_decoded_in_the_same_memory(orientation: int) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1500, 2000, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), exif=exif_block(image={0x112: orientation}))
    plain = photo.read(data).pixels
    with GuardedReader() as reader:
        reader.read(data)
        reader.read(data)
        child = reader._idle[0]
        assert child is not None
        before = _page_faults(child._process.pid)
        assert np.array_equal(reader.read(data).pixels, plain)
        assert _page_faults(child._process.pid) - before < plain.size / 4096 / 2


def _page_faults(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[7])


def test_no_child_outlives_a_killed_app(tmp_path: Path) -> None:
    script = (
        "import os, sys, signal; from detection.guarded_photo import GuardedReader;"
        "reader = GuardedReader(); reader.read(open(sys.argv[1], 'rb').read());"
        "print(reader._idle[0]._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    (tmp_path / "a.jpg").write_bytes(jpeg())
    killed = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.jpg")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert killed.returncode == -9
    deadline = time.monotonic() + 20
    while _runs(int(killed.stdout)):
        assert time.monotonic() < deadline, "the child is still there"
        time.sleep(0.05)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"


def test_the_child_knows_no_torch_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@host/db")
    with GuardedReader() as reader:
        reader.read(jpeg())
        child = reader._idle[0]
        assert child is not None
        process = Path(f"/proc/{child._process.pid}")
        assert b"secret" not in (process / "environ").read_bytes()
        assert "torch" not in (process / "maps").read_text()


def test_it_may_remember_the_last_photo() -> None:
    with GuardedReader(remember=True) as reader:
        first = reader.read(jpeg())
        assert reader.read(jpeg()) is first
        assert reader.read(encoded(kind="PNG")) is not first
        assert reader.read(jpeg()) is not first
