"""Column headers of tables, in English and Serbian, in Latin and Cyrillic script."""

import unicodedata
from collections.abc import Mapping, Sequence

from languages.kept import kept
from mapping.importing.reading import UnreadableSource

__all__ = ["FIELDS", "camera_type", "find_columns"]

FIELDS: Mapping[str, tuple[str, ...]] = {
    "latitude": ("latitude", "lat", "y", "geografska sirina", "geo sirina", "sirina", "g sirina"),
    "longitude": (
        "longitude", "lon", "lng", "long", "x",
        "geografska duzina", "geo duzina", "duzina", "g duzina",
    ),
    "coordinates": ("coordinates", "koordinate", "gps", "gps koordinate", "lat lon", "latlon"),
    "id": ("id", "ref", "sifra", "oznaka", "redni broj", "rb", "r b", "broj"),
    "type": ("type", "camera type", "tip", "vrsta", "tip kamere", "vrsta kamere"),
    "direction": ("direction", "camera direction", "smer", "pravac", "usmerenje", "azimut"),
    "address": ("address", "adresa", "ulica", "ulica i broj", "lokacija", "mesto"),
    "note": ("note", "notes", "description", "napomena", "opis"),
}  # fmt: skip
"""Fields that a table may have, and the headers that mean them, folded as `_fold` does."""

_TYPES: Mapping[str, str] = {
    "fixed": "fixed", "fiksna": "fixed", "staticna": "fixed", "bullet": "fixed", "box": "fixed",
    "turret": "fixed", "dome": "dome", "kupola": "dome", "kupolasta": "dome", "ptz": "panning",
    "panning": "panning", "pokretna": "panning", "rotirajuca": "panning", "okretna": "panning",
}  # fmt: skip

_LATIN = "a b v g d dj e z z i j k l lj m n nj o p r s t c u f h c c dz s".split()  # noqa: SIM905
_CYRILLIC = str.maketrans(dict(zip("абвгдђежзијклљмнњопрстћуфхцчџш", _LATIN, strict=True)))


def find_columns(headers: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Give the column of each field; `chosen` (field to header) goes before the known names.

    Raises UnreadableSource if a chosen header is missing or no column holds the place.
    """
    folded = [_fold(header) for header in headers]
    columns = {}
    for field, names in FIELDS.items():
        wanted = (_fold(chosen[field]),) if field in chosen else names
        found = next((folded.index(name) for name in wanted if name in folded), None)
        if found is not None:
            columns[field] = found
        elif field in chosen:
            raise UnreadableSource(
                kept(
                    "There is no column '{column}'; the table has {columns}.",
                    column=chosen[field],
                    columns=", ".join(headers),
                )
            )
    unknown = set(chosen) - set(FIELDS)
    if unknown:
        raise UnreadableSource(
            kept(
                "There is no field {field}; choose from {fields}.",
                field=", ".join(sorted(unknown)),
                fields=", ".join(FIELDS),
            )
        )
    if "coordinates" not in columns and not {"latitude", "longitude"} <= columns.keys():
        raise UnreadableSource(
            kept(
                "No columns for latitude and longitude found; the table has {columns}.",
                columns=", ".join(headers),
            )
        )
    return columns


def camera_type(text: str) -> str | None:
    """Give the `camera:type` that a word for a type means, None for an unknown word."""
    return _TYPES.get(_fold(text))


def _fold(text: str) -> str:
    """Lower case, Latin script, no accents, words parted by one space."""
    latin = text.strip().casefold().translate(_CYRILLIC).replace("đ", "dj")
    plain = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
