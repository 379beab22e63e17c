"""A photo that can be recognised wherever something of it turns up."""

import io
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from benchmarks.traces import coordinate_forms, text_forms

__all__ = ["FILE_NAME", "LATITUDE", "LONGITUDE", "PERSONAL", "PLACE", "marked_photo"]

Place = tuple[float, float]
"""Latitude and longitude, WGS 84 degrees."""

LATITUDE, LONGITUDE = 44.7976931, 20.4738217
FILE_NAME = "IMG_Marked-Person_7731.jpg"
_OWNER, _SERIAL, _LENS = "Marked Owner-Person", "SN-7731-QX-MARKED", "LENS-4410-MARKED"
_TEXTS = {
    0x010E: "A MARKED description",
    0x0131: "MARKED software 7.7",
    0x013C: "MARKED-host",
    0x8298: "MARKED copyright",
}
_OWN_TEXTS: dict[int, str | bytes] = {
    0x9286: b"MARKED comment of the user",
    0x927C: b"MARKED notes of the maker",
    0xA420: "MARKED-unique-id-7731",
    0xA434: "MARKED model of the lens",
}
_GPS_TEXTS = {0x1B: b"MARKED method", 0x1C: b"MARKED area"}
_SAMPLES = Path(__file__).resolve().parents[1] / "samples"
_GPS, _EXIF = 0x8825, 0x8769

PLACE = {
    **coordinate_forms("latitude", LATITUDE),
    **coordinate_forms("longitude", LONGITUDE),
}
PERSONAL = {
    **text_forms("camera owner", _OWNER),
    **text_forms("serial number", _SERIAL),
    **text_forms("serial number of the lens", _LENS),
    **text_forms("file name", FILE_NAME),
    **text_forms("any other text of the photo", "MARKED"),
}


def marked_photo(place: Place = (LATITUDE, LONGITUDE), *, longer_side_px: int = 2400) -> bytes:
    """Give a sample photo as its phone would have written it at a place, every text marked."""
    latitude, longitude = place
    with Image.open(_SAMPLES / "street-01.jpg") as image:
        exif = image.getexif()
        picture = image.copy()
    gps, own = exif.get_ifd(_GPS), exif.get_ifd(_EXIF)
    gps[2], gps[4] = _parts(latitude), _parts(longitude)
    exif.update({0x013B: _OWNER, **_TEXTS})  # the first is Artist
    own.update(_OWN_TEXTS)
    gps.update(_GPS_TEXTS)
    own[0xA430], own[0xA431], own[0xA435] = _OWNER, _SERIAL, _LENS
    own[0x9003] = "2026:05:01 12:34:56"
    stream = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{_SERIAL} {latitude} {longitude}</x:xmpmeta>"
    picture.thumbnail((longer_side_px, longer_side_px))
    picture.save(
        stream,
        "JPEG",
        quality=88,
        exif=exif.tobytes(),
        xmp=xmp.encode(),
        comment=f"MARKED {latitude} {longitude}".encode(),
    )
    return stream.getvalue()


def _parts(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    seconds = round(degrees * 3600 % 60 * 1_000_000)
    return (
        IFDRational(int(degrees), 1),
        IFDRational(int(degrees * 60) % 60, 1),
        IFDRational(seconds, 1_000_000),
    )
