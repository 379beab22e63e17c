"""What may be opened, what is refused with which words, and which way is up."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageOps

from detection import photo
from detection.photo import PhotoError
from tests.builders import encoded, exif_block, jpeg, picture


def refusal(data: bytes) -> PhotoError:
    with pytest.raises(PhotoError) as caught:
        photo.read(data)
    return caught.value


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds no pixels."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


def is_red(pixels: photo.Pixels, y: int, x: int) -> bool:
    red, green, blue = (int(value) for value in pixels[y, x])
    return red > 150 and green < 90 and blue < 90


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_each_format_is_read_with_its_location(kind: str) -> None:
    read = photo.read(encoded(kind=kind, exif=exif_block()))
    assert (read.width, read.height) == (96, 64)
    assert is_red(read.pixels, 10, 10)
    assert not is_red(read.pixels, 50, 80)
    assert read.metadata.location is not None
    assert read.metadata.location.latitude == pytest.approx(44.81)
    assert read.notes == ()


@pytest.mark.parametrize(
    ("orientation", "red_corner", "size"),
    [
        (1, (5, 5), (96, 64)),
        (2, (5, -5), (96, 64)),
        (3, (-5, -5), (96, 64)),
        (4, (-5, 5), (96, 64)),
        (5, (5, 5), (64, 96)),
        (6, (5, -5), (64, 96)),
        (7, (-5, -5), (64, 96)),
        (8, (-5, 5), (64, 96)),
    ],
)
def test_photos_are_turned_upright(
    orientation: int, red_corner: tuple[int, int], size: tuple[int, int]
) -> None:
    read = photo.read(encoded(exif=exif_block(image={0x112: orientation})))
    assert (read.width, read.height) == size
    assert is_red(read.pixels, *red_corner)


def test_a_rotated_heic_is_turned_once() -> None:
    upright = photo.read(encoded(kind="HEIF", exif=exif_block(image={0x112: 6})))
    assert (upright.width, upright.height) == (64, 96)
    assert is_red(upright.pixels, 5, -5)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xff\xd8", "damaged"),
        (jpeg()[:20], "damaged"),
        (b"<!doctype html><html></html>", "not_a_photo"),
        (b"PK\x03\x04" + bytes(60), "not_a_photo"),
        (b"Dear coordinator, here is the photo", "not_a_photo"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "video"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video"),
        (b"RIFF\0\0\0\0AVI LIST", "video"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "type_not_allowed"),
        (b"%PDF-1.7", "type_not_allowed"),
        (b'<?xml version="1.0"?><svg></svg>', "type_not_allowed"),
        (b"GIF89a", "type_not_allowed"),
        (b"II*\0" + bytes(20), "type_not_allowed"),
        (encoded(kind="HEIF")[:-200], "damaged_heic"),
        (encoded(kind="HEIF")[:40], "damaged_heic"),
        (encoded(kind="PNG")[:80], "damaged"),
        (encoded(kind="WEBP")[:60], "damaged"),
        (png_header(20_000, 20_000), "too_many_pixels"),
        (png_header(65_500, 10), "unusual_shape"),
        (encoded(picture(1, 1)), "too_small"),
    ],
)
def test_what_cannot_be_used_is_refused_in_plain_words(data: bytes, code: str) -> None:
    error = refusal(data)
    assert error.problem.code == code
    assert str(error) == error.problem.message
    assert error.problem.message.endswith(".")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_small_file_with_a_huge_picture_is_refused_before_decoding() -> None:
    stream = io.BytesIO()
    Image.new("L", (12_100, 12_000)).save(stream, "PNG")
    assert len(stream.getvalue()) < 1_000_000
    assert refusal(stream.getvalue()).problem.code == "too_many_pixels"


def test_the_byte_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo, "MAX_BYTES", 100)
    assert refusal(jpeg()).problem.code == "too_many_bytes"


def test_a_jpeg_cut_halfway_keeps_its_location() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    whole = encoded(Image.fromarray(noise), exif=exif_block())
    error = refusal(whole[: len(whole) // 2])
    assert error.problem.code == "damaged"
    assert error.metadata.location is not None
    assert error.metadata.taken_at is not None


def test_a_hole_of_zeros_is_read_and_noted() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    data = bytearray(encoded(Image.fromarray(noise), exif=exif_block()))
    assert photo.read(bytes(data)).notes == ()
    middle = len(data) // 2
    data[middle : middle + 600] = bytes(600)
    assert [note.code for note in photo.read(bytes(data)).notes] == ["maybe_damaged"]


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "I;16"])
def test_other_colour_modes_are_converted_and_noted(mode: str) -> None:
    if mode == "I;16":
        deep = (np.arange(64 * 96, dtype=np.uint16).reshape(64, 96) * 10) + 30_000
        image = Image.fromarray(deep)
    else:
        image = picture().convert(mode)
    read = photo.read(encoded(image, kind="PNG"))
    assert read.pixels.shape == (64, 96, 3)
    assert [note.code for note in read.notes] == ["converted"]
    assert 60 < read.pixels.mean() < 200, "scaled, not clipped"


def test_a_cmyk_jpeg_is_converted() -> None:
    read = photo.read(encoded(picture().convert("CMYK")))
    assert is_red(read.pixels, 10, 10)
    assert [note.code for note in read.notes] == ["converted"]


def test_transparent_parts_become_white() -> None:
    read = photo.read(encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), kind="PNG"))
    assert read.pixels.min() == 255


def test_the_first_frame_of_several_is_used() -> None:
    stream = io.BytesIO()
    second = Image.new("RGB", (96, 64), "blue")
    picture().save(stream, "MPO", save_all=True, append_images=[second])
    assert is_red(photo.read(stream.getvalue()).pixels, 10, 10)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    "options", [{}, {"subsampling": 0}, {"progressive": True}, {"quality": 30}]
)
def test_a_jpeg_has_the_pixels_that_pillow_gives_it(
    orientation: int, options: dict[str, int]
) -> None:
    noise = np.random.default_rng(orientation).integers(0, 256, (45, 67, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(noise).resize((333, 222)).save(
        stream, "JPEG", exif=exif_block(image={0x112: orientation}), **options
    )
    with Image.open(stream) as opened:
        expected = np.asarray(ImageOps.exif_transpose(opened))

    read = photo.read(stream.getvalue())

    assert read.pixels.flags.c_contiguous
    np.testing.assert_array_equal(read.pixels, expected)


@pytest.mark.parametrize("missing", [2, 40, 3000])
def test_a_jpeg_that_ends_too_early_is_damaged(missing: int) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    whole = encoded(Image.fromarray(noise))
    assert refusal(whole[:-missing]).problem.code == "damaged"
