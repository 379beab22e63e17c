"""What is forgotten is gone, from tables and files; what others own and decided stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from benchmarks.traces import coordinate_forms, found_under, text_forms
from detection import photo
from detection.record import Detection, Housing, ScanRecord
from mapping.__main__ import app
from mapping.access.person import LOCAL, SIGNED_OUT
from mapping.review.proposal import Proposal, State
from mapping.review.review import NotFound
from mapping.review.verdict import Accept, Pin, Reason, Reject
from mapping.storage import database
from mapping.storage.forgetting import forget
from mapping.storage.intake import Intake
from mapping.storage.store import Store
from tests.builders import BELGRADE_GPS, PHONE_EXIF, encoded, exif_block, picture, plain_pictures
from tests.mapping_builders import ANA, hand_in, sha256

LATITUDE, LONGITUDE = 44.7976931, 20.4738217
"""Where the photographer of the marked photo stood, as 7 places keep it."""

SERIAL = "SN-7731-QX-MARKED"
OWNER = "Milica Marked-Person"
BOXES = ((8.0, 8.0, 40.0, 24.0), (50.0, 10.0, 90.0, 60.0), (20.0, 40.0, 30.0, 50.0))


def rationals(degrees: float) -> list[tuple[int, int]]:
    minutes = degrees % 1 * 60
    return [(int(degrees), 1), (int(minutes), 1), (round(minutes % 1 * 60 * 1_000_000), 1_000_000)]


MARKED = encoded(
    picture(),
    exif=exif_block(
        {**BELGRADE_GPS, 2: rationals(LATITUDE), 4: rationals(LONGITUDE)},
        exif={**PHONE_EXIF, 0xA430: OWNER, 0xA431: SERIAL},
    ),
)
OTHER = encoded(picture(), exif=exif_block())
FORMS = {
    **coordinate_forms("latitude", LATITUDE),
    **coordinate_forms("longitude", LONGITUDE),
    **text_forms("serial", SERIAL),
    **text_forms("owner", OWNER),
    **text_forms("hash", sha256(MARKED)),
    **text_forms("hash in a path", sha256(MARKED)[2:]),
    "the photo's bytes": MARKED[-600:],
}


def scan(data: bytes) -> ScanRecord:
    read = photo.read(data)
    return ScanRecord(
        photo="IMG_marked.jpg",
        sha256=sha256(data),
        width=read.width,
        height=read.height,
        taken_at=read.metadata.taken_at,
        location=read.metadata.location,
        detections=tuple(
            Detection(housing=Housing.BULLET, housing_confidence=0.9, confidence=0.8, box=box)
            for box in BOXES
        ),
    )


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """A store whose files can be searched; the other tests run on PostgreSQL too."""
    store = Store.open(tmp_path)
    yield store
    store.close()


def proposals(store: Store, content: bytes) -> tuple[Proposal, ...]:
    return store.photo(sha256(content), who=LOCAL).proposals


def reviewed(store: Store, content: bytes = MARKED) -> Proposal:
    """Accept one camera, reject one, leave one; give the accepted one."""
    first, second, _ = proposals(store, content)
    accepted = store.decide(first, Accept(), who=ANA)
    store.decide(second, Reject(reason=Reason.LAMP), who=ANA)
    return accepted


def test_after_forgetting_no_byte_tells_of_the_photo(sqlite_store: Store, tmp_path: Path) -> None:
    store = sqlite_store
    receipt = hand_in(store, MARKED, scan=scan)
    reviewed(store)
    forms = FORMS | text_forms("receipt", receipt)
    before = {trace.split(": ")[1] for trace in found_under(tmp_path, forms)}
    assert {"latitude as text", "serial", "owner", "receipt", "hash"} <= before
    assert "longitude as rationals, big-endian" in before

    done = forget(store, receipt)
    assert (done.photos, done.cameras, done.complete) == (1, 1, True)
    assert found_under(tmp_path, forms) == set()
    store.close()
    assert found_under(tmp_path, forms) == set()


def test_a_placed_photo_is_forgotten_in_the_history_too(
    sqlite_store: Store, tmp_path: Path
) -> None:
    """A photo without heading: its ring has the photographer in the middle."""
    store = sqlite_store
    gps = {key: value for key, value in BELGRADE_GPS.items() if key not in {16, 17}}
    headless = encoded(picture(), exif=exif_block(gps))
    receipt = hand_in(store, headless, scan=scan)
    store.place(
        sha256(headless),
        latitude=LATITUDE,
        longitude=LONGITUDE,
        who=SIGNED_OUT.named("uploader"),
        receipt=receipt,
    )
    ring = proposals(store, headless)[0]
    assert ring.position is not None
    assert ring.position.is_ring
    pinned = store.decide(ring, Pin(latitude=44.75, longitude=20.35), who=ANA)
    kept = store.decide(pinned, Accept(), who=ANA)
    own = coordinate_forms("latitude", LATITUDE) | coordinate_forms("longitude", LONGITUDE)
    assert found_under(tmp_path, own)
    forget(store, receipt)
    assert found_under(tmp_path, own) == set()
    assert [line.action for line in store.history(kept.id, who=LOCAL)] == ["pin", "accept"]


def test_an_accepted_camera_stays_without_the_way_to_its_photographer(store: Store) -> None:
    receipt = hand_in(store, MARKED, scan=scan)
    accepted = reviewed(store)
    assert accepted.position is not None
    assert accepted.position.bearing_deg is not None
    forget(store, receipt)
    (camera,) = store.cameras()
    assert camera.id == accepted.id
    assert camera.position is not None
    assert (camera.position.latitude, camera.position.longitude) == (
        accepted.position.latitude,
        accepted.position.longitude,
    )
    lines = store.history(camera.id, who=LOCAL)
    assert [(line.action, line.who) for line in lines] == [("accept", "Ana")]
    for standing in (camera.standing, lines[0].before, lines[0].after):
        place = standing.position
        assert place is not None
        assert (place.bearing_deg, place.distance_m, place.orientation_deg) == (None, None, 0.0)
        assert place.semi_major_m == place.semi_minor_m
    assert camera.crop_hash is None
    assert camera.photo != sha256(MARKED)
    bare = store.photo(camera.photo, who=LOCAL)
    assert (bare.record, bare.placement, store.shown(camera.photo, who=ANA)) == (None, None, None)
    with pytest.raises(NotFound):
        store.photo(sha256(MARKED), who=LOCAL)


def test_undecided_and_rejected_ones_go_with_their_history(store: Store) -> None:
    receipt = hand_in(store, MARKED, scan=scan)
    reviewed(store)
    _, rejected, waiting = proposals(store, MARKED)
    forget(store, receipt)
    for gone in (rejected, waiting):
        assert store.history(gone.id, who=LOCAL) == ()
        with pytest.raises(NotFound):
            store.proposal(gone.id, who=LOCAL)


def test_decisions_on_a_bare_camera_can_be_taken_back(store: Store) -> None:
    receipt = hand_in(store, MARKED, scan=scan)
    first = proposals(store, MARKED)[0]
    accepted = store.decide(first, Accept(), who=ANA)
    store.decide(accepted, Pin(latitude=44.75, longitude=20.35), who=ANA)
    forget(store, receipt)
    back = store.undo_last(ANA)
    assert back.state is State.ACCEPTED
    assert store.undo_last(ANA).state is State.PROPOSED


def test_the_same_photo_may_come_again(store: Store) -> None:
    receipt = hand_in(store, MARKED, scan=scan)
    accepted = reviewed(store)
    forget(store, receipt)
    again = hand_in(store, MARKED, scan=scan)
    assert again != receipt
    first, second, third = proposals(store, MARKED)
    assert (first.id, first.state) == (accepted.id, State.ACCEPTED)
    assert first.detection.box == BOXES[0]
    assert {second.state, third.state} == {State.PROPOSED}
    assert store.pictures.crop(sha256(MARKED), BOXES[0]) is not None
    with store.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM photo")) == 1
        assert session.scalar(text("SELECT count(*) FROM upload")) == 1
    assert forget(store, again).cameras == 1


def test_the_photos_of_others_stay(store: Store) -> None:
    mine, theirs = hand_in(store, MARKED, scan=scan), hand_in(store, OTHER, scan=scan)
    reviewed(store, OTHER)
    before = store.upload(theirs)
    forget(store, mine)
    assert store.upload(mine) is None
    assert store.upload(theirs) == before
    assert store.originals.read(sha256(OTHER)) == OTHER
    assert store.pictures.crop(sha256(OTHER), BOXES[0]) is not None


def test_forgetting_while_the_photo_waits_or_is_scanned(store: Store) -> None:
    intake = Intake(store)
    receipt = str(intake.receive([MARKED]).receipt)

    def scan_and_forget(data: bytes) -> ScanRecord:
        forget(store, receipt)
        return scan(data)

    assert intake.scan_next(scan_and_forget, plain_pictures) is None
    assert intake.pending() == 0
    assert not store.pictures.has(sha256(MARKED))
    waiting = str(intake.receive([OTHER]).receipt)
    forget(store, waiting)
    assert intake.claim() is None
    assert not store.originals.has(sha256(OTHER))


def test_a_photo_that_is_forgotten_while_it_comes_again_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = Intake(store)
    receipt = str(intake.receive([MARKED]).receipt)
    keep, calls = store.originals.keep, iter([forget, None])

    def keep_then_forget(content: bytes) -> str:
        name = keep(content)
        if (forget_now := next(calls, None)) is not None:
            forget_now(store, receipt)  # between the file and its row
        return name

    monkeypatch.setattr(intake._receiver, "_find", lambda _: None)
    monkeypatch.setattr(store.originals, "keep", keep_then_forget)
    intake.receive([MARKED])
    assert store.originals.read(sha256(MARKED)) == MARKED


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM decision",
        "UPDATE decision SET before = '{}'",
        "UPDATE decision SET who = 'Boris'",
    ],
)
def test_the_history_of_others_cannot_be_changed(store: Store, change: str) -> None:
    hand_in(store, MARKED, scan=scan)
    reviewed(store)
    with pytest.raises(IntegrityError, match="append-only"), store.database.write() as session:
        session.execute(text(change))


@pytest.mark.parametrize("column", ["who", "action", "to_state", "at", "proposal_id"])
def test_not_even_forgetting_changes_who_decided_what(sqlite_store: Store, column: str) -> None:
    store = sqlite_store
    hand_in(store, MARKED, scan=scan)
    accepted = reviewed(store)
    with store.database.write() as session:
        session.execute(text("INSERT INTO forgetting VALUES (:id)"), {"id": accepted.id})
    change = text(f"UPDATE decision SET {column} = 'x'")
    with pytest.raises(IntegrityError, match="append-only"), store.database.write() as session:
        session.execute(change)


def test_nothing_stays_marked_for_forgetting(store: Store) -> None:
    receipt = hand_in(store, MARKED, scan=scan)
    reviewed(store)
    forget(store, receipt)
    with store.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM forgetting")) == 0


def test_a_busy_database_is_told_and_cleaned_later(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = sqlite_store
    receipt = hand_in(store, MARKED, scan=scan)
    monkeypatch.setattr(database, "_BUSY_TIMEOUT_MS", 10)
    other = Store.open(tmp_path)
    with store.database.read() as reading:
        reading.execute(text("SELECT * FROM photo")).first()
        assert not forget(other, receipt).complete
        assert found_under(tmp_path, FORMS), "a reader still needs what was there"
    other.close()
    assert store.database.empty_journal()
    assert found_under(tmp_path, FORMS) == set()


def test_an_unknown_receipt_is_told(store: Store) -> None:
    with pytest.raises(NotFound, match="no upload with this receipt"):
        forget(store, "ABCD-EFGH-JKMN-PQRS")


def test_the_command_asks_before_it_deletes(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = sqlite_store
    monkeypatch.setenv("OSMATRAC_DATA", str(tmp_path))
    receipt = hand_in(store, MARKED, scan=scan)
    run = CliRunner().invoke
    assert run(app, ["forget", receipt], input="n\n").exit_code == 1
    assert store.upload(receipt) is not None
    done = run(app, ["forget", receipt.lower()], input="y\n")
    assert "1 photo forgotten" in done.output
    assert store.upload(receipt) is None
    again = run(app, ["forget", receipt, "--yes"])
    assert again.exit_code == 2
    assert "no upload with this receipt" in again.output
