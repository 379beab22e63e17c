"""Fuzzing: mutated photos through the reader, counted by what came of them.

    python -m benchmarks.fuzz --files 20000 --seed 1

JPEG, HEIC, PNG and WebP files with Exif are cut, overwritten, spliced and bent at random. Most go
through `detection.photo.read` in a process that is watched, a share through the guarded reader.
Prints the counts as JSON; status 1 for a hang, an exception that nobody declared, or a crash
outside the guard.
"""

import io
import json
import logging
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Annotated

import numpy as np
import typer
from PIL import Image

from detection import photo as photos
from detection.guarded_photo import GuardedReader
from detection.photo import Photo, PhotoError

MAX_SECONDS = 30.0
_CHUNK = 500
_EXIF_SHARE = 4
"""Every so many-th file is a valid picture of which only the Exif block is bent."""


def seeds(random: np.random.Generator) -> list[bytes]:
    """Give small valid photos of each kind and several makings."""
    import pillow_heif  # noqa: PLC0415 - a tool of developers: pi_heif cannot write

    pillow_heif.register_heif_opener()
    block = _exif()
    noise = Image.fromarray(random.integers(0, 256, (96, 128, 3), dtype=np.uint8))
    smooth = noise.resize((16, 12)).resize((192, 144))
    made = []
    for image in (noise, smooth):
        for kind, options in (
            ("JPEG", {}),
            ("JPEG", {"progressive": True}),
            ("JPEG", {"quality": 30, "subsampling": 2}),
            ("PNG", {}),
            ("WEBP", {}),
            ("WEBP", {"lossless": True}),
            ("HEIF", {}),
        ):
            stream = io.BytesIO()
            image.save(stream, kind, exif=block, **options)
            made.append(stream.getvalue())
    for mode in ("L", "P", "RGBA", "CMYK", "1"):
        stream = io.BytesIO()
        smooth.convert(mode).save(stream, "JPEG" if mode == "CMYK" else "PNG", exif=block)
        made.append(stream.getvalue())
    return made


def _exif() -> bytes:
    """A place in Belgrade with heading and time: pointers and rationals to be bent."""
    exif = Image.Exif()
    exif[0x10F], exif[0x112] = "Maker", 6
    details, place = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    details[0x9003], details[0x9011], details[0xA405] = "2026:05:01 12:00:00", "+02:00", 26
    degrees = [(44.0, 48.0, 36.0), (20.0, 25.0, 12.0)]
    place[1], place[2], place[3], place[4] = "N", degrees[0], "E", degrees[1]
    place[5], place[6], place[16], place[17], place[31] = b"\0", 80.0, "T", 123.0, 4.5
    place[7], place[29] = (10.0, 0.0, 3.0), "2026:05:01"
    return exif.tobytes()


def mutated(number: int, seed: int, valid: list[bytes]) -> bytes:
    """Give the file of this number: the same for the same seed."""
    random = np.random.default_rng((seed, number))
    data = bytearray(valid[int(random.integers(len(valid)))])
    if number % _EXIF_SHARE == 0:
        return _with_bent_exif(bytes(data), random)
    for _ in range(int(random.integers(1, 3))):
        _MUTATIONS[int(random.integers(len(_MUTATIONS)))](data, random, valid)
    return bytes(data)


def _with_bent_exif(data: bytes, random: np.random.Generator) -> bytes:
    block = _exif().removeprefix(b"Exif\0\0")
    bent = bytearray(block)
    for _ in range(int(random.integers(1, 6))):
        (_flip_in_head, _extreme_number, _fill)[int(random.integers(3))](bent, random, [])
    return data.replace(block, bytes(bent[: len(block)]).ljust(len(block), b"\0"))


def _flip(data: bytearray, random: np.random.Generator, _: list[bytes]) -> None:
    for at in random.integers(0, len(data), int(random.integers(1, 40))):
        data[at] ^= 1 << int(random.integers(8))


def _flip_in_head(data: bytearray, random: np.random.Generator, _: list[bytes]) -> None:
    for at in random.integers(0, min(len(data), 700), int(random.integers(1, 8))):
        data[at] = int(random.integers(256))


def _extreme_number(data: bytearray, random: np.random.Generator, _: list[bytes]) -> None:
    value = random.choice(np.array([0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF]))
    size = int(random.choice(np.array([2, 4])))
    at = int(random.integers(max(1, min(len(data), 900) - size)))
    data[at : at + size] = int(value).to_bytes(4, "big")[-size:]


def _cut(data: bytearray, random: np.random.Generator, _: list[bytes]) -> None:
    del data[int(random.integers(1, len(data))) :]


def _remove(data: bytearray, random: np.random.Generator, _: list[bytes]) -> None:
    at = int(random.integers(len(data)))
    if len(data) > 64:
        del data[at : at + int(random.integers(1, 32))]


