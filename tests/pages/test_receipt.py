"""What a volunteer sees under the receipt code: what became of each camera, and nothing more."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.services import services
from mapping.access.person import LOCAL, SIGNED_OUT
from mapping.review.proposal import Proposal
from mapping.review.verdict import Accept, Pin, Reason, Reject, Reopen, Verdict
from tests.builders import jpeg
from tests.mapping_builders import ANA
from tests.pages.test_upload import WITHOUT_GPS, receipt_of, text, upload

Open = Callable[..., AppTest]
Wait = Callable[[], None]
NOTE = "Boris said so"


@pytest.fixture
def receipt(open_app: Open, wait_for_scans: Wait, monkeypatch: pytest.MonkeyPatch) -> str:
    """An upload of two photos with a camera each, scanned; whoever looks is nobody."""
    receipt = receipt_of(upload(open_app(), ("a.jpg", jpeg()), ("b.jpg", WITHOUT_GPS)))
    wait_for_scans()
    monkeypatch.setattr(LOCAL.__class__, "named", lambda *_: SIGNED_OUT)
    return receipt


def decide(proposal: Proposal, verdict: Verdict) -> Proposal:
    return services().store.decide(proposal, verdict, who=ANA, note=NOTE)


def proposals() -> list[Proposal]:
    return list(services().store.proposals(who=LOCAL))


def test_nothing_decided_is_told_as_waiting(open_app: Open, receipt: str) -> None:
    told = text(open_app(receipt=receipt))
    assert "2 waiting for a reviewer" in told
    assert told.count("Waits for a reviewer") == 2


def test_each_camera_tells_its_own_outcome(open_app: Open, receipt: str) -> None:
    first, second = proposals()
    decide(first, Accept())
    decide(second, Reject(reason=Reason.LAMP))
    told = text(open_app(receipt=receipt))
    assert "1 on the map, 1 not on the map." in told
    assert f"Accepted: it is on the map ([its page](dataset?camera={first.id}))" in told
    assert "Not on the map. Not a camera: a lamp" in told
    assert "Waits for a reviewer" not in told
    for secret in (ANA.name, NOTE, "Boris"):
        assert secret not in told


def test_a_duplicate_is_known_already(open_app: Open, receipt: str) -> None:
    first, _ = proposals()
    decide(first, Reject(reason=Reason.DUPLICATE))
    told = text(open_app(receipt=receipt))
    assert "1 known already, 1 waiting for a reviewer." in told
    assert "Known already: somebody found this camera before" in told
    assert "Not on the map" not in told


def test_what_was_taken_back_waits_again(open_app: Open, receipt: str) -> None:
    first, second = proposals()
    decide(decide(first, Reject(reason=Reason.LAMP)), Reopen())
    pinned = decide(second, Pin(latitude=44.8, longitude=20.4))
    decide(pinned, Accept())
    services().store.undo_last(ANA)
    assert "2 waiting for a reviewer" in text(open_app(receipt=receipt))


def test_another_receipt_tells_nothing_of_it(open_app: Open, receipt: str) -> None:
    for proposal in proposals():
        decide(proposal, Reject(reason=Reason.SPEAKER))
    other = services().intake.receive([jpeg(), jpeg() + b"\0"]).receipt
    assert other is not None
    assert other != receipt
    assert "speaker" not in text(open_app(receipt=other))
    assert text(open_app(receipt=receipt)).count("Not a camera: a speaker") == 2
