"""A photo that can be recognised wherever something of it turns up."""

import io
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from benchmarks.traces import coordinate_forms, text_forms

__all__ = ["FILE_NAME", "LATITUDE", "LONGITUDE", "PERSONAL", "PLACE", "marked_photo"]

LATITUDE, LONGITUDE = 44.7976931, 20.4738217
FILE_NAME = "IMG_Marked-Person_7731.jpg"
_OWNER, _SERIAL, _LENS = "Marked Owner-Person", "SN-7731-QX-MARKED", "LENS-4410-MARKED"
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
}


def marked_photo() -> bytes:
    """Give a sample photo as its phone would have written it at the marked place."""
    with Image.open(_SAMPLES / "street-01.jpg") as image:
        exif = image.getexif()
        picture = image.copy()
    gps, own = exif.get_ifd(_GPS), exif.get_ifd(_EXIF)
    gps[2], gps[4] = _parts(LATITUDE), _parts(LONGITUDE)
    exif[0x013B] = _OWNER  # Artist
    own[0xA430], own[0xA431], own[0xA435] = _OWNER, _SERIAL, _LENS
    own[0x9003] = "2026:05:01 12:34:56"
    stream = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{_SERIAL} {LATITUDE} {LONGITUDE}</x:xmpmeta>"
    picture.thumbnail((2400, 2400))
    picture.save(stream, "JPEG", quality=88, exif=exif.tobytes(), xmp=xmp.encode())
    return stream.getvalue()


def _parts(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    seconds = round(degrees * 3600 % 60 * 1_000_000)
    return (
        IFDRational(int(degrees), 1),
        IFDRational(int(degrees * 60) % 60, 1),
        IFDRational(seconds, 1_000_000),
    )
