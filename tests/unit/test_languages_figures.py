"""Figures as readers of each language write them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel import numbers

from languages import figures
from languages.language import Language
from languages.reader import speaking

ROOT = Path(__file__).resolve().parents[2]


def test_numbers_distances_and_shares() -> None:
    def told() -> list[str]:
        return [
            figures.number(12345),
            figures.number(0.5, 2),
            figures.metres(1234.4),
            figures.metres(2.25, 1),
            figures.percent(0.934),
            figures.percent(0.9344, 1),
        ]

    assert told() == ["12,345", "0.50", "1,234 m", "2.2 m", "93%", "93.4%"]
    with speaking(Language.SERBIAN_LATIN):
        assert told() == ["12.345", "0,50", "1.234 m", "2,2 m", "93%", "93,4%"]


def test_days_months_and_moments() -> None:
    moment = datetime(2026, 11, 24, 15, 4, 59, tzinfo=UTC)
    assert figures.day(moment.date()) == "24 Nov 2026"
    assert figures.month(date(2026, 11, 1)) == "November 2026"
    assert figures.moment(moment) == "24 Nov 2026 15:04"
    with speaking(Language.SERBIAN_CYRILLIC):
        assert figures.day(moment.date()) == "24. 11. 2026."
        assert figures.month(date(2026, 11, 1)) == "новембар 2026."
    with speaking(Language.SERBIAN_LATIN):
        assert figures.month(date(2026, 11, 1)) == "novembar 2026."
        assert figures.moment(moment) == "24. 11. 2026. 15:04"


def test_lists_and_choices() -> None:
    assert figures.both(["a", "b", "c"]) == "a, b and c"
    assert figures.either(["a", "b"]) == "a or b"
    with speaking(Language.SERBIAN_CYRILLIC):
        assert figures.both(["а", "б", "в"]) == "а, б и в"
        assert figures.either(["а", "б"]) == "а или б"


@pytest.mark.parametrize("language", Language)
def test_percents_are_written_as_the_locale_data_have_it(language: Language) -> None:
    with speaking(language):
        assert figures.percent(0.5) == numbers.format_percent(0.5, locale=language.locale) == "50%"


def test_sentences_write_percents_as_figures_do() -> None:
    texts = [
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "models").glob("*.md"),
        *(ROOT / "languages" / "catalogues").glob("*.po"),
        *(ROOT / "app_pages").glob("*.py"),
        ROOT / "README.md",
    ]
    gap = re.compile(r"[0-9}]\s%(?!\s*[(\d])")
    found = [
        f"{text.name}: {line}"
        for text in texts
        for line in text.read_text("utf-8").splitlines()
        if gap.search(line)
    ]
    assert found == []
