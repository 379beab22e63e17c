"""What is wrong with the catalogue: sentences untranslated, unused, or with broken places."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from languages.catalogue import forms, read_catalogue
from languages.extraction import extracted
from languages.script import to_latin

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

__all__ = ["faults", "markup"]

_MARKUP = re.compile(
    r"\{\w*\}|\*\*|`[^`]*`|:material/\w+:|\]\([^)]*\)|</?\w+[^>]*>|https?://\S+|&\w+;|  \n"
)
_CYRILLIC = re.compile("[\N{CYRILLIC CAPITAL LETTER IE WITH GRAVE}-\N{CYRILLIC SMALL LETTER DZHE}]")


def faults(translated: "Catalog | None" = None, source: "Catalog | None" = None) -> list[str]:
    """Sentences of the code without a good translation, and translations without a sentence."""
    translated = translated or read_catalogue()
    source = source or extracted()
    wanted = {forms(message.id) for message in source if message.id}
    found = {forms(message.id): message for message in translated if message.id}
    lines = [f"not in the catalogue: {one[0]!r}" for one in sorted(wanted - found.keys())]
    lines += [f"not in the code any more: {one[0]!r}" for one in sorted(found.keys() - wanted)]
    for message in found.values():
        lines += _wrong(message, translated.num_plurals)
    return lines


def markup(sentence: str) -> Counter[str]:
    """The parts of a sentence that are not words: places of values, emphasis, icons, links."""
    return Counter(_MARKUP.findall(sentence))


def _wrong(message: "Message", plurals: int) -> Iterator[str]:
    sentence, texts = forms(message.id), forms(message.string)
    name = repr(sentence[0])
    if not all(texts) or len(texts) != (1 if len(sentence) == 1 else plurals):
        yield f"not translated: {name}"
        return
    if message.fuzzy:
        yield f"marked as fuzzy: {name}"
    for text in texts:
        if markup(text) not in [markup(form) for form in sentence]:
            yield f"other places or markup than the sentence: {name} -> {text!r}"
        if _CYRILLIC.search(to_latin(text)):
            yield f"a letter that Serbian does not have: {name} -> {text!r}"
        if sentence[0][-1:] in ".:?!…" and text[-1:] != sentence[0][-1:]:
            yield f"another end than the sentence: {name} -> {text!r}"
