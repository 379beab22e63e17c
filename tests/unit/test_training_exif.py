"""The written EXIF, read back, and the size of its errors."""

import io
from datetime import datetime, timedelta, timezone
from random import Random

import numpy as np
import pytest
from PIL import ExifTags, Image
from pyproj import Geod

from training.exif import Shot, disturbed, write_exif

_SHOT = Shot(
    taken_at=datetime(2026, 5, 14, 11, 20, 12, tzinfo=timezone(timedelta(hours=2))),
    focal_length_35mm=26,
    latitude=44.8103,
    longitude=20.4619,
    accuracy_m=4.0,
    altitude_m=104.0,
    heading_deg=350.0,
)


def _read_back(shot: Shot) -> Image.Exif:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "JPEG", exif=write_exif(shot).tobytes())
    return Image.open(stream).getexif()


def test_position_heading_and_lens_survive_the_round_trip() -> None:
    exif = _read_back(_SHOT)
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    degrees, minutes, seconds = gps[ExifTags.GPS.GPSLatitude]
    latitude = degrees + minutes / 60 + seconds / 3600
    assert float(latitude) == pytest.approx(44.8103, abs=1e-7)
    assert gps[ExifTags.GPS.GPSLatitudeRef] == "N"
    assert gps[ExifTags.GPS.GPSLongitudeRef] == "E"
    assert float(gps[ExifTags.GPS.GPSHPositioningError]) == 4.0
    assert float(gps[ExifTags.GPS.GPSImgDirection]) == 350.0
    assert gps[ExifTags.GPS.GPSImgDirectionRef] == "T"
    assert [float(part) for part in gps[ExifTags.GPS.GPSTimeStamp]] == [9, 20, 12]
    details = exif.get_ifd(ExifTags.IFD.Exif)
    assert details[ExifTags.Base.FocalLengthIn35mmFilm] == 26
    assert float(details[ExifTags.Base.FocalLength]) == pytest.approx(5.89)
    assert details[ExifTags.Base.DateTimeOriginal] == "2026:05:14 11:20:12"
    assert details[ExifTags.Base.OffsetTimeOriginal] == "+02:00"


def test_what_is_unknown_is_not_written() -> None:
    bare = Shot(taken_at=_SHOT.taken_at, focal_length_35mm=26)
    assert not _read_back(bare).get_ifd(ExifTags.IFD.GPSInfo)
    blind = Shot(taken_at=_SHOT.taken_at, focal_length_35mm=26, latitude=1.0, longitude=2.0)
    assert ExifTags.GPS.GPSImgDirection not in _read_back(blind).get_ifd(ExifTags.IFD.GPSInfo)


def test_two_thirds_of_the_points_lie_within_the_stated_accuracy() -> None:
    random = Random(1)
    distances = []
    for _ in range(2000):
        moved = disturbed(_SHOT, random, heading_sigma_deg=6, declination_deg=5.2)
        assert moved.latitude is not None
        assert moved.longitude is not None
        distances.append(
            Geod(ellps="WGS84").inv(20.4619, 44.8103, moved.longitude, moved.latitude)[2]
        )
    assert np.mean(np.array(distances) <= 4.0) == pytest.approx(0.68, abs=0.03)


def test_magnetic_headings_lack_the_declination() -> None:
    magnetic = Shot(taken_at=_SHOT.taken_at, focal_length_35mm=26, heading_deg=3.0, magnetic=True)
    moved = disturbed(magnetic, Random(1), heading_sigma_deg=0, declination_deg=5.2)
    assert moved.heading_deg == pytest.approx(357.8)
