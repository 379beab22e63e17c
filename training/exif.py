"""The EXIF that a phone would write, with the errors that phones make."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from random import Random

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

__all__ = ["Shot", "disturbed", "write_exif"]

_RADIUS_68_PER_SIGMA = math.sqrt(-2 * math.log(1 - 0.68))
"""Radius that holds 68% of a round normal distribution, in its sigmas per axis."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shot:
    """What a photo says about where, when and how it was taken; None is not written."""

    taken_at: datetime
    focal_length_35mm: float
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    altitude_m: float | None = None
    heading_deg: float | None = None
    magnetic: bool = False
    orientation: int = 1


def disturbed(
    shot: Shot, random: Random, *, heading_sigma_deg: float, declination_deg: float
) -> Shot:
    """Add the errors of GPS and compass to a true shot.

    The point moves by a normal error whose 68% radius is `accuracy_m`; the heading by a normal
    error, and by the declination (positive east) if the compass counts from magnetic north.
    """
    latitude, longitude, heading_deg = shot.latitude, shot.longitude, shot.heading_deg
    if latitude is not None and longitude is not None and shot.accuracy_m is not None:
        sigma_m = shot.accuracy_m / _RADIUS_68_PER_SIGMA
        north_m, east_m = random.gauss(0, sigma_m), random.gauss(0, sigma_m)
        metres_per_degree = 111_195.0
        longitude += east_m / metres_per_degree / math.cos(math.radians(latitude))
        latitude += north_m / metres_per_degree
    if heading_deg is not None:
        heading = heading_deg + random.gauss(0, heading_sigma_deg)
        heading_deg = (heading - declination_deg * shot.magnetic) % 360
    return replace(shot, latitude=latitude, longitude=longitude, heading_deg=heading_deg)


def write_exif(shot: Shot) -> Image.Exif:
    """Give the EXIF block of a shot."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Osmatrac"
    exif[ExifTags.Base.Model] = "Blender street"
    exif[ExifTags.Base.Software] = "Osmatrac training render"
    exif[ExifTags.Base.Orientation] = shot.orientation
    exif[ExifTags.Base.DateTime] = shot.taken_at.strftime("%Y:%m:%d %H:%M:%S")
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = shot.taken_at.strftime("%Y:%m:%d %H:%M:%S")
    offset = shot.taken_at.strftime("%z")
    details[ExifTags.Base.OffsetTimeOriginal] = f"{offset[:3]}:{offset[3:]}"
    details[ExifTags.Base.FocalLengthIn35mmFilm] = round(shot.focal_length_35mm)
    details[ExifTags.Base.FocalLength] = _rational(shot.focal_length_35mm * _SENSOR_SHARE)
    if shot.latitude is not None and shot.longitude is not None:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(_gps(shot, shot.latitude, shot.longitude))
    return exif


_SENSOR_SHARE = 9.8 / 43.2666
"""Diagonal of a phone's 1/1.7 inch sensor against that of the 36 x 24 mm frame."""


def _gps(shot: Shot, latitude: float, longitude: float) -> dict[int, object]:
    utc = shot.taken_at.astimezone(UTC)
    tags: dict[int, object] = {
        ExifTags.GPS.GPSVersionID: b"\x02\x03\x00\x00",
        ExifTags.GPS.GPSLatitudeRef: "N" if latitude >= 0 else "S",
        ExifTags.GPS.GPSLatitude: _sexagesimal(abs(latitude)),
        ExifTags.GPS.GPSLongitudeRef: "E" if longitude >= 0 else "W",
        ExifTags.GPS.GPSLongitude: _sexagesimal(abs(longitude)),
        ExifTags.GPS.GPSTimeStamp: tuple(map(_rational, (utc.hour, utc.minute, utc.second))),
        ExifTags.GPS.GPSDateStamp: utc.strftime("%Y:%m:%d"),
        ExifTags.GPS.GPSMapDatum: "WGS-84",
    }
    if shot.altitude_m is not None:
        tags[ExifTags.GPS.GPSAltitudeRef] = b"\x01" if shot.altitude_m < 0 else b"\x00"
        tags[ExifTags.GPS.GPSAltitude] = _rational(abs(shot.altitude_m))
    if shot.accuracy_m is not None:
        tags[ExifTags.GPS.GPSHPositioningError] = _rational(shot.accuracy_m)
    if shot.heading_deg is not None:
        tags[ExifTags.GPS.GPSImgDirectionRef] = "M" if shot.magnetic else "T"
        tags[ExifTags.GPS.GPSImgDirection] = _rational(shot.heading_deg)
    return tags


def _sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    seconds = (degrees - whole - minutes / 60) * 3600
    return _rational(whole), _rational(minutes), IFDRational(round(seconds * 10_000), 10_000)


def _rational(value: float) -> IFDRational:
    fraction = Fraction(round(value * 100), 100)
    return IFDRational(fraction.numerator, fraction.denominator)
