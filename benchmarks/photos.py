"""Photos to send: renders of samples/ made smaller, each with bytes of its own."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

__all__ = ["large_photos", "red_photos", "sample_photos"]

_SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def sample_photos(count: int, *, seed: int, longer_side_px: int = 1600) -> list[bytes]:
    """Give re-encoded sample photos with their Exif, no two of the same bytes."""
    files = sorted(_SAMPLES.glob("*.jpg"))
    scaled: list[tuple[Image.Image, bytes]] = []
    for file in files[:count]:
        with Image.open(file) as image:
            smaller = image.copy()
            smaller.thumbnail((longer_side_px, longer_side_px))
            scaled.append((smaller, image.info.get("exif", b"")))
    random = np.random.default_rng(seed)
    photos = []
    for number in range(count):
        sample, exif = scaled[number % len(scaled)]
        other = sample.copy()
        colour = tuple(int(part) for part in random.integers(0, 256, 3))
        other.paste(colour, (0, 0, 16, 16))  # a mark that makes each photo another
        stream = io.BytesIO()
        other.save(stream, "JPEG", quality=85, exif=exif, comment=f"{seed}-{number}".encode())
        photos.append(stream.getvalue())
    return photos


def red_photos(count: int, *, seed: int) -> Iterator[bytes]:
    """Give small grey pictures with a red part each: one camera for the quick detector."""
    random = np.random.default_rng(seed)
    for number in range(count):
        pixels = random.integers(90, 120, (64, 96, 3), dtype=np.uint8)
        pixels[:32, :48] = (200, 20, 20)
        stream = io.BytesIO()
        Image.fromarray(pixels).save(stream, "JPEG", comment=f"{seed}-{number}".encode())
        yield stream.getvalue()


def large_photos(count: int) -> Iterator[bytes]:
    """Give sample photos enlarged to twelve megapixels, each once and then again."""
    files = sorted(_SAMPLES.glob("*.jpg"))
    for number in range(count):
        with Image.open(files[number % len(files)]) as image:
            across, down = (4032, 3024) if image.width > image.height else (3024, 4032)
            enlarged = image.resize((across, down), Image.Resampling.LANCZOS)
            stream = io.BytesIO()
            comment = f"{number}".encode()
            enlarged.save(
                stream, "JPEG", quality=90, exif=image.info.get("exif", b""), comment=comment
            )
        yield stream.getvalue()
