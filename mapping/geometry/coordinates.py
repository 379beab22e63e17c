"""Coordinates as people paste them: from a map's address, a `geo:` link or plain text."""

import re

from languages.kept import kept

__all__ = ["parse_coordinates"]

_NUMBER = r"[-+]?\d{1,3}(?:[.,]\d+)?"
_LINKS = (
    re.compile(rf"mlat=({_NUMBER})&mlon=({_NUMBER})"),
    re.compile(rf"#map=[\d.]+/({_NUMBER})/({_NUMBER})"),
    re.compile(rf"@({_NUMBER}),({_NUMBER})"),
    re.compile(rf"geo:({_NUMBER}),({_NUMBER})"),
    re.compile(rf"[?&](?:q|ll|query)=({_NUMBER})(?:,|%2C)({_NUMBER})"),
)
_PLAIN = re.compile(rf"\s*({_NUMBER})\s*(?:[;,]\s+|[;\s]\s*)({_NUMBER})\s*")
_PLAIN_POINTS = re.compile(r"\s*([-+]?\d{1,3}(?:\.\d+)?)\s*,\s*([-+]?\d{1,3}(?:\.\d+)?)\s*")
_ANGLE = r"(\d{1,3})\s*°\s*(?:(\d{1,2})\s*['′]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|'')\s*)?"  # noqa: RUF001
_SEXAGESIMAL = re.compile(rf"\s*{_ANGLE}([NS])[\s,;]*{_ANGLE}([EW])\s*", re.IGNORECASE)

_HELP = kept("Write latitude and longitude, such as 44.8125, 20.4612, or paste a link from a map.")


def parse_coordinates(text: str) -> tuple[float, float]:
    """Latitude and longitude in WGS 84 degrees; raises ValueError in the user's words."""
    latitude, longitude = _read(text)
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError(
            kept(
                "There is no such place: {latitude}, {longitude}. Latitude comes first and lies "
                "between -90 and 90, longitude between -180 and 180.",
                latitude=f"{latitude:g}",
                longitude=f"{longitude:g}",
            )
        )
    return latitude, longitude


def _read(text: str) -> tuple[float, float]:
    for link in _LINKS:
        found = link.search(text)
        if found:
            return _decimal(found[1]), _decimal(found[2])
    plain = _PLAIN_POINTS.fullmatch(text) or _PLAIN.fullmatch(text)
    if plain:
        return _decimal(plain[1]), _decimal(plain[2])
    angles = _SEXAGESIMAL.fullmatch(text)
    if angles:
        south, west = angles[4].upper() == "S", angles[8].upper() == "W"
        latitude, longitude = _degrees(*angles.group(1, 2, 3)), _degrees(*angles.group(5, 6, 7))
        return -latitude if south else latitude, -longitude if west else longitude
    raise ValueError(_HELP)


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))


def _degrees(degrees: str, minutes: str | None, seconds: str | None) -> float:
    return _decimal(degrees) + _decimal(minutes or "0") / 60 + _decimal(seconds or "0") / 3600