def _repeat(data: bytearray, random: np.random.Generator, _: list[bytes]) -> None:
    at = int(random.integers(len(data)))
    data[at:at] = data[at : at + int(random.integers(1, 400))] * int(random.integers(1, 30))


def _fill(data: bytearray, random: np.random.Generator, _: list[bytes]) -> None:
    at = int(random.integers(len(data)))
    size = min(int(random.integers(1, 600)), len(data) - at)
    data[at : at + size] = bytes([int(random.choice(np.array([0, 255])))]) * size


def _splice(data: bytearray, random: np.random.Generator, valid: list[bytes]) -> None:
    other = valid[int(random.integers(len(valid)))]
    data[int(random.integers(len(data))) :] = other[int(random.integers(len(other))) :] or b"\0"


_MUTATIONS: tuple[Callable[[bytearray, np.random.Generator, list[bytes]], None], ...] = (
    _flip,
    _flip_in_head,
    _flip_in_head,
    _extreme_number,
    _extreme_number,
    _cut,
    _remove,
    _repeat,
    _fill,
    _splice,
)


def outcome(read: Callable[[bytes], Photo], data: bytes) -> str:
    """Say what came of a file: `read`, a declared code, or `undeclared` with the exception."""
    try:
        read(data)
    except PhotoError as error:
        return error.problem.code
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"undeclared: {type(error).__name__}: {error}"[:120]
    return "read"


def _read_chunk(channel: Connection, first: int, last: int, seed: int) -> None:
    """Read the files of a chunk in this process, telling each number before it is begun."""
    Image.init()
    valid = seeds(np.random.default_rng(seed))
    for number in range(first, last):
        channel.send(None)
        channel.send(outcome(photos.read, mutated(number, seed, valid)))
    channel.close()


def _watched_chunk(first: int, last: int, seed: int, counts: Counter[str]) -> float:
    """Read a chunk in a process of its own; a crash or a hang costs one file. Longest time."""
    context = multiprocessing.get_context("spawn")
    longest_s = 0.0
    while first < last:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_read_chunk, args=(theirs, first, last, seed))
        process.start()
        theirs.close()
        try:
            while first < last:
                ours.recv()  # it begins; the first time, when it has started
                began = time.monotonic()
                if not ours.poll(MAX_SECONDS):
                    counts[f"hang: file {first}"] += 1
                    break
                counts[ours.recv()] += 1
                longest_s = max(longest_s, time.monotonic() - began)
                first += 1
        except EOFError:
            process.join()
            counts[f"crash: file {first}, status {process.exitcode}"] += 1
        process.kill()
        process.join()
        first += first < last
    return longest_s


class _Ended(logging.Handler):
    """Counts how decoding processes ended: a signal is a crash that was contained."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: Counter[int] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        assert isinstance(record.args, tuple)
        status = record.args[0]
        assert isinstance(status, int)
        self.statuses[status] += 1


def main(
    *,
    files: Annotated[int, typer.Option(help="How many mutated files.")] = 2000,
    guarded: Annotated[float, typer.Option(min=0, max=1, help="Share for the guarded one.")] = 0.2,
    seed: Annotated[int, typer.Option(help="Of the mutations.")] = 1,
) -> None:
    """Read mutated photos and count what comes of them."""
    started = time.monotonic()
    plain_files = round(files * (1 - guarded))
    plain: Counter[str] = Counter()
    longest_s = 0.0
    for first in range(0, plain_files, _CHUNK):
        last = min(first + _CHUNK, plain_files)
        longest_s = max(longest_s, _watched_chunk(first, last, seed, plain))
        print(f"{last} of {files}", file=sys.stderr, flush=True)  # noqa: T201 - a command
    in_child: Counter[str] = Counter()
    longest_guarded_s = 0.0
    valid = seeds(np.random.default_rng(seed))
    ended = _Ended()
    logging.getLogger("detection.guarded_photo").addHandler(ended)
    with GuardedReader() as reader:
        for number in range(plain_files, files):
            data, began = mutated(number, seed, valid), time.monotonic()
            in_child[outcome(reader.read, data)] += 1
            longest_guarded_s = max(longest_guarded_s, time.monotonic() - began)
    json.dump(
        {
            "files": files,
            "seed": seed,
            "seconds": round(time.monotonic() - started, 1),
            "plain": dict(plain.most_common()),
            "plain_longest_s": round(longest_s, 2),
            "guarded": dict(in_child.most_common()),
            "guarded_children_ended_with": dict(ended.statuses),
            "guarded_longest_s": round(longest_guarded_s, 2),
        },
        sys.stdout,
        indent=2,
    )
    bad = [name for name in plain if name.startswith(("crash", "hang", "undeclared"))]
    bad += [name for name in in_child if name == "too_slow" or ":" in name]
    bad += [str(status) for status in ended.statuses if status >= 0]  # it raised, undeclared
    raise typer.Exit(1 if bad else 0)


if __name__ == "__main__":
    typer.run(main)
