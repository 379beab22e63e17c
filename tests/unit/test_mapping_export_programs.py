"""The exports read by programs that others wrote: GDAL, osmium, jsonschema, an XML parser."""

import base64
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import osmium
import pytest
from defusedxml import ElementTree

from detection.record import Housing
from mapping.export import FILES, FORMATS, Format, Licence
from mapping.export.osmchange import CHANGESET_TAGS
from mapping.review.osm import osm_tags
from tests.mapping_builders import AWKWARD_TEXTS, SOURCE, awkward_cameras, awkward_details

LICENCE = Licence(attribution=AWKWARD_TEXTS[5])
LONGITUDES = [-(20.5 + number / 100) for number in range(len(AWKWARD_TEXTS))]

TASK_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["type", "features", "cooperativeWork", "licence", "attribution", "provenance"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "not": {"required": ["id"]},
                "properties": {
                    "type": {"const": "Feature"},
                    "geometry": {
                        "type": "object",
                        "required": ["type", "coordinates"],
                        "properties": {
                            "type": {"const": "Point"},
                            "coordinates": {
                                "type": "array",
                                "minItems": 2,
                                "maxItems": 2,
                                "prefixItems": [
                                    {"type": "number", "minimum": -180, "maximum": 180},
                                    {"type": "number", "minimum": -90, "maximum": 90},
                                ],
                            },
                        },
                    },
                    "properties": {
                        "type": "object",
                        "required": ["osmatrac_id", "man_made"],
                        "propertyNames": {"not": {"enum": ["id", "@id", "osmid", "osm_id"]}},
                        "additionalProperties": {"type": "string"},
                    },
                },
            },
        },
        "cooperativeWork": {
            "type": "object",
            "required": ["meta", "file"],
            "additionalProperties": False,
            "properties": {
                "meta": {"const": {"version": 2, "type": 2}},
                "file": {
                    "type": "object",
                    "required": ["type", "format", "encoding", "content"],
                    "additionalProperties": False,
                    "properties": {
                        "type": {"const": "xml"},
                        "format": {"const": "osc"},
                        "encoding": {"const": "base64"},
                        "content": {"type": "string", "pattern": "^[A-Za-z0-9+/]+={0,2}$"},
                    },
                },
            },
        },
    },
}
"""What https://learn.maproulette.org/documentation/creating-cooperative-challenges/ asks for."""


def written(kind: Format, folder: Path) -> Path:
    path = folder / f"cameras{FILES[kind].suffix}"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(FORMATS[kind](awkward_cameras(), LICENCE))
    return path


