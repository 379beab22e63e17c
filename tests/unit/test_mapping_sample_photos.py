"""Removing the samples takes all that came of them, and nothing else."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from detection.record import Detection, Housing, ScanRecord
from mapping.__main__ import app
from mapping.access.person import LOCAL, SIGNED_OUT, Forbidden, Person
from mapping.access.role import Role
from mapping.review.proposal import Proposal
from mapping.review.verdict import Accept, Pin, Reason, Reject
from mapping.storage.sample_photos import count_samples, remove_samples
from mapping.storage.schema import DecisionRow, PhotoRow, ProposalRow, UploadRow
from mapping.storage.store import Store
from tests.builders import encoded, picture
from tests.mapping_builders import ANA, hand_in, sha256

SAMPLES = {"one": encoded(picture(97)), "two": encoded(picture(98))}
OWN = encoded(picture(99))
NAMES = [sha256(content) for content in SAMPLES.values()]


def scan(data: bytes) -> ScanRecord:
    boxes = ((8.0, 8.0, 40.0, 24.0), (50.0, 10.0, 90.0, 60.0))
    return ScanRecord(
        photo="a.jpg",
        sha256=sha256(data),
        width=96,
        height=64,
        detections=tuple(
            Detection(housing=Housing.BULLET, housing_confidence=0.9, confidence=0.8, box=box)
            for box in boxes
        ),
    )


def decide(store: Store, content: bytes) -> Proposal:
    """Accept one camera of a photo and reject the other; give the accepted one."""
    first, second = store.photo(sha256(content), who=LOCAL).proposals
    pinned = store.decide(first, Pin(latitude=44.8, longitude=20.4), who=ANA)
    store.decide(second, Reject(reason=Reason.LAMP), who=ANA)
    return store.decide(pinned, Accept(), who=ANA)


def rows(store: Store) -> list[int]:
    tables = (UploadRow, PhotoRow, ProposalRow, DecisionRow)
    with store.database.read() as session:
        return [session.scalar(select(func.count()).select_from(each)) or 0 for each in tables]


def test_nothing_of_the_samples_is_left(store: Store) -> None:
    receipt = hand_in(store, *SAMPLES.values(), scan=scan)
    decide(store, SAMPLES["one"])
    assert len(list(store.cameras())) == 1
    assert count_samples(store, NAMES) == 2

    assert remove_samples(store, NAMES, who=LOCAL) == 2
    assert rows(store) == [0, 0, 0, 0]
    assert list(store.cameras()) == []
    assert store.upload(receipt) is None
    assert count_samples(store, NAMES) == 0
    for name in NAMES:
        assert not store.pictures.has(name)
        assert store.originals.size(name) == 0


def test_what_is_no_sample_stays_with_its_decisions(store: Store) -> None:
    mixed = hand_in(store, OWN, SAMPLES["one"], scan=scan)
    alone = hand_in(store, SAMPLES["two"], scan=scan)
    accepted = decide(store, OWN)
    decide(store, SAMPLES["one"])
    assert remove_samples(store, NAMES, who=LOCAL) == 2
    assert [camera.id for camera in store.cameras()] == [accepted.id]
    assert len(store.history(accepted.id, who=LOCAL)) == 2
    upload = store.upload(mixed)
    assert upload is not None
    assert [photo.sha256 for photo in upload.photos] == [sha256(OWN)]
    assert store.upload(alone) is None
    assert store.pictures.has(sha256(OWN))
    assert rows(store) == [1, 1, 2, 3]


def test_another_view_of_a_sample_becomes_a_camera_of_its_own(store: Store) -> None:
    hand_in(store, OWN, SAMPLES["one"], scan=scan)
    own = store.photo(sha256(OWN), who=LOCAL).proposals[0]
    sample = store.photo(NAMES[0], who=LOCAL).proposals[0]
    with store.database.write() as session:
        row = session.get(ProposalRow, own.id)
        assert row is not None
        row.view_of = sample.id
    remove_samples(store, NAMES, who=LOCAL)
    assert store.proposal(own.id, who=LOCAL).standing.view_of is None


def test_removed_samples_can_be_handed_in_again(store: Store) -> None:
    hand_in(store, *SAMPLES.values(), scan=scan)
    remove_samples(store, NAMES, who=LOCAL)
    hand_in(store, *SAMPLES.values(), scan=scan)
    assert rows(store)[:3] == [1, 2, 4]


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.RESEARCHER])
def test_only_coordinators_and_operators_may(store: Store, role: Role | None) -> None:
    hand_in(store, *SAMPLES.values(), scan=scan)
    who = Person(name="Vera", roles=frozenset({role})) if role else SIGNED_OUT
    with pytest.raises(Forbidden, match="remove the sample photos"):
        remove_samples(store, NAMES, who=who)
    assert count_samples(store, NAMES) == 2


def test_the_command_removes_the_photos_of_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder = tmp_path / "samples"
    folder.mkdir()
    for name, content in SAMPLES.items():
        (folder / f"{name}.jpg").write_bytes(content)
    store = Store.open()
    hand_in(store, *SAMPLES.values(), scan=scan)
    store.close()
    done = CliRunner().invoke(app, ["remove-samples", str(folder), "--yes"])
    assert done.exit_code == 0
    assert done.stdout.strip() == "2 sample photos removed."
    store = Store.open()
    assert rows(store) == [0, 0, 0, 0]
    store.close()
    missing = CliRunner().invoke(app, ["remove-samples", str(tmp_path / "none"), "--yes"])
    assert missing.exit_code == 2
