"""The catalogue holds a good translation of every sentence of the code, and of nothing else."""

import ast

import pytest
from babel.messages.catalog import Catalog

from languages.catalogue import read_catalogue
from languages.extraction import ROOT, extracted
from languages.faults import faults


def test_nothing_is_wrong_with_the_catalogue() -> None:
    assert faults() == [], "run: make translations"


def test_the_code_has_sentences() -> None:
    found = {str(message.id) for message in extracted()}
    assert len(found) > 150
    assert "Receipt code" in found


def _catalogue(one: str | tuple[str, ...], text: str | tuple[str, ...], **more: bool) -> Catalog:
    made = Catalog(locale="sr_Cyrl")
    made.add(one, text, flags=["fuzzy"] if more.get("fuzzy") else [])
    return made


def _source(one: str | tuple[str, ...]) -> Catalog:
    made = Catalog()
    made.add(one)
    return made


PLURAL = ("{count} photo", "{count} photos")


@pytest.mark.parametrize(
    ("sentence", "text", "fault"),
    [
        ("A photo.", "", "not translated"),
        (PLURAL, ("{count} слика", "{count} слике", ""), "not translated"),
        (PLURAL, ("{count} слика", "{count} слике"), "not translated"),
        (PLURAL, ("{count} слика", "{count} слике", "пет слика"), "other places"),
        ("The {place} there", "Тамо", "other places"),
        ("The {place} there", "Тамо {место}", "other places"),
        ("A **photo**", "Слика", "other places"),
        (":material/map: Map", "Мапа", "other places"),
        ("[here](dataset?x={y})", "[овде](other?x={y})", "other places"),
        ("A photo.", "Слика", "another end"),
        ("A photo", "Фотографыя", "a letter that Serbian"),
    ],
)
def test_a_bad_translation_is_told(
    sentence: str | tuple[str, ...], text: str | tuple[str, ...], fault: str
) -> None:
    found = faults(_catalogue(sentence, text), _source(sentence))
    assert len(found) == 1
    assert found[0].startswith(fault)


def test_a_guessed_translation_is_told() -> None:
    found = faults(_catalogue("A photo.", "Слика.", fuzzy=True), _source("A photo."))
    assert [line.split(":")[0] for line in found] == ["marked as fuzzy"]


def test_what_only_one_side_has_is_told() -> None:
    found = faults(_catalogue("Old", "Старо"), _source("New"))
    assert found == ["not in the catalogue: 'New'", "not in the code any more: 'Old'"]


def test_a_good_translation_is_passed() -> None:
    assert faults(_catalogue("The {place}.", "Место {place}."), _source("The {place}.")) == []


def test_the_catalogue_has_no_names_of_people() -> None:
    assert read_catalogue().last_translator in {"", "FULL NAME <EMAIL@ADDRESS>"}


def test_every_sentence_that_is_said_is_found_by_the_extraction() -> None:
    """Babel does not look into f-strings: a sentence there would stay English for ever."""
    found = {message.id for message in extracted()}
    missed = [
        f"{file.name}:{call.lineno}: {sentence}"
        for package in ("app_pages", "mapping", "detection", "evaluation")
        for file in (ROOT / package).rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if (wanted := {"tr": 1, "kept": 1, "ntr": 2, "nkept": 2}.get(call.func.id))
        if (sentence := _literals(call, wanted)) is not None and sentence not in found
    ]
    assert missed == []


def _literals(call: ast.Call, wanted: int) -> str | tuple[str, ...] | None:
    given = [each.value for each in call.args[:wanted] if isinstance(each, ast.Constant)]
    if len(given) < wanted:
        return None
    return str(given[0]) if wanted == 1 else tuple(map(str, given))
