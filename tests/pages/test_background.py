"""What lies under the maps, and their signs."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest

from app_pages import background, map_grid, map_shapes, maps
from app_pages.settings import settings
from app_pages.symbols import Symbol, data_url
from detection.record import Housing
from mapping.geometry.geodesy import track
from tests.mapping_builders import a_position, a_proposal

HERE = (44.81, 20.46)


@pytest.fixture
def basemap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    source = {"tiles": ["BASE/tiles/{z}/{x}/{y}.pbf"]}
    style = {"version": 8, "glyphs": "BASE/glyphs", "sources": {"map": source}, "layers": []}
    (tmp_path / "style.json").write_text(json.dumps(style))
    monkeypatch.setattr(background, "_FOLDER", tmp_path)
    monkeypatch.delenv("OSMATRAC_MAP_STYLE", raising=False)
    settings.cache_clear()
    return tmp_path


def drawn_style() -> str:
    return unquote(background.style())


def test_a_basemap_is_used_by_itself(basemap: Path) -> None:
    assert "/app/static/basemap/tiles/{z}/{x}/{y}.pbf" in drawn_style()
    assert map_grid.ground(HERE, 100.0) == ([], "North is up. © OpenStreetMap contributors")
    (basemap / "style.json").unlink()
    assert "blank" in drawn_style()
    layers, note = map_grid.ground(HERE, 100.0)
    assert [layer.id for layer in layers] == ["grid"]
    assert note == "One square is 10 m; north is up."


def test_the_operators_style_goes_before_it(basemap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert basemap.is_dir()
    monkeypatch.setenv("OSMATRAC_MAP_STYLE", "https://tiles.example.org/style.json")
    settings.cache_clear()
    assert background.style() == "https://tiles.example.org/style.json"
    assert map_grid.ground(HERE, 100.0) == ([], "North is up.")
    settings.cache_clear()


@pytest.mark.parametrize(
    ("page", "root"),
    [
        (None, ""),
        ("http://localhost:8501/", "http://localhost:8501"),
        ("http://localhost:8501", "http://localhost:8501"),
        ("http://localhost:8501/review", "http://localhost:8501"),
        ("https://example.org/osmatrac/", "https://example.org/osmatrac"),
        ("https://example.org/osmatrac/dataset", "https://example.org/osmatrac"),
    ],
)
def test_the_tiles_are_where_the_browser_found_the_app(page: str | None, root: str) -> None:
    assert background.served_at(page) == f"{root}/app/static/basemap"


def test_every_sign_has_a_shape_of_its_own() -> None:
    assert len({symbol.drawing for symbol in Symbol}) == len(Symbol)
    assert all(data_url(symbol).startswith("data:image/svg+xml") for symbol in Symbol)
    assert "drawing" in Symbol.VIEW.words


def test_a_fixed_camera_with_a_direction_gets_a_wedge() -> None:
    outline = map_shapes.wedge(HERE, 350.0)
    assert outline[0] == [HERE[1], HERE[0]]
    ends = [track(HERE, (latitude, longitude)) for longitude, latitude in outline[1:]]
    assert [distance for _, distance in ends] == pytest.approx([15.0] * len(ends))
    assert ends[0][0] == pytest.approx(320.0)
    assert ends[-1][0] == pytest.approx(20.0)
    bullet = a_proposal(direction_deg=350.0)
    dome = a_proposal(direction_deg=350.0, housing=Housing.DOME)
    unknown = a_proposal()
    layer = maps.view_layer("view", [bullet, dome, unknown])
    assert [wedge["polygon"] for wedge in layer.data] == [
        map_shapes.wedge((a_position().latitude, a_position().longitude), 350.0)
    ]
