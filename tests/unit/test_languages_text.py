"""What is said in which language: sentences, numbers of things, and what was kept in English."""

from string import Formatter

import pytest

from detection import gps, photo
from languages.catalogue import catalogue, kept_sentences
from languages.kept import kept, nkept
from languages.language import Language, accepted, preferred
from languages.reader import ask, reader_language, speaking
from languages.script import to_latin
from languages.text import ntr, said, tr


def test_the_process_itself_speaks_english() -> None:
    assert reader_language() is Language.ENGLISH
    assert tr("Receipt code") == "Receipt code"


def test_one_catalogue_gives_both_scripts() -> None:
    with speaking(Language.SERBIAN_CYRILLIC):
        assert tr("Receipt code") == "Код потврде"
    with speaking(Language.SERBIAN_LATIN):
        assert tr("Receipt code") == "Kod potvrde"
    assert tr("Receipt code") == "Receipt code"


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Љубав, њушка и џак ђака", "Ljubav, njuška i džak đaka"),
        ("ЊЕГОШ Његош", "NJEGOŠ Njegoš"),
        ("EXIF, GPS и {count} од https://a.rs/x", "EXIF, GPS i {count} od https://a.rs/x"),
    ],
)
def test_cyrillic_becomes_latin_and_latin_stays(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 kamera"),
        (1, "1 kamera"),
        (2, "2 kamere"),
        (4, "4 kamere"),
        (5, "5 kamera"),
        (11, "11 kamera"),
        (12, "12 kamera"),
        (21, "21 kamera"),
        (22, "22 kamere"),
        (111, "111 kamera"),
        (1024, "1.024 kamere"),
    ],
)
def test_serbian_has_three_forms_of_a_number_of_things(count: int, words: str) -> None:
    with speaking(Language.SERBIAN_LATIN):
        assert ntr("{count} camera", "{count} cameras", count) == words


def test_english_has_two() -> None:
    told = [ntr("{count} camera", "{count} cameras", count) for count in (0, 1, 2, 1024)]
    assert told == ["0 cameras", "1 camera", "2 cameras", "1,024 cameras"]


def test_what_is_kept_is_english_whoever_reads() -> None:
    with speaking(Language.SERBIAN_LATIN):
        assert kept("The file is over {megabytes} MB.", megabytes=60) == "The file is over 60 MB."
        assert nkept("{count} photo", "{count} photos", 2) == "2 photos"


def test_what_was_kept_is_said_with_its_values() -> None:
    problem = gps.LocationError("gps_impossible", "97, 20.4").problem
    limit = photo.PhotoError("too_many_bytes").problem
    with speaking(Language.SERBIAN_CYRILLIC):
        assert said(problem.message) == (
            "У фотографији стоји немогућа локација (97, 20.4). Означите на мапи где је снимљена."
        )
        assert said(limit.message) == "Датотека је већа од 60 MB."
    assert said(limit.message) == "The file is over 60 MB."


def test_a_number_of_things_that_was_kept_is_said_in_its_form() -> None:
    one = "One receipt holds at most {count} photo. Please send the rest as a new upload."
    many = "One receipt holds at most {count} photos. Please send the rest as a new upload."
    with speaking(Language.SERBIAN_LATIN):
        assert said(nkept(one, many, 3)).startswith("Pod jednom potvrdom mogu biti najviše 3 fotog")
        assert said(nkept(one, many, 300)).startswith("Pod jednom potvrdom može biti najviše 300 ")


def test_what_nobody_wrote_here_stays_as_it_is() -> None:
    with speaking(Language.SERBIAN_LATIN):
        assert said("A sentence of another program.") == "A sentence of another program."
        assert said("") == ""


def test_every_kept_sentence_is_found_again() -> None:
    with speaking(Language.SERBIAN_CYRILLIC):
        words = catalogue(Language.SERBIAN_CYRILLIC)
        for one, many in kept_sentences().items():
            names = {"count": 5} | dict.fromkeys(_names(one), 7)
            expected = words.ngettext(one, many, 5) if many else words.gettext(one)
            assert said((many or one).format(**names)) == expected.format(**names)


def _names(sentence: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(sentence) if name]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en-US,en;q=0.9", Language.ENGLISH),
        ("sr", Language.SERBIAN_CYRILLIC),
        ("sr-RS,sr;q=0.9,en;q=0.8", Language.SERBIAN_CYRILLIC),
        ("sr-Cyrl-RS", Language.SERBIAN_CYRILLIC),
        ("sr-Latn-RS,en;q=0.5", Language.SERBIAN_LATIN),
        ("sr-ME", Language.SERBIAN_LATIN),
        ("hr-HR,hr;q=0.9,en-US;q=0.8", Language.SERBIAN_LATIN),
        ("bs", Language.SERBIAN_LATIN),
        ("cnr", Language.SERBIAN_LATIN),
        ("de, sr-Latn;q=0.4, en;q=0.2", Language.SERBIAN_LATIN),
        ("en;q=0.3, sr-Latn;q=0.8", Language.SERBIAN_LATIN),
        ("sr;q=0, en", Language.ENGLISH),
        ("sr;q=nonsense", Language.ENGLISH),
        ("fr", Language.ENGLISH),
        ("", Language.ENGLISH),
    ],
)
def test_the_language_is_the_first_of_the_browser_that_we_speak(
    header: str, language: Language
) -> None:
    assert preferred(accepted(header)) is language


def test_the_app_tells_who_reads() -> None:
    try:
        ask(lambda: Language.SERBIAN_LATIN)
        assert tr("Receipt code") == "Kod potvrde"
        with speaking(Language.ENGLISH):
            assert tr("Receipt code") == "Receipt code"
        ask(lambda: None)
        assert tr("Receipt code") == "Receipt code"
    finally:
        ask(lambda: None)