def by_gdal(path: Path, *options: str) -> list[dict[str, Any]]:
    """Features as ogr2ogr reads them, with longitude and latitude under `point`."""
    ogr2ogr = shutil.which("ogr2ogr")
    assert ogr2ogr, "ogr2ogr is missing: scripts/system-packages gdal installs it"
    done = subprocess.run(
        [ogr2ogr, "-f", "GeoJSON", "/vsistdout/", str(path), *options],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert b"ERROR" not in done.stderr
    features = json.loads(done.stdout)["features"]
    return [item["properties"] | {"point": item["geometry"]["coordinates"]} for item in features]


def by_osmium(path: Path) -> list[tuple[int, float, float, dict[str, str]]]:
    return [
        (item.id, item.location.lon, item.location.lat, dict(item.tags))
        for item in osmium.FileProcessor(str(path))
        if isinstance(item, osmium.osm.Node)
    ]


def unguarded(text: str) -> str:
    """Take away the apostrophes that a table puts before formulas."""
    return re.sub(r"(^|[,;\t\r\n])'(?=\s*[-=+@])", r"\1", text)


def test_gdal_reads_geojson(tmp_path: Path) -> None:
    found = by_gdal(written(Format.GEOJSON, tmp_path))
    for key in ("operator", "manufacturer", "model", "description"):
        assert [item[key] for item in found] == list(AWKWARD_TEXTS), key
    assert {(item["camera:mount"], item["height"]) for item in found} == {("street_lamp", "4.5")}
    assert [item["point"] for item in found] == [[lon, 44.8125] for lon in LONGITUDES]
    assert found[0]["surveillance:type"] == "camera"


def test_gdal_reads_csv(tmp_path: Path) -> None:
    path = written(Format.CSV, tmp_path)
    places = ("-oo", "X_POSSIBLE_NAMES=longitude", "-oo", "Y_POSSIBLE_NAMES=latitude")
    found = by_gdal(path, *places)
    assert [item["id"] for item in found] == [f"{n:020}" for n in range(len(AWKWARD_TEXTS))]
    for column in ("operator", "manufacturer", "model"):
        assert [unguarded(item[column]) for item in found] == list(AWKWARD_TEXTS), column
    assert {(item["camera:mount"], item["height"]) for item in found} == {("street_lamp", "4.5")}
    tags = [_json_cell(item["other_tags"]) for item in found]
    assert tags == [{"description": text} for text in AWKWARD_TEXTS]
    documented = [[claim["value"] for claim in _json_cell(item["documented"])] for item in found]
    assert documented == [[text] * 3 for text in AWKWARD_TEXTS]
    assert {unguarded(item["attribution"]) for item in found} == {LICENCE.attribution}
    assert [item["point"] for item in found] == [[lon, 44.8125] for lon in LONGITUDES]


def _json_cell(cell: Any) -> Any:
    """GDAL turns a cell that is JSON into JSON when it writes GeoJSON."""
    text = cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
    return json.loads(unguarded(text), object_hook=_unguarded_values)


def _unguarded_values(value: dict[str, Any]) -> dict[str, Any]:
    return {key: unguarded(item) for key, item in value.items()}


def test_gdal_reads_the_spreadsheet(tmp_path: Path) -> None:
    path = written(Format.SPREADSHEET, tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfOznaka;Status;")
    found = by_gdal(
        path,
        *("-oo", "X_POSSIBLE_NAMES=Geografska dužina"),
        *("-oo", "Y_POSSIBLE_NAMES=Geografska širina"),
    )
    for column in ("Operater", "Proizvođač", "Model"):
        assert [unguarded(item[column]) for item in found] == list(AWKWARD_TEXTS), column
    assert {(item["Nosač"], item["Visina (m)"]) for item in found} == {("street_lamp", "4,5")}
    others = [unguarded(item["Ostale oznake"]) for item in found]
    assert others == [f"description={text}" for text in AWKWARD_TEXTS]
    documented = [unguarded(item["Dokumentovano"]) for item in found]
    kinds = ("proizvođač", "model", "mogućnost")
    assert documented == ["; ".join(f"{k}: {t} ({SOURCE})" for k in kinds) for t in AWKWARD_TEXTS]
    assert all("oznaka description: video čovek" in item["Dokazi"] for item in found)
    assert {item["Status"] for item in found} == {"prihvaćeno"}
    assert [item["point"] for item in found] == [[lon, 44.8125] for lon in LONGITUDES]


def test_gdal_reads_kml(tmp_path: Path) -> None:
    found = by_gdal(written(Format.KML, tmp_path))
    for key in ("operator", "manufacturer", "model", "description"):
        assert [item[key] for item in found] == list(AWKWARD_TEXTS), key
    for item, text in zip(found, AWKWARD_TEXTS, strict=True):
        claims = _json_cell(item["documented"])
        assert [claim["value"] for claim in claims] == [text] * 3
    assert [item["point"][:2] for item in found] == [[lon, 44.8125] for lon in LONGITUDES]
    assert {item["status"] for item in found} == {"accepted"}


def test_osmium_reads_the_osmchange(tmp_path: Path) -> None:
    found = by_osmium(written(Format.OSMCHANGE, tmp_path))
    assert [number for number, *_ in found] == [-1 - n for n in range(len(AWKWARD_TEXTS))]
    assert [(lon, lat) for _, lon, lat, _ in found] == [(lon, 44.8125) for lon in LONGITUDES]
    plain = osm_tags(Housing.BULLET)
    own = [{each.key: each.value for each in awkward_details(text)} for text in AWKWARD_TEXTS]
    assert [tags for *_, tags in found] == [plain | each for each in own]


def test_the_osmchange_only_creates_and_asks_for_review(tmp_path: Path) -> None:
    path = written(Format.OSMCHANGE, tmp_path)
    root = ElementTree.fromstring(path.read_bytes())
    assert (root.tag, root.get("version")) == ("osmChange", "0.6")
    assert (root.get("license"), root.get("attribution")) == ("ODbL-1.0", LICENCE.attribution)
    assert [child.tag for child in root] == ["create"]  # the server refuses anything else
    assert {name for node in root[0] for name in node.attrib} == {"id", "version", "lat", "lon"}
    comment = path.read_text(encoding="utf-8").split("<!--")[1].split("-->")[0]
    assert CHANGESET_TAGS["review_requested"] == "yes"
    assert all(f"  {key}={value}\n" in comment for key, value in CHANGESET_TAGS.items())


def test_maproulette_tasks_fit_the_documented_schema(tmp_path: Path) -> None:
    text = written(Format.MAPROULETTE, tmp_path).read_text(encoding="utf-8")
    start, *records = text.split("\x1e")
    assert start == ""
    assert len(records) == len(AWKWARD_TEXTS)
    validator = jsonschema.Draft202012Validator(TASK_SCHEMA)
    validator.check_schema(TASK_SCHEMA)
    for number, (record, awkward) in enumerate(zip(records, AWKWARD_TEXTS, strict=True)):
        assert record.index("\n") == len(record) - 1
        task = json.loads(record)
        validator.validate(task)
        properties = task["features"][0]["properties"]
        assert (properties["osmatrac_id"], properties["operator"]) == (f"{number:020}", awkward)
        change = tmp_path / f"{number}.osc"
        change.write_bytes(base64.b64decode(task["cooperativeWork"]["file"]["content"]))
        ((node, lon, _, tags),) = by_osmium(change)
        assert (node, lon, tags["operator"]) == (-1 - number, LONGITUDES[number], awkward)


def test_the_schema_refuses_what_maproulette_would_ignore(tmp_path: Path) -> None:
    task = json.loads(written(Format.MAPROULETTE, tmp_path).read_text().split("\x1e")[1])
    for change in (
        {"meta": {"version": 1, "type": 2}},
        {"file": {"type": "xml", "format": "osm", "encoding": "base64", "content": "AAAA"}},
    ):
        broken = task | {"cooperativeWork": task["cooperativeWork"] | change}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, TASK_SCHEMA)
