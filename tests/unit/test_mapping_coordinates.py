"""What people paste when they are asked where."""

import pytest

from mapping.geometry.coordinates import parse_coordinates


@pytest.mark.parametrize(
    "text",
    [
        "44.8125, 20.4612",
        "44.8125,20.4612",
        " 44.8125 20.4612 ",
        "44,8125 20,4612",
        "44,8125; 20,4612",
        "44,8125, 20,4612",
        "geo:44.8125,20.4612?z=19",
        "https://www.openstreetmap.org/#map=19/44.8125/20.4612",
        "https://www.openstreetmap.org/?mlat=44.8125&mlon=20.4612#map=5/1/2",
        "https://www.google.com/maps/@44.8125,20.4612,17z",
        "https://maps.example/?q=44.8125,20.4612",
        "44°48'45\"N 20°27'40.32\"E",
        "44° 48' 45'' n, 20° 27' 40,32'' e",
    ],
)
def test_the_same_place_in_many_spellings(text: str) -> None:
    latitude, longitude = parse_coordinates(text)
    assert latitude == pytest.approx(44.8125, abs=1e-9)
    assert longitude == pytest.approx(20.4612, abs=1e-9)


def test_south_and_west_are_negative() -> None:
    assert parse_coordinates("33°30'S 70°30'W") == (-33.5, -70.5)
    assert parse_coordinates("-33.5, -70.5") == (-33.5, -70.5)


@pytest.mark.parametrize(
    "text", ["", "Knez Mihailova", "44.8125", "1 2 3", "nan, nan", "44.8.1, 2"]
)
def test_what_is_no_coordinate_is_explained(text: str) -> None:
    with pytest.raises(ValueError, match=r"such as 44\.8125, 20\.4612"):
        parse_coordinates(text)


@pytest.mark.parametrize("text", ["97, 20", "20.46, 181", "-91 0"])
def test_impossible_places_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="There is no such place"):
        parse_coordinates(text)
