"""Sentences in the reader's language.

As in `kept`, a sentence stands literally where it is said, with named places for its values.
"""

import re
from functools import cache

from languages.catalogue import catalogue, kept_sentences, sentences
from languages.figures import number
from languages.language import Language
from languages.reader import reader_language

__all__ = ["ntr", "said", "tr"]

_PLACE = re.compile(r"\{(\w+)\}")


def tr(sentence: str, /, **values: object) -> str:
    """A sentence in the reader's language, with its values in their places.

    The sentence may also be a constant that was made by `kept` without values.
    """
    if not sentence:
        return sentence
    translated = catalogue(reader_language()).gettext(sentence)
    return translated.format(**values) if values else translated


def ntr(one: str, many: str, count: int, /, **values: object) -> str:
    """A sentence in the reader's language for a number of things, which is its value `count`."""
    translated = catalogue(reader_language()).ngettext(one, many, count)
    return translated.format(count=number(count), **values)


def said(sentence: str) -> str:
    """What was kept in English, in the reader's language; as it is where we do not know it.

    Its values are found again by the places of the sentence in the catalogue.
    """
    language = reader_language()
    if language is Language.ENGLISH or not sentence:
        return sentence
    if sentence in sentences():
        return catalogue(language).gettext(sentence)
    for pattern, one, many in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            values = {name: said(value) for name, value in found.groupdict().items()}
            return _said_of(one, many, values)
    return sentence


def _said_of(one: str, many: str | None, values: dict[str, str]) -> str:
    words = catalogue(reader_language())
    if many is None:
        return words.gettext(one).format(**values)
    return words.ngettext(one, many, int(values.get("count", "1"))).format(
        **{"count": "1"} | values
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, str | None], ...]:
    """Sentences with places as patterns, those with the most letters of their own first."""
    found = []
    for one, many in kept_sentences().items():
        for form in {one, many or one}:
            own = _PLACE.sub("", form)
            if own != form and any(map(str.isalpha, own)):
                found.append((len(own), _pattern(form), one, many))
    found.sort(key=lambda each: (-each[0], each[2]))
    return tuple(each[1:] for each in found)


def _pattern(form: str) -> re.Pattern[str]:
    pieces, at, seen = [], 0, set[str]()
    for place in _PLACE.finditer(form):
        pieces.append(re.escape(form[at : place.start()]))
        name, at = place[1], place.end()
        what = r"\d+" if name == "count" else ".*"
        pieces.append(f"(?P={name})" if name in seen else f"(?P<{name}>{what})")
        seen.add(name)
    pieces.append(re.escape(form[at:]))
    return re.compile("".join(pieces), re.DOTALL)
