"""Files that somebody made to break their readers: each is refused in words, or read as it is."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detection.record import RecordError, read_records
from evaluation.datasets.labelling import LabelFolder
from evaluation.datasets.reading import read_dataset
from evaluation.datasets.truth import DatasetError
from mapping.importing import UnreadableSource, read_cameras
from mapping.importing.districts import DistrictError, read_districts
from mapping.matching.official_list_file import OfficialListError, read_official_list
from mapping.operations.manifest import BackupError, Manifest
from tests.builders import jpeg

Read = Callable[[Path], object]

DEEP = b"[" * 100_000
LARGE = 10**400
"""JSON takes it; no float does."""


def cameras(path: Path) -> object:
    return read_cameras(path, source="s", error_m=8)


def records(path: Path) -> object:
    return list(read_records(path.read_text("utf-8", "replace").splitlines()))


def dataset(path: Path) -> object:
    (path.parent / "a.jpg").write_bytes(PHOTO)
    return read_dataset(path.parent)


def manifest(path: Path) -> object:
    return Manifest.read(path.parent)


def official_list(path: Path) -> object:
    return read_official_list(path.read_bytes())


PHOTO = jpeg(None)
READERS: dict[str, tuple[Read, type[Exception]]] = {
    "cameras.geojson": (cameras, UnreadableSource),
    "cameras.csv": (cameras, UnreadableSource),
    "cameras.osm": (cameras, UnreadableSource),
    "areas.geojson": (read_districts, DistrictError),
    "list.csv": (official_list, OfficialListError),
    "scan.jsonl": (records, RecordError),
    "coco.json": (dataset, DatasetError),
    "voc.xml": (dataset, DatasetError),
    "data.yaml": (dataset, DatasetError),
    "manifest.json": (manifest, BackupError),
}
POINT = {
    "type": "FeatureCollection",
    "features": [
        {"geometry": {"type": "Point", "coordinates": [20.4, 44.8]}, "properties": {"id": "a"}}
    ],
}
AREA = {
    "type": "FeatureCollection",
    "features": [
        {
            "geometry": {"type": "Polygon", "coordinates": [[[20, 44], [21, 44], [21, 45]]]},
            "properties": {"name": "a"},
        }
    ],
}
RECORD = {
    "photo": "a.jpg",
    "sha256": "0" * 64,
    "width": 96,
    "height": 64,
    "taken_at": "2026-05-01T12:00:00+02:00",
    "location": {
        "latitude": 44.8,
        "longitude": 20.4,
        "heading_deg": 1,
        "heading_reference": "true",
    },
    "location_problem": {"code": "a", "message": "b"},
    "detections": [
        {"housing": "dome", "housing_confidence": 0.5, "confidence": 0.5, "box": [1, 2, 3, 4]}
    ],
    "error": None,
    "notes": [],
}
COCO = {
    "images": [{"id": 1, "file_name": "a.jpg", "width": 96, "height": 64}],
    "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 9, 9]}],
    "categories": [{"id": 1, "name": "dome"}],
}
MANIFEST = {
    "format": 1,
    "made_at": "2026-05-01T12:00:00+02:00",
    "database": "database.sqlite",
    "files": {"data/a": {"size": 1, "sha256": "00"}},
}
DOCUMENTS: dict[str, Any] = {
    "cameras.geojson": POINT,
    "areas.geojson": AREA,
    "scan.jsonl": RECORD,
    "coco.json": COCO,
    "manifest.json": MANIFEST,
}
EXPANDING = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/passwd">]>'
VOC = b"<annotation><filename>&c;</filename><object><name>&c;</name></object></annotation>"
OSM = b"""<osm version="0.6"><node id="1" version="1" lat="%s" lon="20.4">
<tag k="man_made" v="surveillance"/><tag k="note" v="%s"/></node></osm>"""
DOUBLED = b"\n".join(
    [b"a0: &a0 [dome, dome]"]
    + [b"a%d: &a%d [*a%d, *a%d]" % (at, at, at - 1, at - 1) for at in range(1, 40)]
    + [b"names: *a39"]
)
REFUSED: list[tuple[str, bytes]] = [
    ("cameras.geojson", DEEP),
    ("areas.geojson", DEEP),
    ("scan.jsonl", DEEP),
    ("scan.jsonl", b'{"a":' * 100_000),
    ("coco.json", DEEP),
    ("manifest.json", DEEP),
    ("data.yaml", b"names: " + DEEP),
    ("data.yaml", DOUBLED),
    ("data.yaml", b"names: {2000000000: dome}"),
    ("data.yaml", b"names: [dome]\n" + b"#" * 2_000_000),
    ("cameras.csv", b"latitude,longitude," + b"x" * 200_000),
    ("list.csv", b"latitude,longitude," + b"x" * 200_000),
    ("cameras.osm", OSM % (b"S4.8", b"a")),
    ("cameras.osm", OSM.replace(b'id="1"', b'id="-"') % (b"44.8", b"a")),
    ("cameras.osm", EXPANDING + OSM % (b"44.8", b"&c;")),
    ("cameras.osm", OUTSIDE + OSM % (b"44.8", b"&c;")),
    ("voc.xml", EXPANDING + VOC),
    ("voc.xml", OUTSIDE + VOC),
]


@pytest.mark.parametrize(("name", "content"), REFUSED, ids=lambda each: repr(each)[:40])
def test_a_file_that_explodes_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes
) -> None:
    read, error = READERS[name]
    (tmp_path / "images").mkdir()
    (tmp_path / "labels").mkdir()
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error) as refused:
        read(tmp_path / name)
    assert 0 < len(str(refused.value)) < 1000


def test_a_count_without_end_is_told_with_its_line() -> None:
    text = b"latitude,longitude,count\n44.8,20.4," + b"9" * 5000
    listed = read_official_list(text)
    assert [place.count for place in listed.places] == [None]
    assert "is no number of cameras" in listed.problems[0].message


def test_an_uploaded_dataset_cannot_blow_up_the_labelling_page(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "data.yaml").write_bytes(DOUBLED)
    assert not LabelFolder.is_one(tmp_path)


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 1e308, float("nan"), float("inf"), LARGE, "", "\0", "x" * 5000, [], [[1]], {}]
)


@st.composite
def bent(draw: st.DrawFn, name: str) -> bytes:
    """A document with one of its values, somewhere in it, replaced by an odd one."""
    document = json.loads(json.dumps(DOCUMENTS[name]))
    place: Any = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        inner = place[key]
        if not (isinstance(inner, dict | list) and inner and draw(st.booleans())):
            break
        place = inner
    place[key] = draw(ODD)
    return json.dumps(document).encode()


@pytest.mark.parametrize("name", DOCUMENTS)
@given(data=st.data())
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_value_in_a_document_brings_its_reader_down(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    read, error = READERS[name]
    (tmp_path / name).write_bytes(data.draw(bent(name)))
    with suppress(error):  # any other is the mistake that is looked for
        read(tmp_path / name)
