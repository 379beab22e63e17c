import re
from datetime import date
from pathlib import Path

import pytest

from detection.record import Housing
from mapping.review.catalogue import DeviceKind, Reach
from mapping.review.catalogue_file import CATALOGUE_FILE, CatalogueError, catalogue, read_catalogue
from mapping.review.claim import Claim, ClaimKind, Evidence

SOURCE = """
[[source]]
id = "paper"
title = "A paper"
publisher = "A maker"
url = "https://example.org/paper"
published = 2019-01-02
read_on = 2020-03-04
"""
DEVICE = """
[[device]]
manufacturer = "Maker"
model = "M-1"
kind = "camera"
housing = "dome"
series = "M"
description = "A dome."
identified_by = "paper"
[[device.capability]]
name = "face detection"
said_of = "model"
paraphrase = "Finds faces."
source = "paper"
[[device.capability]]
name = "plate reading"
said_of = "series"
paraphrase = "Reads plates."
source = "paper"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "devices.toml"
    path.write_text(SOURCE + DEVICE, encoding="utf-8")
    return path


def test_the_catalogue_holds_the_cameras_and_systems_of_belgrade() -> None:
    known = catalogue()
    cameras = {device.model: device.housing for device in known.cameras()}
    assert cameras == {"IPC6625-Z30": Housing.PTZ, "IPC6225-VRZ-ES": Housing.BULLET}
    systems = [d.model for d in known.devices if d.kind is DeviceKind.SYSTEM]
    assert systems == ["VCN3020", "VCM5020", "OceanStor"]
    assert [device.model for device in known.cameras(Housing.BULLET)] == ["IPC6225-VRZ-ES"]


def test_every_entry_has_link_day_and_words_of_our_own() -> None:
    known = catalogue()
    for source in known.sources:
        assert source.url.startswith("https://")
        assert date(2019, 1, 1) < source.read_on
        assert source.caveat
    for device in known.devices:
        assert device.capabilities
        for text in (device.description, *(c.paraphrase for c in device.capabilities)):
            assert not re.search('["“”„«»]', text)
            assert text.endswith(".")
    used = {c.source.id for d in known.devices for c in d.capabilities}
    assert used == {source.id for source in known.sources}


def test_claims_are_documented_and_never_said_of_more_than_the_source_says(file: Path) -> None:
    (device,) = read_catalogue(file).devices
    link = "https://example.org/paper"
    assert device.capability_claims == tuple(
        Claim(kind=ClaimKind.CAPABILITY, value=value, evidence=Evidence.DOCUMENTED, source=link)
        for value in ("face detection", "plate reading (said of the M series)")
    )


def test_what_a_system_can_do_is_no_claim_about_a_camera() -> None:
    analytics = catalogue().find("vcm5020")
    assert analytics is not None
    assert analytics.capabilities[0].said_of is Reach.SYSTEM
    assert analytics.capability_claims == ()


def test_a_device_is_found_by_model_or_full_name(file: Path) -> None:
    known = read_catalogue(file)
    assert known.find(" m-1 ") is known.find("Maker M-1") is known.devices[0]
    assert known.find("Maker") is None


@pytest.mark.parametrize(
    ("found", "wanted", "message"),
    [
        ('model = "M-1"', "", r"device\[1\]\.model: missing"),
        ('model = "M-1"', "model = 1", r"device\[1\]\.model: expected text, found 1"),
        ('model = "M-1"', 'modle = "M-1"\nmodel = "M"', r"device\[1\]\.modle: unknown field"),
        ('kind = "camera"', 'kind = "car"', r"device\[1\]\.kind: expected one of camera, system"),
        ('housing = "dome"', "", r"device\[1\]\.housing: a camera has one"),
        ('series = "M"', "", r"device\[1\]\.series: plate reading is said of it"),
        ('"face detection"', '"plate reading"', "plate reading stands there twice"),
        ('said_of = "model"', 'said_of = "system"', "face detection: said of a system"),
        ('source = "paper"', 'source = "x"', r"capability\[1\]\.source: there is no source x"),
        ("https://example", "http://example", r"source\[1\]\.url: expected an https link"),
        ("2020-03-04", '"2020"', r"source\[1\]\.read_on: expected a day"),
        ("2020-03-04", "2018-03-04", r"source\[1\]\.read_on: read before it was published"),
        (SOURCE, SOURCE * 2, "source: paper stands there twice"),
        (DEVICE, DEVICE * 2, "device: maker m-1 stands there twice"),
        (SOURCE, "source = 1\n", "source: expected tables"),
        ("[[device]]", "[[device]", r"devices\.toml: "),
    ],
)
def test_errors_name_the_file_and_the_field(
    file: Path, found: str, wanted: str, message: str
) -> None:
    text = file.read_text(encoding="utf-8")
    assert found in text
    count = -1 if found in (SOURCE, DEVICE) else 1
    file.write_text(text.replace(found, wanted, count), encoding="utf-8")
    with pytest.raises(CatalogueError, match=message) as refused:
        read_catalogue(file)
    assert str(refused.value).startswith("devices.toml: ")


def test_a_missing_file_is_told() -> None:
    with pytest.raises(CatalogueError, match=r"nothing\.toml"):
        read_catalogue(CATALOGUE_FILE.with_name("nothing.toml"))
