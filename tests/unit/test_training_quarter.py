"""The extract of the sample quarter, as a map program reads it."""

from pathlib import Path

import osmium
import pytest

from mapping.geometry.geodesy import offset_m
from training.ground import BELGRADE_STREET
from training.quarter import write_quarter

ROOT = Path(__file__).resolve().parents[2]


def ways(path: Path) -> list[tuple[dict[str, str], list[tuple[float, float]]]]:
    found = []
    for thing in osmium.FileProcessor(str(path)).with_locations():
        if isinstance(thing, osmium.osm.Way):
            points = [(node.lat, node.lon) for node in thing.nodes]
            found.append(({tag.k: tag.v for tag in thing.tags}, points))
    return found


def test_the_houses_stand_beside_the_sample_street(tmp_path: Path) -> None:
    count = write_quarter(tmp_path / "quarter.osm.pbf")
    shapes = ways(tmp_path / "quarter.osm.pbf")
    assert len(shapes) == count
    (street,) = [points for tags, points in shapes if tags.get("name") == "Примерна улица"]
    start = (BELGRADE_STREET.latitude, BELGRADE_STREET.longitude)
    corners = [point for tags, points in shapes if "addr:housenumber" in tags for point in points]
    nearest_m = min(abs(_aside_m(street, corner)) for corner in corners)
    assert nearest_m == pytest.approx(6.5, abs=0.05)
    assert min(_length(offset_m(start, point)) for point in corners) < 7


def _aside_m(street: list[tuple[float, float]], point: tuple[float, float]) -> float:
    east, north = offset_m(street[0], street[1])
    px, py = offset_m(street[0], point)
    return (east * py - north * px) / _length((east, north))


def _length(vector: tuple[float, float]) -> float:
    return float((vector[0] ** 2 + vector[1] ** 2) ** 0.5)


def test_the_extract_of_the_samples_is_the_one_that_the_code_writes(tmp_path: Path) -> None:
    write_quarter(tmp_path / "quarter.osm.pbf")
    assert ways(ROOT / "samples" / "quarter.osm.pbf") == ways(tmp_path / "quarter.osm.pbf")
