"""Which sentences the code has: what the catalogue must translate, no more and no less."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from languages.catalogue import SERBIAN, read_catalogue

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

__all__ = ["ROOT", "extracted", "update", "write"]

ROOT = Path(__file__).resolve().parent.parent

_HEADER = r"""# Serbian of Osmatrač, in Cyrillic; the Latin script is made from it.
msgid ""
msgstr ""
"Language: sr_Cyrl\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || "
"n%100>=20) ? 1 : 2);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
"""Without names and times, which would change with each writing."""

_PACKAGES = ("app_pages", "mapping", "detection", "evaluation")
_DEVICES = ROOT / "mapping" / "review" / "catalogue.toml"
_DEVICE_KEYS = ("name", "paraphrase", "description", "caveat")
_KEYWORDS = {"tr": (1,), "kept": (1,), "ntr": (1, 2), "nkept": (1, 2)}


def extracted() -> "Catalog":
    """Collect the sentences of all packages, with the files that they stand in."""
    from babel.messages.catalog import Catalog  # noqa: PLC0415 - takes a moment to load
    from babel.messages.extract import extract_from_file  # noqa: PLC0415

    found = Catalog()
    for file in _sources():
        place = file.relative_to(ROOT).as_posix()
        for _, sentence, comments, _ in extract_from_file("python", file, _KEYWORDS, ["Note:"]):
            found.add(sentence, locations=[(place, 0)], auto_comments=comments)
    for sentence in _device_sentences():
        found.add(sentence, locations=[(_DEVICES.relative_to(ROOT).as_posix(), 0)])
    return found


def update(file: Path = SERBIAN) -> None:
    """Bring the catalogue to what the code has: new sentences come in empty, old ones go."""
    translated = read_catalogue(file)
    translated.update(extracted(), no_fuzzy_matching=True)
    translated.obsolete.clear()
    write(translated, file)


def write(translated: "Catalog", file: Path = SERBIAN) -> None:
    """Write a catalogue in the order of its sentences, so that two people's changes merge."""
    from babel.messages.pofile import write_po  # noqa: PLC0415 - takes a moment to load

    with file.open("wb") as stream:
        stream.write(_HEADER.encode())
        write_po(
            stream, translated, width=100, sort_output=True, omit_header=True, include_lineno=False
        )


def _device_sentences() -> Iterator[str]:
    """What the catalogue of known devices says of them, in our own words."""
    held = tomllib.loads(_DEVICES.read_text(encoding="utf-8"))
    for table in (*held["source"], *held["device"]):
        for entry in (table, *table.get("capability", ())):
            yield from (entry[key] for key in _DEVICE_KEYS if key in entry)


def _sources() -> Iterator[Path]:
    yield ROOT / "app.py"
    for package in _PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))
