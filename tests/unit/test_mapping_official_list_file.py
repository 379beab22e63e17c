import pytest

from mapping.matching.official_list import ListedPlace
from mapping.matching.official_list_file import OfficialListError, RowProblem, read_official_list

SQUARE = ListedPlace(name="Trg Republike, ugao", latitude=44.8162, longitude=20.4604, count=3)


@pytest.mark.parametrize(
    "text",
    [
        'name,latitude,longitude,count\n"Trg Republike, ugao",44.8162,20.4604,3\n',
        "Naziv;Geografska širina;Dužina;Broj kamera\r\nTrg Republike, ugao;44,8162;20,4604;3\r\n",
        "broj\tADRESA\tlon\tlat\n3\tTrg Republike, ugao\t20.4604\t44.8162\n",
        "ulica;Адреса;Ширина;Дужина;Број камера\nx;Trg Republike, ugao;44.8162;20,4604;3",
        'address,coordinates,cameras\n"Trg Republike, ugao","44.8162, 20.4604",3\n',
        "\ufeffname;koordinate;count\nTrg Republike, ugao;44,8162 20,4604;3\n\n;;\n",
    ],
)
def test_lists_as_offices_write_them(text: str) -> None:
    found = read_official_list(text.encode())
    assert found.places == (SQUARE,)
    assert found.problems == ()


def test_the_windows_code_page_is_read() -> None:
    text = "naziv;širina;dužina\nĆirila i Metodija;44,8;20,5\n"
    (place,) = read_official_list(text.encode("cp1250")).places
    assert place.name == "Ćirila i Metodija"
    assert place.count is None


def test_a_row_that_cannot_be_used_is_told_and_the_others_are_read() -> None:
    text = (
        "name,lat,lon,count\n"
        "A,44.8,20.4,1\n"
        "B,,,2\n"
        "C,97,20.4,1\n"
        "D,north,20.4,1\n"
        "E,0,0,1\n"
        "F,44.8,20.4,some\n"
        "G,44.8\n"
        "H,44.9,20.4,\n"
    )
    found = read_official_list(text.encode())
    assert [(place.name, place.count) for place in found.places] == [
        ("A", 1),
        ("F", None),
        ("H", None),
    ]
    told = {problem.line: problem.message for problem in found.problems}
    assert list(told) == [3, 4, 5, 6, 7, 8]
    assert RowProblem(line=3, message=told[3]) == found.problems[0]
    assert told[3] == "B has no coordinates; addresses are not looked up."
    assert "no such place: 97" in told[4]
    assert told[7] == "some is no number of cameras."
    assert told[8].startswith("G has no coordinates")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "No column tells where"),
        (b"name;address\nA;B\n", "No column tells where"),
        (b"lat;name\n1;2\n", "No column tells where"),
        (b"lat;lon\n\x81\x90\n", "is no text"),
        (b"lat;lon\n" + b"1" * 200_000 + b";1\n", "Line 2 is no CSV"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content: bytes, message: str) -> None:
    with pytest.raises(OfficialListError, match=message):
        read_official_list(content)
