"""Where a photo was taken and which way the lens looked, from its GPS tags.

Phones write empty, incomplete and impossible values, so each is checked, and a missing value
is unknown, never zero. Tags and their meaning: Exif 3.0 (CIPA DC-008-2023), section 4.6.6.
"""

from detection.record import HeadingReference, Location, Problem
from detection.tags import Tags
from languages.kept import kept

__all__ = ["LocationError", "datum_note", "location"]

USER_EQUIVALENT_RANGE_ERROR_M = 5.0
"""Metres of horizontal error per unit of dilution of precision.

A round figure for single-frequency phone receivers; van Diggelen and Enge (2015), "The World's
first GPS MOOC and Worldwide Laboratory using Smartphones", measured 4.9 m under open sky.
"""

UNRELIABLE_ACCURACY_M = 100_000.0
"""Stated errors from here on are placeholders (4294967295 is common), not measurements."""

EXPECTED_DATUMS = frozenset({"", "WGS84", "WGS1984"})

_LOCATION_PROBLEMS = {
    "no_gps": kept("The photo has no location. Place it on the map."),
    "gps_empty": kept("The location field of the photo is empty. Place it on the map."),
    "gps_incomplete": kept("The location in the photo is incomplete. Place it on the map."),
    "gps_unreadable": kept("The location in the photo cannot be read. Place it on the map."),
    "gps_no_hemisphere": kept(
        "The location does not say north or south, east or west. Place the photo on the map."
    ),
    "gps_impossible": kept(
        "The photo states an impossible location ({value}). Place it on the map."
    ),
    "gps_removed": kept(
        "The phone removed the location before the photo was sent. Place it on the map."
    ),
    "gps_unreliable": kept(
        "The phone marked its location as unreliable. Place the photo on the map."
    ),
}


class LocationError(Exception):
    """No usable location; `problem` says why."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.problem = Problem(code=code, message=kept(_LOCATION_PROBLEMS[code], value=value))


def location(tags: Tags) -> Location:
    """Read the location; raises LocationError."""
    latitude = _angle(tags, "GPS GPSLatitude")
    longitude = _angle(tags, "GPS GPSLongitude")
    if latitude == 0 and longitude == 0:
        raise LocationError("gps_removed")
    latitude *= _hemisphere(tags, "GPS GPSLatitudeRef", positive="N", negative="S")
    longitude *= _hemisphere(tags, "GPS GPSLongitudeRef", positive="E", negative="W")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise LocationError("gps_impossible", f"{latitude:.6g}, {longitude:.6g}")
    accuracy_m = _accuracy_m(tags)
    if tags.text("GPS GPSStatus") == "V" or (accuracy_m or 0) >= UNRELIABLE_ACCURACY_M:
        raise LocationError("gps_unreliable")
    heading_deg, heading_reference = _heading(tags)
    return Location(
        latitude=latitude,
        longitude=longitude,
        accuracy_m=accuracy_m,
        altitude_m=_altitude_m(tags),
        heading_deg=heading_deg,
        heading_reference=heading_reference,
        focal_length_35mm=_positive(tags.number("EXIF FocalLengthIn35mmFilm")),
    )


def datum_note(tags: Tags) -> Problem | None:
    """Warn of coordinates that are not WGS 84, which cannot be used as they are."""
    datum = tags.text("GPS GPSMapDatum")
    if "".join(filter(str.isalnum, datum)).upper() in EXPECTED_DATUMS:
        return None
    message = kept(
        "The location uses the datum {datum}, not WGS 84: check it on the map.",
        datum=repr(datum[:20]),
    )
    return Problem(code="gps_datum", message=message)


def _angle(tags: Tags, key: str) -> float:
    """Degrees, minutes and seconds as unsigned degrees."""
    if key not in tags:
        other_is_there = "GPS GPSLatitude" in tags or "GPS GPSLongitude" in tags
        raise LocationError("gps_incomplete" if other_is_there else "no_gps")
    numbers = tags.numbers(key)
    if numbers is None or len(numbers) != 3:
        raise LocationError("gps_unreadable")
    if all(number is None for number in numbers):
        raise LocationError("gps_empty")
    degrees, minutes, seconds = numbers
    if degrees is None or minutes is None or seconds is None:
        raise LocationError("gps_incomplete")
    if not (0 <= minutes <= 60 and 0 <= seconds <= 60 and degrees >= 0):
        raise LocationError("gps_impossible", f"{degrees:g} deg {minutes:g} min {seconds:g} s")
    return degrees + minutes / 60 + seconds / 3600


def _hemisphere(tags: Tags, key: str, *, positive: str, negative: str) -> int:
    """1 or -1; accepts `s` and `South`, but does not guess what is blank."""
    initial = tags.text(key)[:1].upper()
    if initial not in (positive, negative):
        raise LocationError("gps_no_hemisphere")
    return 1 if initial == positive else -1


def _accuracy_m(tags: Tags) -> float | None:
    """Stated horizontal error, else the one that follows from the dilution of precision."""
    stated_m = _positive(tags.number("GPS Tag 0x001F"))  # GPSHPositioningError
    if stated_m is not None:
        return stated_m
    dilution = _positive(tags.number("GPS GPSDOP"))
    return None if dilution is None else dilution * USER_EQUIVALENT_RANGE_ERROR_M


def _altitude_m(tags: Tags) -> float | None:
    altitude_m = tags.number("GPS GPSAltitude")
    below_sea_level = tags.number("GPS GPSAltitudeRef") == 1
    return -altitude_m if altitude_m is not None and below_sea_level else altitude_m


def _heading(tags: Tags) -> tuple[float | None, HeadingReference | None]:
    heading_deg = tags.number("GPS GPSImgDirection")
    if heading_deg is None or not 0 <= heading_deg <= 360:
        return None, None
    references = {"T": HeadingReference.TRUE, "M": HeadingReference.MAGNETIC}
    reference = references.get(tags.text("GPS GPSImgDirectionRef")[:1].upper())
    return heading_deg % 360, reference


def _positive(number: float | None) -> float | None:
    return number if number is not None and number > 0 else None
