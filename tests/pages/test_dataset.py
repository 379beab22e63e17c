"""Dataset: what people accepted, and nothing else."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import dataset_map, map_grid, map_shapes, maps
from app_pages.services import services
from detection.record import Housing
from languages import figures
from mapping.access.person import LOCAL
from mapping.export import FILES
from mapping.export.camera import released
from mapping.geometry.position import Position
from mapping.importing.districts import read_districts
from mapping.matching.district import DistrictCounts, count_by_district
from mapping.review.description import with_detail
from mapping.review.proposal import Proposal
from mapping.review.review import objection
from mapping.review.verdict import Accept
from mapping.storage.selection import Area, Order, Selection
from mapping.storage.statistics import accepted_by_month
from mapping.storage.store import Store
from tests.builders import jpeg
from tests.mapping_builders import ANA
from tests.review_builders import fill_queue

Open = Callable[..., AppTest]

POSITION = Position(
    latitude=44.81,
    longitude=20.42,
    semi_major_m=12.0,
    semi_minor_m=5.0,
    orientation_deg=30.0,
    bearing_deg=120.0,
    distance_m=15.0,
)


def test_an_empty_dataset_explains_itself(open_app: Open) -> None:
    assert "No camera has been accepted yet" in open_app("dataset").info[0].value


def test_accepted_cameras_are_listed_without_the_photographer(
    open_app: Open, wait_for_scans: Callable[[], None]
) -> None:
    open_app()
    services().intake.receive([jpeg()])
    wait_for_scans()
    (proposal,) = services().store.proposals(who=LOCAL)
    accepted = services().store.decide(proposal, Accept(), who=ANA)
    app = open_app("dataset")
    assert not app.exception
    assert app.markdown[0].value.startswith("1 camera, each accepted by a person")
    row = app.dataframe[0].value.iloc[0]
    assert row["Housing"] == "Bullet"
    assert accepted.position is not None
    assert row["Latitude"] == pytest.approx(accepted.position.latitude)
    assert "man_made=surveillance" in row["OpenStreetMap tags"]
    assert "44.81," not in str(app.dataframe[0].value.to_dict())
    assert "Ana" not in str(app.dataframe[0].value.to_dict())
    offered = [button.proto.label for button in app.get("download_button")]
    assert offered[-len(FILES) :] == [file.label for file in FILES.values()]
    assert any("never uploads to OpenStreetMap" in each.label for each in app.expander)
    text = " ".join(each.value for each in app.markdown)
    assert "Import/Guidelines" in text
    assert "Automated_Edits_code_of_conduct" in text


def test_the_dataset_in_numbers(open_app: Open) -> None:
    open_app()
    store = services().store
    fill_queue(store)
    domes: list[Proposal] = []
    for proposal in store.proposals(Selection(order=Order.CONFIDENT), who=LOCAL):
        if objection(proposal.standing) is None and len(domes) < 2:
            domes += [proposal] if proposal.housing is Housing.DOME else []
            if proposal.housing in {Housing.DOME, Housing.BULLET}:
                store.decide(proposal, Accept(), who=ANA)
    first = store.proposal(domes[0].id, who=LOCAL)
    store.decide(first, with_detail(first.standing, "camera:mount", "street lamp"), who=ANA)
    app = open_app("dataset")
    assert not app.exception
    accepted = len(list(store.cameras()))
    assert sum(accepted_by_month(store).values()) == accepted
    titles = [each.value for each in app.markdown if each.value.startswith("**")]
    assert titles[:4] == ["**Type**", "**Model**", "**Month of acceptance**", "**Hangs on**"]
    assert any("one yet, not one without" in each.value for each in app.caption)
    app.pills[0].set_value([Housing.DOME]).run()
    assert list(app.dataframe[-1].value["Housing"]) == ["Dome", "Dome"]
    store.undo_last(ANA)  # the mount
    store.undo_last(ANA)
    assert sum(accepted_by_month(store).values()) == accepted - 1


def test_a_newspaper_finds_date_method_limits_and_how_to_cite(open_app: Open) -> None:
    open_app()
    total = accept_all(services().store)
    app = open_app("dataset")
    today = datetime.now(UTC)
    assert f"As of {figures.day(today)}, all accepted in" in app.caption[0].value
    assert "ODbL-1.0" in app.caption[0].value
    told = " ".join(each.value for each in app.markdown)
    for heading in ("Method", "Sources", "How exact the places are", "Limits"):
        assert f"**{heading}**" in told
    worst = max(each.position.semi_major_m for each in services().store.cameras() if each.position)
    assert f"{figures.metres(worst)} for the least exact" in told
    cited = app.code[0].value
    assert f"{total} surveillance cameras, as of {figures.day(today)}. ODbL-1.0" in cited


def accept_all(store: Store) -> int:
    """Accept what can be; half of it hangs on a wall."""
    fill_queue(store)
    for number, proposal in enumerate(list(store.proposals(Selection(order=Order.ID), who=LOCAL))):
        if objection(proposal.standing) is None:
            mounted = with_detail(proposal.standing, "camera:mount", "wall")
            held = store.decide(proposal, mounted, who=ANA) if number % 2 else proposal
            store.decide(held, Accept(), who=ANA)
    return len(list(store.cameras()))


def areas_file(folder: Path, west: float) -> Path:
    """Two areas that meet in `west`; nothing stands in a third one."""
    path = folder / "areas.geojson"
    shapes = {"Zapad": (20.0, west), "Istok": (west, 21.0), "<b>Daleko": (30.0, 31.0)}
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[w, 44], [e, 44], [e, 45], [w, 45], [w, 44]]],
            },
        }
        for name, (w, e) in shapes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_filters_by_mount_and_area(
    open_app: Open, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSMATRAC_AREAS", str(areas_file(data_folder, 20.46225)))
    open_app()
    total = accept_all(services().store)
    app = open_app("dataset")
    assert not app.exception
    assert len(app.dataframe[-1].value) == total
    app.multiselect(key="filter-Area").set_value(["Zapad"]).run()
    west = app.dataframe[-1].value
    assert 0 < len(west) < total
    assert west["Longitude"].max() <= 20.46225
    app.multiselect(key="filter-Hangs on").set_value(["Wall"]).run()
    both = app.dataframe[-1].value
    assert 0 < len(both) < len(west)
    assert both["OpenStreetMap tags"].str.contains("camera:mount=wall").all()
    assert f"{len(both)} of {total} cameras shown." in [each.value for each in app.caption]
    app.multiselect(key="filter-Month of acceptance").set_value([]).run()
    assert len(app.dataframe[-1].value) == len(both)


def test_counts_by_area_say_that_empty_is_not_free_of_cameras(
    open_app: Open, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSMATRAC_AREAS", str(areas_file(data_folder, 20.46225)))
    open_app()
    total = accept_all(services().store)
    counts = counted_in(services().store, data_folder)
    assert sum(sum(each.values()) for each in counts.inside.values()) == total
    app = open_app("dataset")
    assert "**Area**" in [each.value for each in app.markdown]
    captions = " ".join(each.value for each in app.caption)
    assert "An area without cameras is not a camera-free area" in captions


def counted_in(store: Store, folder: Path) -> DistrictCounts:
    districts = read_districts(folder / "areas.geojson")
    return count_by_district(released(store.cameras()), districts)


def test_a_broken_file_of_areas_stops_nothing(
    open_app: Open, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data_folder / "areas.geojson").write_text("{}")
    monkeypatch.setenv("OSMATRAC_AREAS", str(data_folder / "areas.geojson"))
    open_app()
    total = accept_all(services().store)
    app = open_app("dataset")
    assert not app.exception
    assert "Areas are set up, but cannot be shown." in app.warning[0].value
    assert str(data_folder) not in app.warning[0].value
    assert len(app.dataframe[-1].value) == total


def test_many_cameras_are_shown_as_groups(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    open_app()
    total = accept_all(services().store)
    monkeypatch.setattr(dataset_map, "MOST_SIGNS", 3)
    monkeypatch.setattr(dataset_map, "MIN_SPAN_M", 1.0)
    app = open_app("dataset")
    assert not app.exception
    captions = " ".join(each.value for each in app.caption)
    assert "A disc stands for as many cameras as its number says." in captions
    assert total > dataset_map.MOST_SIGNS
    window = Area(south=0, west=0, north=1, east=1)
    app.session_state["dataset-map-window"] = window
    app.run()
    next(each for each in app.button if each.label == "Show the whole map").click().run()
    assert app.session_state["dataset-map-window"] is None


def test_the_map_shows_ellipse_ray_photographer_and_camera() -> None:
    layers = {layer.id: layer for layer in maps.estimate_layers(POSITION, (44.8101, 20.4199))}
    assert list(layers) == ["ellipse", "ray", "photo", "camera"]
    corners = layers["ellipse"].data[0]["polygon"]
    assert len(corners) == map_shapes.ELLIPSE_POINTS
    east = max(corner[0] for corner in corners) - POSITION.longitude
    assert 0 < east * 111_320 * 0.7095 < POSITION.semi_major_m


def test_a_ring_shows_no_camera_point() -> None:
    ring = Position(
        latitude=44.81,
        longitude=20.42,
        semi_major_m=25.0,
        semi_minor_m=25.0,
        orientation_deg=0.0,
        bearing_deg=None,
        distance_m=15.0,
    )
    assert [layer.id for layer in maps.estimate_layers(ring, (44.81, 20.42))] == [
        "ring",
        "photo",
    ]


def test_without_an_operators_choice_a_map_asks_nobody() -> None:
    style = maps.deck([], (44.81, 20.42), 100).map_style
    assert style.startswith("data:application/json,")
    assert "http" not in style


@pytest.mark.parametrize("span_m", [60, 250, 1200, 6000])
def test_clicking_the_middle_cell_means_the_middle(span_m: float) -> None:
    cells = map_grid.place_layer((44.81, 20.42), span_m).data
    nearest = min(cells, key=lambda c: abs(c["latitude"] - 44.81) + abs(c["longitude"] - 20.42))
    assert abs(nearest["latitude"] - 44.81) * 111_000 < span_m / map_grid.PLACE_CELLS
