"""Thirty bad inputs, made here, through the guarded reader: what the user reads of each."""

import io
import struct
import time
import zlib
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image

from detection import photo
from detection.detector import Detector
from detection.guarded_photo import GuardedReader
from detection.photo import Pixels
from detection.record import Detection, HeadingReference, Location, ScanRecord
from detection.scan import scan_bytes
from languages.language import Language
from languages.reader import speaking
from languages.script import to_latin
from languages.text import said
from tests.builders import BELGRADE_GPS, Value, encoded, exif_block, jpeg, picture

DAMAGED = "The photo is damaged or incomplete. Please send it again."
DAMAGED_HEIC = "The HEIC photo is damaged or incomplete. Please send it again."
NOT_ALLOWED = "This file type is not allowed. Please send JPEG, HEIC, PNG or WebP."
NO_PHOTO = "This is not a photo."
VIDEO = "Videos are not supported. Please send photos."
TOO_LARGE = "The photo is too large: over 120 megapixels."

Scan = Callable[[bytes], ScanRecord]


class _Blind:
    def detect(self, pixels: Pixels, *, confidence: float | None = None) -> tuple[Detection, ...]:
        assert pixels.ndim == 3
        assert confidence is None
        return ()


@pytest.fixture(scope="module")
def scan() -> Iterator[Scan]:
    blind: Detector = _Blind()
    with GuardedReader() as reader:

        def scan_it(data: bytes) -> ScanRecord:
            record = scan_bytes(data, blind, read=reader.read)
            for problem in (record.error, record.location_problem, *record.notes):
                assert problem is None or _is_said_in_serbian(problem.message), problem
            return record

        yield scan_it


def _is_said_in_serbian(message: str) -> bool:
    with speaking(Language.SERBIAN_CYRILLIC):
        cyrillic = said(message)
    with speaking(Language.SERBIAN_LATIN):
        latin = said(message)
    return not cyrillic.isascii() and latin == to_latin(cyrillic) != message


def noise(kind: str = "JPEG", **options: bytes) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    return encoded(Image.fromarray(pixels), kind=kind, **options)


