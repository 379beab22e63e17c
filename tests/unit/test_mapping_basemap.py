"""Tiles, letters and style of a basemap of one's own."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node
from typer.testing import CliRunner

from mapping.__main__ import app
from mapping.basemap import BasemapError, build, style_at
from mapping.basemap.glyphs import FONT, write_glyphs
from training.quarter import write_quarter

needs_tilemaker = pytest.mark.skipif(
    shutil.which("tilemaker") is None, reason="scripts/system-packages basemap"
)


@pytest.fixture(scope="module")
def glyphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("glyphs")
    write_glyphs(folder)
    return folder / FONT


@pytest.fixture
def quarter(tmp_path: Path) -> Path:
    write_quarter(tmp_path / "quarter.osm.pbf")
    return tmp_path / "quarter.osm.pbf"


def fields(message: bytes) -> list[tuple[int, int | bytes]]:
    """Decode one level of a protobuf message."""
    found: list[tuple[int, int | bytes]] = []
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            found.append((key >> 3, varint()))
        else:
            size = varint()
            found.append((key >> 3, message[at : at + size]))
            at += size
    return found


def glyph(folder: Path, letter: str) -> dict[int, int | bytes]:
    first = ord(letter) // 256 * 256
    ((_, stack),) = fields((folder / f"{first}-{first + 255}.pbf").read_bytes())
    assert isinstance(stack, bytes)
    for field, value in fields(stack):
        if field == 3 and isinstance(value, bytes) and dict(fields(value))[1] == ord(letter):
            return dict(fields(value))
    pytest.fail(f"no glyph for {letter}")


def test_there_is_a_file_for_every_block_that_a_name_may_ask_for(glyphs: Path) -> None:
    names = {path.name for path in glyphs.iterdir()}
    assert names == {f"{first}-{first + 255}.pbf" for first in range(0, 65536, 256)}


@pytest.mark.parametrize("letter", ["l", "H", "Ж", "č", "ђ", "W", "j"])
def test_a_letter_has_a_picture_of_its_size_with_a_border(glyphs: Path, letter: str) -> None:
    found = glyph(glyphs, letter)
    width, height, bitmap = found[3], found[4], found[2]
    assert isinstance(width, int)
    assert isinstance(height, int)
    assert isinstance(bitmap, bytes)
    assert len(bitmap) == (width + 6) * (height + 6)
    assert 0 < width <= 26
    pixels = np.frombuffer(bitmap, dtype=np.uint8).reshape(height + 6, width + 6)
    assert pixels.max() > 192, "192 is the outline: there is something inside"
    assert pixels[0].max() < 192, "nothing of the letter on the border"


def test_the_distances_are_those_of_a_bar(glyphs: Path) -> None:
    """The letter l is an upright bar: values fall by 32 a pixel to both sides of it."""
    found = glyph(glyphs, "l")
    bitmap, width, height = found[2], found[3], found[4]
    assert isinstance(bitmap, bytes)
    assert isinstance(width, int)
    assert isinstance(height, int)
    row = np.frombuffer(bitmap, dtype=np.uint8).reshape(height + 6, width + 6)[height // 2]
    left = row[:3].astype(int)
    assert np.diff(left) == pytest.approx([32, 32], abs=1)


def test_a_space_says_its_zeros(glyphs: Path) -> None:
    found = glyph(glyphs, " ")
    assert 2 not in found
    assert (found[3], found[4]) == (0, 0)
    assert found[7] == 8


@needs_tilemaker
def test_the_sample_quarter_becomes_tiles_that_hold_its_names(
    tmp_path: Path, quarter: Path
) -> None:
    built = build(quarter, tmp_path / "static" / "basemap", threads=1)
    folder = tmp_path / "static" / "basemap"
    tiles = list((folder / "tiles" / "14").rglob("*.pbf"))
    assert built.tiles >= len(tiles) >= 1
    text = b"".join(path.read_bytes() for path in tiles)
    for word in ("Примерна улица", "Парк узорака", "building", "water", "house_number"):
        assert word.encode() in text
    west, south, east, north = built.bounds
    assert west < 20.4619 < east
    assert south < 44.8103 < north
    assert [path.name for path in (tmp_path / "static").iterdir()] == ["basemap"]


@needs_tilemaker
def test_a_failed_build_keeps_the_basemap_that_was_there(tmp_path: Path, quarter: Path) -> None:
    folder = tmp_path / "static" / "basemap"
    folder.mkdir(parents=True)
    (folder / "style.json").write_text("old")
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"no map")
    with pytest.raises(BasemapError, match="no OpenStreetMap extract"):
        build(broken, folder)
    assert (folder / "style.json").read_text() == "old"
    build(quarter, folder, threads=1)
    assert json.loads((folder / "style.json").read_text())["version"] == 8


@needs_tilemaker
def test_an_extract_without_places_is_refused(tmp_path: Path) -> None:
    with osmium.SimpleWriter(str(tmp_path / "none.osm.pbf")) as writer:
        writer.add_node(Node(id=1, version=1, tags={"place": "city"}))
    with pytest.raises(BasemapError, match="holds no places"):
        build(tmp_path / "none.osm.pbf", tmp_path / "basemap")


def test_a_missing_tilemaker_is_said_with_the_command_to_run(
    tmp_path: Path, quarter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(
        app, ["basemap", str(quarter), "--output", str(tmp_path / "basemap")]
    )
    assert result.exit_code == 2
    assert "scripts/system-packages basemap" in result.stderr


@needs_tilemaker
def test_what_tilemaker_says_reaches_the_operator(
    tmp_path: Path, quarter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, stdout="", stderr="one\nout of memory\n")

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(BasemapError, match="out of memory"):
        build(quarter, tmp_path / "basemap")


def test_without_a_basemap_there_is_no_style(tmp_path: Path) -> None:
    assert style_at(tmp_path, "http://localhost") is None


@needs_tilemaker
def test_the_style_gets_the_address_that_the_browser_knows(tmp_path: Path, quarter: Path) -> None:
    build(quarter, tmp_path / "basemap", threads=1)
    style = style_at(tmp_path / "basemap", "https://example.org/map/app/static/basemap")
    assert style is not None
    source = style["sources"]["map"]
    assert source["tiles"] == ["https://example.org/map/app/static/basemap/tiles/{z}/{x}/{y}.pbf"]
    assert style["glyphs"].startswith("https://example.org/map/app/static/basemap/glyphs/")
    assert source["attribution"] == "© OpenStreetMap contributors"
    assert "BASE" not in json.dumps(style)
