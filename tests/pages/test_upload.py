"""Upload: files in, cameras out, nothing lost."""

import errno
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from app_pages.services import services
from app_pages.session import ForgottenUpload
from detection import registry
from mapping.access.person import LOCAL
from mapping.review.proposal import Proposal
from mapping.storage import database as databases
from mapping.storage import forgetting
from mapping.storage import worker as workers
from mapping.storage.originals import Originals
from tests.builders import BELGRADE_GPS, encoded, jpeg
from tests.pages.messages import message

Open = Callable[..., AppTest]
Wait = Callable[[], None]

WITHOUT_GPS = encoded(Image.fromarray(np.full((64, 96, 3), (200, 20, 20), dtype=np.uint8)))


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    for name, content in files:
        app.file_uploader[0].upload(name, content, "image/jpeg")
    return app.run()


def text(app: AppTest) -> str:
    """Everything that stands on the page, as it is read: a backslash only escapes Markdown."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.code)
    notices = (app.error, app.warning, app.info, app.success)
    values = (element.value for kind in (*kinds, *notices) for element in kind)
    return "\n".join(values).replace("\\", "")


def proposals() -> list[Proposal]:
    return list(services().store.proposals(who=LOCAL))


def receipt_of(app: AppTest) -> str:
    receipt = app.query_params["receipt"]
    return receipt if isinstance(receipt, str) else receipt[0]


def test_a_newcomer_is_told_what_to_do(open_app: Open) -> None:
    app = open_app()
    assert not app.exception
    assert "Drop street photos here" in text(app)
    assert [button.label for button in app.button] == ["Try the sample photos", "Show my photos"]


def test_photos_are_kept_scanned_and_shown(open_app: Open, wait_for_scans: Wait) -> None:
    app = upload(open_app(), ("a.jpg", jpeg()), ("b.jpg", jpeg()[:300]))
    assert not app.exception
    receipt = receipt_of(app)
    wait_for_scans()
    app.run()
    assert "1 camera found in 2 photos" in text(app)
    assert receipt in text(app)
    assert "**1. Bullet**" in text(app)
    assert "camera 80%, type 90%" in text(app)
    assert "The photo is damaged or incomplete." in text(app)
    assert "a.jpg" not in text(app)
    (proposal,) = proposals()
    assert proposal.position is not None
    assert proposal.position.bearing_deg is not None


def test_a_reload_loses_nothing(open_app: Open, wait_for_scans: Wait) -> None:
    receipt = receipt_of(upload(open_app(), ("a.jpg", jpeg())))
    wait_for_scans()
    again = open_app(receipt=receipt)
    assert "1 camera found in 1 photo" in text(again)


def test_the_receipt_may_be_typed_in_small_letters(open_app: Open, wait_for_scans: Wait) -> None:
    receipt = receipt_of(upload(open_app(), ("a.jpg", jpeg())))
    wait_for_scans()
    app = open_app()
    app.text_input(key="receipt-code").input(receipt.lower())
    app.button[1].click().run()
    assert "1 camera found in 1 photo" in text(app)


def test_an_unknown_receipt_is_told(open_app: Open) -> None:
    assert "There is no upload with this receipt" in text(open_app(receipt="AAAA-BBBB-CCCC-DDDD"))


def test_the_same_photo_again_counts_once(open_app: Open, wait_for_scans: Wait) -> None:
    app = upload(open_app(), ("a.jpg", jpeg()))
    first = receipt_of(app)
    wait_for_scans()
    app.run()
    next(button for button in app.button if button.label == "Upload something else").click().run()
    upload(app, ("renamed.jpg", jpeg()))
    assert receipt_of(app) == first, "this session has that receipt"
    assert "1 photo already uploaded before" in text(app)
    assert len(proposals()) == 1


def test_nobody_gets_a_receipt_for_having_the_same_photo(open_app: Open) -> None:
    first = receipt_of(upload(open_app(), ("a.jpg", jpeg())))
    other = upload(open_app(), ("a.jpg", jpeg()))
    assert "1 photo already uploaded before" in text(other)
    assert "receipt" not in other.query_params
    assert first not in text(other)


def test_what_is_no_photo_is_not_kept(open_app: Open, data_folder: Path) -> None:
    app = upload(open_app(), ("page.jpg", b"<!doctype html><html></html>"))
    assert "**page.jpg** was not kept. This is not a photo." in text(app)
    assert list(data_folder.rglob("*.bin")) == []


def test_a_full_disk_is_told_and_sending_again_works(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(_: Originals, content: bytes) -> str:
        raise OSError(errno.ENOSPC, "No space left on device", content[:4])

    app = open_app()
    with monkeypatch.context() as patch:
        patch.setattr(Originals, "keep", no_space)
        upload(app, ("a.jpg", jpeg()))
    assert not app.exception
    assert "The server has no room left, so the photo was not kept." in text(app)
    upload(app, ("a.jpg", jpeg()))
    assert receipt_of(app)
    assert "was not kept" not in text(app)


def test_a_locked_database_is_told_and_sending_again_works(
    open_app: Open, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_BUSY_TIMEOUT_MS", 50)
    monkeypatch.setenv("OSMATRAC_WORKERS", "0")
    app = open_app()
    other = sqlite3.connect(data_folder / "osmatrac.db")
    other.execute("BEGIN IMMEDIATE")
    upload(app, ("a.jpg", jpeg()))
    assert not app.exception
    assert "The database does not answer, so the photo was not kept." in text(app)
    other.rollback()
    other.close()
    upload(app, ("a.jpg", jpeg()))
    assert receipt_of(app)


def test_a_database_that_is_gone_is_told_on_every_page(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("review")

    def gone(*_: object, **__: object) -> object:
        raise OperationalError("SELECT 1", None, Exception("no connection"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "execute", gone)
        patch.setattr(Session, "scalar", gone)
        app.run()
    assert not app.exception
    assert "The database does not answer at the moment." in text(app)
    app.run()
    assert "The database does not answer" not in text(app)


def test_a_missing_model_is_told_and_scanning_resumes_by_itself(
    open_app: Open, wait_for_scans: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: object) -> None:
        raise registry.ModelError("models/a.onnx: the model file is missing or unreadable.")

    monkeypatch.setattr(workers, "RETRY_SECONDS", 0.2)
    with monkeypatch.context() as patch:
        patch.setattr(registry, "load", missing)
        app = upload(open_app(), ("a.jpg", jpeg()))
        deadline = time.monotonic() + 20
        while "cannot be looked at yet: a model is missing" not in text(app):
            assert time.monotonic() < deadline
            app.run()
        assert "models/a.onnx" not in text(app), "paths are the operator's matter"
    wait_for_scans()
    app.run()
    assert "1 camera found in 1 photo" in text(app)


def test_too_many_photos_in_a_minute_are_told(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSMATRAC_PHOTOS_PER_MINUTE", "1")
    app = upload(open_app(), ("a.jpg", jpeg()), ("b.jpg", encoded(kind="PNG")))
    assert "That is more than 1 photo in a minute." in text(app)
    kept = services().store.upload(receipt_of(app))
    assert kept is not None
    assert len(kept.photos) == 1


def test_an_empty_file_is_refused_by_name_and_the_rest_kept(open_app: Open) -> None:
    app = upload(open_app(), ("nothing_.jpg", b""), ("a.jpg", jpeg()))
    assert "**nothing_.jpg** was not kept. The file is empty." in text(app)
    upload_of_both = services().store.upload(receipt_of(app))
    assert upload_of_both is not None
    assert len(upload_of_both.photos) == 1


def test_a_photo_without_gps_is_placed_by_hand(open_app: Open, wait_for_scans: Wait) -> None:
    app = upload(open_app(), ("a.jpg", WITHOUT_GPS))
    wait_for_scans()
    app.run()
    assert "The photo has no location. Place it on the map." in text(app)
    assert "Place unknown" in text(app)
    where = next(field for field in app.text_input if field.label.startswith("Coordinates"))
    where.input("91, 20").run()
    assert "There is no such place: 91, 20." in text(app)
    where = next(field for field in app.text_input if field.label.startswith("Coordinates"))
    where.input("44.8125, 20.4612").run()
    next(button for button in app.button if button.label == "The photo was taken here").click()
    app.run()
    assert "Place it on the map" not in text(app)
    (proposal,) = proposals()
    assert proposal.position is not None
    assert proposal.position.is_ring, "the heading is still unknown"
    assert round(proposal.position.latitude, 4) == 44.8125


def test_a_location_that_the_phone_removed_is_explained(
    open_app: Open, wait_for_scans: Wait
) -> None:
    zeroed = {**BELGRADE_GPS, 2: [(0, 1)] * 3, 4: [(0, 1)] * 3}
    app = upload(open_app(), ("a.jpg", jpeg(zeroed)))
    wait_for_scans()
    app.run()
    assert "The phone removed the location before the photo was sent." in text(app)


def test_the_sample_photos_can_be_tried_twice(open_app: Open, wait_for_scans: Wait) -> None:
    app = open_app()
    app.button[0].click().run()
    assert not app.exception
    first = receipt_of(app)
    kept = services().store.upload(first)
    assert kept is not None
    assert len(kept.photos) >= 8
    again = open_app()
    again.button[0].click().run()
    assert receipt_of(again) == first
    wait_for_scans()


def test_an_upload_is_forgotten_by_its_receipt(open_app: Open, wait_for_scans: Wait) -> None:
    app = upload(open_app(), ("a.jpg", jpeg()))
    receipt = receipt_of(app)
    wait_for_scans()
    app.run()
    button = next(each for each in app.button if each.label == "Forget it all now")
    assert button.disabled, "it wants a word before"
    app.checkbox(f"forget-sure-{receipt}").check().run()
    app.button(f"forget-{receipt}").click().run()
    assert not app.exception
    assert "This upload was forgotten: 1 photo is deleted." in text(app)
    assert "receipt" not in app.query_params
    assert "This upload was forgotten" in text(app.run()), "it stays to be read"
    assert "Drop street photos here" in text(app)
    assert proposals() == []
    assert list(services().store.originals.folder.rglob("*.bin")) == []
    assert list(services().store.pictures.folder.rglob("*.jpg")) == []
    again = open_app(receipt=receipt)
    assert "There is no upload with this receipt" in text(again)


def test_a_second_click_does_not_hide_that_an_upload_was_forgotten(
    open_app: Open, wait_for_scans: Wait
) -> None:
    app = upload(open_app(), ("a.jpg", jpeg()))
    receipt = receipt_of(app)
    wait_for_scans()
    app.run()
    app.checkbox(f"forget-sure-{receipt}").check().run()
    app.button(f"forget-{receipt}").click()
    forgetting.forget(services().store, receipt, who=LOCAL)  # as the first click
    app.session_state["osmatrac"].forgotten = ForgottenUpload(
        receipt=receipt, photos=1, complete=False
    )
    app.run()
    assert "receipt" not in app.query_params
    assert "This upload was forgotten: 1 photo is deleted. The last traces" in text(app)
    assert "There is no upload" not in text(app)
    assert message(app) == ""
    upload(app, ("b.jpg", jpeg(image={0x110: "other"})))
    assert "This upload was forgotten" not in text(app), "another upload is open"
    wait_for_scans()
