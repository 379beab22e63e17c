"""Figures as readers of each language write them."""

from datetime import UTC, date, datetime

from languages import figures
from languages.language import Language
from languages.reader import speaking


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
