"""The pages speak the reader's language: from the address, the switch, or the browser."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import reader
from languages.language import Language
from languages.reader import reader_language
from tests.builders import jpeg
from tests.pages.messages import message
from tests.pages.test_upload import text, upload

Open = Callable[..., AppTest]

TITLES = {
    Language.ENGLISH: "Upload photos of cameras",
    Language.SERBIAN_LATIN: "Pošaljite fotografije kamera",
    Language.SERBIAN_CYRILLIC: "Пошаљите фотографије камера",
}


def in_address(app: AppTest) -> str:
    held = app.query_params["lang"]
    return held if isinstance(held, str) else held[0]


def choose(app: AppTest, language: Language) -> AppTest:
    app.segmented_control(key="language").set_value(language).run()
    assert not app.exception
    return app


def test_without_a_wish_it_is_english(open_app: Open) -> None:
    app = open_app()
    assert app.title[0].value == TITLES[Language.ENGLISH]
    assert "lang" not in app.query_params


@pytest.mark.parametrize("language", Language)
def test_the_address_tells_the_language_and_keeps_it(open_app: Open, language: Language) -> None:
    app = open_app(lang=language.value)
    assert not app.exception
    assert app.title[0].value == TITLES[language]
    app.switch_page("app_pages/dataset.py").run()
    assert in_address(app) == language
    assert app.title[0].value == ("Dataset", "Podaci", "Подаци")[list(Language).index(language)]


def test_the_switch_wins_over_the_address_and_is_kept_there(open_app: Open) -> None:
    app = choose(open_app(lang="sr-Latn"), Language.SERBIAN_CYRILLIC)
    assert app.title[0].value == TITLES[Language.SERBIAN_CYRILLIC]
    assert in_address(app) == "sr-Cyrl"
    choose(app, Language.ENGLISH)
    assert app.title[0].value == TITLES[Language.ENGLISH]
    assert in_address(app) == "en"


def test_the_browser_s_wish_is_followed_and_not_written_down(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_wishes", lambda: ["de", "hr-HR", "en"])
    app = open_app()
    assert app.title[0].value == TITLES[Language.SERBIAN_LATIN]
    assert "lang" not in app.query_params


def test_nonsense_in_the_address_is_passed_over(open_app: Open) -> None:
    assert open_app(lang="klingon").title[0].value == TITLES[Language.ENGLISH]


def test_what_was_refused_is_said_anew_after_the_switch(open_app: Open) -> None:
    app = upload(open_app(lang="sr-Latn"), ("a_.jpg", b""), ("b.jpg", jpeg()))
    assert "**a_.jpg** nije sačuvano. Datoteka je prazna." in text(app)
    assert "lang=sr-Latn" in app.code[1].value
    choose(app, Language.SERBIAN_CYRILLIC)
    assert "**a_.jpg** није сачувано. Датотека је празна." in text(app)
    assert "lang=sr-Cyrl" in app.code[1].value


def test_what_a_press_of_a_button_leaves_is_said_in_the_language(open_app: Open) -> None:
    app = open_app(lang="sr-Latn")
    app.text_input(key="receipt-code").set_value("AAAA-BBBB").run()
    next(each for each in app.button if each.label == "Prikaži moje fotografije").click().run()
    assert message(app) == "Nema pošiljke s ovom potvrdom."


def test_outside_of_a_page_english_is_spoken(open_app: Open) -> None:
    open_app(lang="sr-Latn")
    assert reader_language() is Language.ENGLISH