def flipped(data: bytes, seed: int) -> bytes:
    """The same bytes with a bit turned in every tenth byte or so, behind the type."""
    damaged = bytearray(data)
    for at in np.random.default_rng(seed).integers(40, len(data), len(data) // 10):
        damaged[at] ^= 1 << (int(at) % 8)
    return bytes(damaged)


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


def large_png_of_zeros() -> bytes:
    stream = io.BytesIO()
    Image.new("1", (12_000, 12_001)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda: b"", "The file is empty.", id="1 empty"),
        pytest.param(lambda: b"\xff\xd8", DAMAGED, id="2 two bytes"),
        pytest.param(lambda: jpeg()[:20], DAMAGED, id="2 twenty bytes"),
        pytest.param(lambda: noise()[: len(noise()) // 2], DAMAGED, id="3 cut halfway"),
        pytest.param(lambda: b"<!doctype html><html></html>", NO_PHOTO, id="5 HTML"),
        pytest.param(lambda: b"PK\x03\x04" + bytes(60), NO_PHOTO, id="5 zip"),
        pytest.param(lambda: b"Dear coordinator", NO_PHOTO, id="5 text"),
        pytest.param(lambda: b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", VIDEO, id="6 MP4"),
        pytest.param(lambda: b"%!PS-Adobe-3.0 EPSF-3.0", NOT_ALLOWED, id="7 EPS"),
        pytest.param(lambda: b"%PDF-1.7", NOT_ALLOWED, id="7 PDF"),
        pytest.param(lambda: b'<?xml version="1.0"?><svg></svg>', NOT_ALLOWED, id="7 SVG"),
        pytest.param(lambda: noise("HEIF")[:-500], DAMAGED_HEIC, id="9 HEIC cut"),
        pytest.param(lambda: noise("HEIF")[:60], DAMAGED_HEIC, id="9 HEIC header alone"),
        pytest.param(lambda: flipped(noise("HEIF"), 1), DAMAGED_HEIC, id="10 HEIC bits turned"),
        pytest.param(lambda: png_header(20_000, 20_000), TOO_LARGE, id="11 400 MP header"),
        pytest.param(large_png_of_zeros, TOO_LARGE, id="12 144 MP of zeros"),
        pytest.param(
            lambda: encoded(Image.new("L", (65_500, 10))),
            "The photo has an unusual shape, a long thin strip. It was not analysed.",
            id="13 strip",
        ),
        pytest.param(
            lambda: encoded(picture(1, 1)),
            "The photo is too small: each side needs at least 32 pixels.",
            id="14 one pixel",
        ),
        pytest.param(
            lambda: bytes(photo.MAX_BYTES + 1), "The file is over 60 MB.", id="18 too many bytes"
        ),
    ],
)
def test_files_that_cannot_be_used(scan: Scan, make: Callable[[], bytes], message: str) -> None:
    record = scan(make())
    assert record.error is not None
    assert record.error.message == message
    assert record.detections == ()


def test_3_a_cut_jpeg_keeps_its_location(scan: Scan) -> None:
    whole = noise(exif=exif_block())
    record = scan(whole[: len(whole) // 2])
    assert record.error is not None
    assert record.location is not None


@pytest.mark.parametrize(
    ("make", "note"),
    [
        pytest.param(
            lambda: noise()[:20_000] + bytes(600) + noise()[20_600:],
            "The photo may be damaged in parts.",
            id="4 zeroed block",
        ),
        pytest.param(
            lambda: encoded(Image.fromarray(np.full((64, 96), 30_000, np.uint16)), kind="PNG"),
            "Converted from I;16 to 8-bit RGB colour.",
            id="15 sixteen bits",
        ),
        pytest.param(
            lambda: encoded(picture().convert("CMYK")),
            "Converted from CMYK to 8-bit RGB colour.",
            id="16 CMYK",
        ),
        pytest.param(
            lambda: encoded(picture().convert("L")),
            "Converted from L to 8-bit RGB colour.",
            id="16 grey",
        ),
        pytest.param(
            lambda: encoded(picture().convert("P"), kind="PNG"),
            "Converted from P to 8-bit RGB colour.",
            id="16 palette",
        ),
    ],
)
def test_photos_that_are_used_with_a_note(scan: Scan, make: Callable[[], bytes], note: str) -> None:
    record = scan(make())
    assert record.error is None
    assert [each.message for each in record.notes] == [note]


def test_8_a_heic_is_known_by_its_content(scan: Scan) -> None:
    record = scan(encoded(kind="HEIF"))  # no name comes along at all
    assert (record.error, record.width, record.height) == (None, 96, 64)


def test_17_the_first_frame_of_several_is_used(scan: Scan) -> None:
    stream = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), "blue")]
    picture().save(stream, "MPO", save_all=True, append_images=frames)
    record = scan(stream.getvalue())
    assert (record.error, record.width, record.height) == (None, 96, 64)


def gps(**changes: Value | None) -> bytes:
    """A JPEG with GPS tags changed or, by None, removed."""
    tags = {**BELGRADE_GPS, **{int(tag[1:]): value for tag, value in changes.items()}}
    return jpeg({tag: value for tag, value in tags.items() if value is not None})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(encoded(), "The photo has no location.", id="19 no Exif"),
        pytest.param(
            gps(t2=[(0, 0)] * 3, t4=[(0, 0)] * 3),
            "The location field of the photo is empty.",
            id="20 nothing by nothing",
        ),
        pytest.param(
            gps(t2=[(44, 1), (48, 1), (0, 0)]),
            "The location in the photo is incomplete.",
            id="21 seconds alone",
        ),
        *(
            pytest.param(
                gps(t2=[(44, 1)] * count),
                "The location in the photo cannot be read.",
                id=f"22 components: {count}",
            )
            for count in (1, 2, 4)
        ),
        pytest.param(
            gps(t1=None),
            "The location does not say north or south, east or west.",
            id="23 no N or S",
        ),
        pytest.param(
            gps(t3=None),
            "The location does not say north or south, east or west.",
            id="23 no E or W",
        ),
        pytest.param(
            gps(t1=" "),
            "The location does not say north or south, east or west.",
            id="24 blank reference",
        ),
        pytest.param(
            gps(t2=[(97, 1), (0, 1), (0, 1)]),
            "The photo states an impossible location (97, 20.42).",
            id="25 latitude 97",
        ),
        pytest.param(
            gps(t4=[(400, 1), (0, 1), (0, 1)]),
            "The photo states an impossible location (44.81, 400).",
            id="25 longitude 400",
        ),
        pytest.param(
            gps(t2=[(44, 1), (75, 1), (0, 1)]),
            "The photo states an impossible location (44 deg 75 min 0 s).",
            id="25 minutes 75",
        ),
        pytest.param(
            gps(t2=[(0, 1)] * 3, t4=[(0, 1)] * 3),
            "The phone removed the location before the photo was sent.",
            id="26 zero, zero",
        ),
        pytest.param(gps(t9="V"), "The phone marked its location as unreliable.", id="27 status V"),
        pytest.param(
            gps(t31=[(4294967295, 1)]),
            "The phone marked its location as unreliable.",
            id="27 error of 4294967295 m",
        ),
    ],
)
def test_locations_that_cannot_be_used(scan: Scan, data: bytes, message: str) -> None:
    record = scan(data)
    assert record.error is None
    assert record.location is None
    assert record.location_problem is not None
    sentence, _, rest = record.location_problem.message.partition(". ")
    assert f"{sentence}." == message
    assert rest in {"Place it on the map.", "Place the photo on the map."}


