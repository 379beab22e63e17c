"""The memory of a long scan, as the photos become more.

    python -m benchmarks.long_scan --photos 1000

Makes so many JPEGs of twelve megapixels, each with bytes of its own, from the samples (and the
photos of --crops, cut to that size), scans them by the command line, and watches the memory of the
command and its children (the proportional set size, which counts shared pages once). Prints the
peaks until so many photos were done, and on standard error how far it is.
"""

import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import numpy as np
import psutil
import typer
from PIL import Image

from benchmarks.photos import large_photos
from benchmarks.scan_ways import memory_mb
from detection.scan import find_photos

_SIZE = (4032, 3024)
_SAMPLE_SECONDS = 0.2
_ROOT = Path(__file__).resolve().parents[1]


def main(
    *,
    photos: Annotated[int, typer.Option(help="How many are scanned.")] = 1000,
    after: Annotated[
        list[int] | None, typer.Option(help="Peaks until so many; repeatable.")
    ] = None,
    crops: Annotated[Path | None, typer.Option(help="Larger photos to cut others from.")] = None,
    model: Annotated[str | None, typer.Option(help="A model of the registry.")] = None,
) -> None:
    """Scan many photos and print the peaks of memory on the way."""
    marks = sorted({*(after or (50, 200, 500)), photos})
    with tempfile.TemporaryDirectory() as place:
        folder, output = Path(place) / "photos", Path(place) / "scan.jsonl"
        folder.mkdir()
        made = list(_made(photos, crops))
        for number in range(photos):
            content = made[number % len(made)]
            # a comment makes each file another: FF FE, its length with the two bytes, the text
            mark = f"{number:06d}".encode()
            comment = b"\xff\xfe" + (len(mark) + 2).to_bytes(2, "big") + mark
            (folder / f"{number:06d}.jpg").write_bytes(content[:2] + comment + content[2:])
        command = [sys.executable, "-m", "detection", "scan", str(folder), "--output", str(output)]
        command += ["--model", model] if model else []
        peaks, failed = _watched(command, output, marks)
    json.dump({"peak_mb": peaks, "photos": photos, "status": failed}, sys.stdout, indent=1)


def _made(count: int, crops: Path | None) -> Iterator[bytes]:
    """Give different photos to make the others of: few, since each is looked at like any other."""
    yield from large_photos(min(count, 13))
    random = np.random.default_rng(5)
    for path in islice(find_photos([crops]) if crops else (), 12):
        with Image.open(path) as image:
            left, top = (
                int(random.integers(0, max(1, whole - part)))
                for whole, part in zip(image.size, _SIZE, strict=True)
            )
            part = image.convert("RGB").crop((left, top, left + _SIZE[0], top + _SIZE[1]))
            stream = io.BytesIO()
            part.save(stream, "JPEG", quality=90)
            yield stream.getvalue()


def _watched(command: list[str], output: Path, marks: list[int]) -> tuple[dict[int, float], int]:
    """Run a command; give the peak of its memory until so many records were written, and status."""
    peaks = dict.fromkeys(marks, 0.0)
    with subprocess.Popen(command, cwd=_ROOT, stderr=subprocess.DEVNULL) as scan:  # noqa: S603
        watched = psutil.Process(scan.pid)
        done = position = 0
        while scan.poll() is None:
            time.sleep(_SAMPLE_SECONDS)
            used = memory_mb(watched)
            if output.exists():
                with output.open("rb") as records:
                    records.seek(position)
                    new = records.read()
                    position += len(new)
                    done += new.count(b"\n")
            for mark in marks:
                if done < mark or mark == marks[-1]:
                    peaks[mark] = round(max(peaks[mark], used), 1)
            print(done, round(used), peaks, end="\r", file=sys.stderr)  # noqa: T201 - a command
        return peaks, scan.returncode


if __name__ == "__main__":
    typer.run(main)
