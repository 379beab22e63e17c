"""The catalogue of Serbian sentences, written in Cyrillic and read in either script.

It is compiled when it is first read, so a fresh copy of the repository speaks Serbian without a
further step. The Latin script is made from the Cyrillic one letter by letter; what stands in
Latin letters there (EXIF, the names of places for values, addresses) stays as it is.
"""

from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from languages.language import Language
from languages.script import to_latin

if TYPE_CHECKING:  # Babel takes a moment to load
    from babel.messages.catalog import Catalog

__all__ = ["SERBIAN", "catalogue", "forms", "kept_sentences", "read_catalogue", "sentences"]

SERBIAN = Path(__file__).parent / "catalogues" / "sr_Cyrl.po"

_PAGES = ("app.py", "app_pages/")


@cache
def catalogue(language: Language) -> NullTranslations:
    """The translations into a language: `gettext` and `ngettext` by the English sentence."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only where Serbian is spoken

    if language is Language.ENGLISH:
        return NullTranslations()
    translated = read_catalogue()
    if language is Language.SERBIAN_LATIN:
        for message in translated:
            if message.id:
                texts = tuple(map(to_latin, forms(message.string)))
                message.string = texts[0] if isinstance(message.id, str) else texts
    compiled = BytesIO()
    write_mo(compiled, translated)
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def sentences() -> dict[str, str | None]:
    """What is translated: English sentences, each with its plural or None."""
    return dict(_pairs(read_catalogue()))


@cache
def kept_sentences() -> dict[str, str | None]:
    """Those of them that stand below the pages, and so may have been kept in English."""
    known = read_catalogue()
    return {
        one: many
        for one, many in _pairs(known)
        if not all(file.startswith(_PAGES) for file, _ in known[one].locations)
    }


def read_catalogue(file: Path = SERBIAN) -> "Catalog":
    """Read the file that people translate in."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - only where Serbian is spoken

    with file.open("rb") as stream:
        return read_po(stream, locale="sr_Cyrl")


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The one text of a sentence, or its texts by number, as Babel gives them."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _pairs(translated: "Catalog") -> Iterator[tuple[str, str | None]]:
    for message in translated:
        one, *many = forms(message.id)
        if one and all(forms(message.string)) and not message.fuzzy:
            yield one, many[0] if many else None