def location(record: ScanRecord) -> Location:
    assert record.location_problem is None
    assert record.location is not None
    return record.location


@pytest.mark.parametrize("reference", ["s", "South"])
def test_24_a_clear_hemisphere_is_normalised(scan: Scan, reference: str) -> None:
    assert location(scan(gps(t1=reference))).latitude == pytest.approx(-44.81)


@pytest.mark.parametrize(
    ("data", "heading_deg", "reference"),
    [
        (gps(t17=[(0, 0)]), None, None),
        (gps(t17=[(400, 1)]), None, None),
        (gps(t16=None), 123, None),
        (gps(t16="M"), 123, HeadingReference.MAGNETIC),
    ],
)
def test_28_headings_are_dropped_or_marked(
    scan: Scan, data: bytes, heading_deg: float | None, reference: HeadingReference | None
) -> None:
    found = location(scan(data))
    assert (found.heading_deg, found.heading_reference) == (heading_deg, reference)


def test_29_altitudes_below_the_sea_or_unknown(scan: Scan) -> None:
    assert location(scan(gps(t5=b"\1"))).altitude_m == -80
    assert location(scan(gps(t6=[(0, 0)]))).altitude_m is None


def test_30_an_exif_bomb_takes_no_time(scan: Scan) -> None:
    entry = b"\x01\x0f\x00\x02\x00\x00\x00\x01\x00\x00\x00\x08"
    bomb = b"Exif\0\0MM\0*\0\0\0\x08" + b"\xff\xff" + entry * 65_535 + b"\0\0\0\x08"
    started = time.monotonic()
    record = scan(encoded(kind="PNG", exif=bomb))
    assert time.monotonic() - started < 10
    assert record.error is None
    assert record.location_problem is not None
    message = record.location_problem.message
    given_up = message.startswith(
        "Reading the photo's details took too long, so they were skipped."
    )
    assert given_up or message == "The photo has no location. Place it on the map."


def test_another_datum_is_warned_of(scan: Scan) -> None:
    assert [note.message for note in scan(gps(t18="TOKYO")).notes] == [
        "The location uses the datum 'TOKYO', not WGS 84: check it on the map."
    ]
