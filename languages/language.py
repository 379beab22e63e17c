"""The languages that the pages speak, and which of them a browser wants."""

from collections.abc import Iterable
from enum import StrEnum

__all__ = ["Language", "accepted", "preferred"]


class Language(StrEnum):
    """A language with its script, by its tag (BCP 47)."""

    ENGLISH = "en"
    SERBIAN_LATIN = "sr-Latn"
    SERBIAN_CYRILLIC = "sr-Cyrl"

    @property
    def own_name(self) -> str:
        """What the language calls itself."""
        return _OWN_NAMES[self]

    @property
    def locale(self) -> str:
        """The locale (CLDR) whose numbers and dates the language writes."""
        return _LOCALES[self]


_OWN_NAMES = {
    Language.ENGLISH: "English",
    Language.SERBIAN_LATIN: "Srpski",
    Language.SERBIAN_CYRILLIC: "Српски",
}
_LOCALES = {
    Language.ENGLISH: "en_GB",  # the day before the month, as everywhere in Europe
    Language.SERBIAN_LATIN: "sr_Latn",
    Language.SERBIAN_CYRILLIC: "sr_Cyrl",
}
_READ_IN_LATIN = frozenset({"hr", "bs", "cnr", "sh"})
_LATIN_REGIONS = frozenset({"me"})
"""Where plain `sr` is written in Latin by default (CLDR, likely subtags)."""


def preferred(tags: Iterable[str]) -> Language:
    """The first language that we speak among the tags of a reader, in their order; else English.

    A reader of Croatian, Bosnian or Montenegrin gets Serbian in Latin script; plain `sr` is in
    Cyrillic, as CLDR has it.
    """
    return next((found for tag in tags if (found := _spoken(tag))), Language.ENGLISH)


def accepted(header: str) -> list[str]:
    """The tags of an `Accept-Language` header (RFC 9110, section 12.5.4), the dearest first."""
    weighed = []
    for part in header.split(","):
        tag, _, rest = part.partition(";")
        weight = _weight(rest)
        if tag.strip() and weight > 0:
            weighed.append((-weight, tag.strip()))
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _spoken(tag: str) -> Language | None:
    language, *rest = tag.lower().replace("_", "-").split("-")
    if language == "en":
        return Language.ENGLISH
    if language in _READ_IN_LATIN:
        return Language.SERBIAN_LATIN
    if language != "sr":
        return None
    latin = "latn" in rest or ("cyrl" not in rest and not _LATIN_REGIONS.isdisjoint(rest))
    return Language.SERBIAN_LATIN if latin else Language.SERBIAN_CYRILLIC
